import HallmarkModelScan

/// Formats of one library each.
extension Corpus {
    // MARK: - skops

    private static func skops(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        _ schema: String,
        _ others: ZipFile.Member...
    ) -> CorpusCase {
        CorpusCase("skops", trick, is: expected, from: source, as: "model.skops", skopsArchive(schema, others))
    }

    static func skopsArchive(_ schema: String, _ others: [ZipFile.Member] = []) -> [UInt8] {
        ZipFile([.init("schema.json", utf8(schema))] + others).bytes
    }

    static func skopsNode(
        _ loader: String,
        _ module: String,
        _ name: String,
        _ content: String = "{}",
        more: String = ""
    ) -> String {
        #"{"__class__": "\#(name)", "__module__": "\#(module)", "__loader__": "\#(loader)", "content": \#(content), "__id__": 1\#(more), "protocol": 2, "_skops_version": "0.11.0"}"#
    }

    static let skops: [CorpusCase] = [
        skops(
            "an operator that is a call",
            from: "CVE-2025-54412",
            skopsNode(
                "OperatorFuncNode",
                "operator",
                "methodcaller",
                more:
                    #", "attrs": {"__class__": "tuple", "__module__": "builtins", "__loader__": "TupleNode", "content": []}"#
            )
        ),
        skops(
            "an operator of another module",
            from: "CVE-2025-54412",
            skopsNode("OperatorFuncNode", "builtins", "call", more: #", "attrs": {}"#)
        ),
        skops(
            "a method of another object",
            from: "CVE-2025-54413",
            skopsNode(
                "MethodNode",
                "builtins",
                "object",
                #"{"func": "__reduce__", "obj": \#(skopsNode("ObjectNode", "os", "_wrap_close"))}"#
            )
        ),
        skops(
            "a function of Python",
            skopsNode("FunctionNode", "os", "system", #"{"module_path": "os", "function": "system"}"#)
        ),
        skops("a function's class", skopsNode("FunctionNode", "builtins", "eval")),
        skops(
            "a partial of a call",
            skopsNode(
                "PartialNode",
                "functools",
                "partial",
                #"{"func": \#(skopsNode("FunctionNode", "os", "system"))}"#
            )
        ),
        skops("a type of nobody", skopsNode("TypeNode", "subprocess", "Popen")),
        skops("an object of nobody", skopsNode("ObjectNode", "evil_package", "Model", "null")),
        skops(
            "an object that reduces itself",
            skopsNode("ReduceNode", "os", "system", more: #", "__reduce__": {"args": []}"#)
        ),
        skops("a node of nobody", skopsNode("HallmarkNode", "builtins", "dict")),
        skops(
            "an object in a list in a dictionary",
            skopsNode(
                "DictNode",
                "builtins",
                "dict",
                #"{"a": \#(skopsNode("ListNode", "builtins", "list", "[\(skopsNode("ObjectNode", "subprocess", "Popen", "null"))]"))}"#
            )
        ),
        skops(
            "a class that a name hides",
            from: "CVE-2025-54886",
            skopsNode("ObjectNode", "sklearn.linear_model", "os.system", "null")
        ),
        skops(
            "an array of objects",
            is: .malicious,
            skopsNode("NdArrayNode", "numpy", "ndarray", "null", more: #", "type": "numpy", "file": "1.npy""#),
            .init("1.npy", npy(npyHeader("'|O'"), payload))
        ),
        skops(
            "an array above the archive",
            skopsNode("NdArrayNode", "numpy", "ndarray", "null", more: #", "type": "numpy", "file": "../../x.npy""#)
        ),
        CorpusCase("skops", "a pickle under the name", is: .malicious, as: "model.skops", payload),
    ]

    // MARK: - R

    /// A file of R's serialization in XDR (R Internals, 1.8) of this item.
    static func rData(_ item: [UInt8]) -> [UInt8] {
        utf8("X\n") + big(UInt32(3)) + big(UInt32(0x0004_0300)) + big(UInt32(0x0003_0500)) + big(UInt32(5))
            + utf8("UTF-8") + item
    }

    static func rText(_ text: String) -> [UInt8] {
        big(UInt32(0x0004_0009)) + big(UInt32(text.utf8.count)) + utf8(text)
    }
    static func rSymbol(_ name: String) -> [UInt8] { big(UInt32(1)) + rText(name) }
    /// A list of pairs: what it holds and then the end.
    private static func rPairs(_ values: [UInt8]...) -> [UInt8] { values.flatMap { big(UInt32(2)) + $0 } + rNull }
    private static let rNull: [UInt8] = big(UInt32(254))
    private static let rUnbound: [UInt8] = big(UInt32(252))
    private static let rGlobal: [UInt8] = big(UInt32(253))
    /// `system("echo hallmark")`.
    private static let rCall =
        big(UInt32(6)) + rSymbol("system") + rPairs(big(UInt32(16)) + big(UInt32(1)) + rText(command))
    private static let rPromise = big(UInt32(5)) + rUnbound + rCall

    static let r: [CorpusCase] = [
        CorpusCase("r", "a promise", from: "CVE-2024-27322", as: "model.rds", rData(rPromise)),
        CorpusCase(
            "r",
            "a promise in its environment",
            from: "CVE-2024-27322",
            as: "model.rds",
            rData(big(UInt32(0x0405)) + rGlobal + rUnbound + rCall)
        ),
        CorpusCase(
            "r",
            "a promise in a list",
            from: "CVE-2024-27322",
            as: "model.rds",
            rData(big(UInt32(19)) + big(UInt32(1)) + rPromise)
        ),
        CorpusCase(
            "r",
            "a promise in an attribute",
            from: "CVE-2024-27322",
            as: "model.rds",
            rData(
                big(UInt32(0x020D)) + big(UInt32(1)) + big(UInt32(7)) + big(UInt32(0x0402)) + rSymbol("x") + rPromise
                    + rNull
            )
        ),
        CorpusCase(
            "r",
            "a promise in an environment",
            from: "CVE-2024-27322",
            as: "model.rds",
            rData(
                big(UInt32(4)) + big(UInt32(0)) + rGlobal + (big(UInt32(0x0402)) + rSymbol("x") + rPromise + rNull)
                    + rNull + rNull
            )
        ),
        CorpusCase(
            "r",
            "a promise among saved names",
            from: "CVE-2024-27322",
            as: "model.rda",
            utf8("RDX3\n") + rData(big(UInt32(0x0402)) + rSymbol("x") + rPromise + rNull)
        ),
        CorpusCase("r", "a promise in gzip", from: "CVE-2024-27322", as: "model.rds", Packed.gzip(rData(rPromise))),
        CorpusCase(
            "r",
            "a promise in xz",
            is: .unknown,
            from: "CVE-2024-27322",
            as: "model.rds",
            Packed.xz(rData(rPromise))
        ),
        CorpusCase("r", "a promise under another name", from: "CVE-2024-27322", as: "weights.bin", rData(rPromise)),
        CorpusCase(
            "r",
            "a pointer of a library",
            is: .unknown,
            as: "model.rds",
            rData(big(UInt32(22)) + rNull + rNull)
        ),
        CorpusCase(
            "r",
            "a list longer than the file",
            as: "model.rds",
            rData(big(UInt32(19)) + big(UInt32(0x7FFF_FFF0)))
        ),
    ]

    // MARK: - XML

    static let xml: [CorpusCase] =
        [
            (
                "an entity of a file", "model.pmml",
                #"<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header description="&x;"/></PMML>"#
            ),
            (
                "an entity of an address", "model.pmml",
                #"<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY % x SYSTEM "http://hallmark.invalid/x.dtd"> %x;]><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/></PMML>"#
            ),
            (
                "entities that grow", "model.pmml",
                #"<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header description="&c;"/></PMML>"#
            ),
            (
                "a document type elsewhere", "model.pmml",
                #"<!DOCTYPE PMML SYSTEM "http://hallmark.invalid/pmml.dtd"><PMML version="4.4"><Header/></PMML>"#
            ),
            (
                "an inclusion", "model.pmml",
                #"<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4" xmlns:xi="http://www.w3.org/2001/XInclude"><Header/><xi:include href="file:///etc/passwd" parse="text"/></PMML>"#
            ),
            (
                "an entity in a network's description", "model.xml",
                #"<?xml version="1.0"?><!DOCTYPE net [<!ENTITY x SYSTEM "file:///etc/passwd">]><net name="&x;" version="11"><layers/><edges/></net>"#
            ),
            (
                "a layer from a library", "model.xml",
                #"<net name="n" version="11"><layers><layer id="0" name="a" type="Hallmark" version="extension" library="/tmp/hallmark.so"><data/></layer></layers><edges/></net>"#
            ),
            (
                "a layer of an extension", "model.xml",
                #"<net name="n" version="11"><layers><layer id="0" name="a" type="RunCommand" version="evil_extension"><data/></layer></layers><edges/></net>"#
            ),
            (
                "weights beyond their file", "model.xml",
                #"<net name="n" version="11"><layers><layer id="0" name="c" type="Const" version="opset1"><data element_type="f32" shape="4" offset="18446744073709551600" size="32"/></layer></layers><edges/></net>"#
            ),
            (
                "elements, ten thousand deep", "model.pmml",
                #"<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">"#
                    + String(repeating: "<Extension>", count: 10_000)
            ),
        ].map { trick, path, text in CorpusCase("xml", trick, as: path, utf8(text)) } + [
            CorpusCase(
                "xml",
                "an entity in UTF-16",
                as: "model.pmml",
                [0xFF, 0xFE]
                    + utf8(
                        #"<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML version="4.4"><Header description="&x;"/></PMML>"#
                    ).flatMap { [$0, 0] }
            )
        ]

    // MARK: - Others

    private static let F = Field.self

    static let otherModels: [CorpusCase] = [
        paddle("an operator that calls Python", "py_func"), paddle("an operator that loads a file", "load"),
        paddle("an operator that saves a file", "save_combine"), paddle("an operator of nobody", "hallmark_run"),
        CorpusCase("paddle", "parameters with a call", is: .malicious, as: "model.pdparams", payload),
        CorpusCase("paddle", "an optimizer with a call", is: .malicious, as: "model.pdopt", payload),
        CorpusCase(
            "caffe",
            "a layer of Python",
            as: "net.caffemodel",
            Field.text(1, "net")
                + Field.message(
                    100,
                    Field.text(1, "l") + Field.text(2, "Python")
                        + Field.message(130, Field.text(1, "os") + Field.text(2, "system"))
                )
        ),
        CorpusCase("flax", "an extension of nobody", as: "model.msgpack", [0x81, 0xA1, 0x61, 0xC7, 4, 99, 1, 2, 3, 4]),
        CorpusCase(
            "flax",
            "a map longer than the file",
            as: "model.msgpack",
            [0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 0xA1, 0x61]
        ),
        CorpusCase(
            "flax",
            "lists, ten thousand deep",
            as: "model.msgpack",
            [UInt8](repeating: 0x91, count: 10_000) + [0xC0]
        ),
        CorpusCase("flax", "a pickle under the name", is: .malicious, as: "model.msgpack", payload),
        CorpusCase(
            "xgboost",
            "a list longer than the file",
            as: "model.ubj",
            utf8("{L") + big(UInt64(7)) + utf8("learner[$d#L") + big(UInt64(1) << 60)
        ),
        CorpusCase(
            "xgboost",
            "brackets, ten thousand deep",
            as: "model.ubj",
            utf8("{L") + big(UInt64(7)) + utf8("learner") + [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        ),
        CorpusCase(
            "xgboost",
            "a length that is negative",
            as: "model.ubj",
            utf8("{L") + big(Int64(-7)) + utf8("learner{}}")
        ),
        CorpusCase("xgboost", "a pickle under the name", is: .malicious, as: "model.ubj", payload),
        CorpusCase(
            "lightgbm",
            "a pickle under the name",
            is: .malicious,
            as: "model.txt",
            pickle(.proto(0), .global("lightgbm.basic", "os.system"), .stop)
        ),
        CorpusCase(
            "mxnet",
            "an operator of Python",
            as: "net-symbol.json",
            utf8(
                #"{"nodes": [{"op": "Custom", "name": "c", "attrs": {"op_type": "hallmark"}, "inputs": []}], "arg_nodes": [], "heads": [[0, 0, 0]], "attrs": {"mxnet_version": ["int", 10900]}}"#
            )
        ),
    ]

    private static func paddle(_ trick: String, _ operation: String) -> CorpusCase {
        // ProgramDesc: blocks 1; BlockDesc: idx 1, parent_idx 2, vars 3, ops 4; OpDesc: type 3 (framework.proto).
        CorpusCase(
            "paddle",
            trick,
            as: "model.pdmodel",
            Field.message(
                1,
                Field.number(1, 0) + Field.number(2, UInt64(bitPattern: -1))
                    + Field.message(3, Field.text(1, "x") + Field.message(2, Field.number(1, 9)))
                    + Field.message(4, Field.text(3, operation))
            ) + Field.message(4, Field.number(1, 0))
        )
    }
}
