import HallmarkModelScan
import Testing

/// A trick that hides what a pickle does from a reader that is less exact than an unpickler.
struct Trick: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let path: String

    init(_ what: String, as path: String = "model.pkl", _ operations: Operation...) {
        self.testDescription = what
        self.bytes = operations.flatMap(\.bytes)
        self.path = path
    }
}

struct PickleEvasionTests {
    private static let call = Operation.group(.stackGlobal, .text("id"), .tuple1, .reduce, .stop)
    /// More than the first bytes that detection looks at.
    private static let padding = String(repeating: "a", count: ModelDetector.headSize + 1000)

    static let malicious: [Trick] = names + memo + calls + streams + places

    private static let names = [
        Trick("names by BINUNICODE", .longText("posix"), .longText("system"), call),
        Trick(
            "names by BINUNICODE8",
            Operation(0x8D, little(UInt64(5)) + Array("posix".utf8)),
            .longText("system"),
            call
        ),
        Trick("names by UNICODE", Operation("V", line: "posix"), Operation("V", line: "system"), call),
        Trick("names by STRING", Operation("S", line: "'posix'"), Operation("S", line: "\"system\""), call),
        Trick(
            "names by SHORT_BINSTRING and BINSTRING",
            Operation("U", [5] + Array("posix".utf8)),
            Operation("T", little(UInt32(6)) + Array("system".utf8)),
            call
        ),
        Trick("a dotted name", .proto(4), .text("pathlib"), .text("os.system"), call),
        Trick("a dotted name by GLOBAL", .proto(4), .global("random", "_os.system"), .stop),
        Trick("a module of a listed module", .proto(4), .text("collections"), .text("_sys.modules.get"), call),
        Trick("a name below a dangerous module", .global("asyncio.unix_events", "_UnixSubprocessTransport"), .stop),
        Trick("Python 2's name of builtins", .global("__builtin__", "execfile"), .stop),
        Trick("Python 2's name of subprocess", .global("commands", "getoutput"), .stop),
        Trick("Python 2's pickle", .global("cPickle", "loads"), .stop),
        Trick("a nested pickle", .global("_pickle", "loads"), Operation("C", [1, 0x2E]), .tuple1, .reduce, .stop),
        Trick("code from bytes", .global("marshal", "loads"), Operation("C", [0]), .tuple1, .reduce, .stop),
        Trick("a code object", .global("types", "CodeType"), .stop),
        Trick("a function from code", .global("dill._dill", "_create_function"), .stop),
        Trick("a name by its path", .global("pkgutil", "resolve_name"), .stop),
        Trick("an attribute by its name", .global("operator", "attrgetter"), .stop),
        Trick("a method by its name", .global("_operator", "methodcaller"), .stop),
        Trick("Python's package installer", .global("pip", "main"), .stop),
        Trick("a debugger", .global("bdb", "Bdb.run"), .stop),
        Trick("a browser", .global("webbrowser", "open"), .stop),
    ]

    private static let memo = [
        Trick(
            "names by PUT and GET",
            .longText("posix"),
            Operation("p", line: "7"),
            .pop,
            Operation("g", line: "7"),
            .longText("system"),
            call
        ),
        Trick(
            "names by BINPUT and BINGET",
            .longText("system"),
            .binPut(9),
            .pop,
            .longText("posix"),
            .binGet(9),
            call
        ),
        Trick(
            "an index overwritten",
            .text("datetime"),
            .binPut(0),
            .pop,
            .text("posix"),
            .binPut(0),
            .pop,
            .binGet(0),
            .text("system"),
            call
        ),
        Trick(
            "a MEMOIZE after a POP",
            .text("posix"),
            .text("x"),
            .pop,
            .memoize,
            .pop,
            .binGet(0),
            .text("system"),
            call
        ),
        Trick(
            "a MEMOIZE after a sparse PUT",
            .text("posix"),
            .binPut(7),
            .pop,
            .text("system"),
            .memoize,
            .pop,
            .binGet(7),
            .binGet(1),
            call
        ),
        Trick(
            "decoys popped",
            .text("posix"),
            .text("system"),
            .text("collections"),
            .text("OrderedDict"),
            .pop,
            .pop,
            call
        ),
        Trick(
            "decoys popped to a mark",
            .text("posix"),
            .text("system"),
            .mark,
            .text("collections"),
            .text("OrderedDict"),
            .popMark,
            call
        ),
        Trick("a mark popped", .text("posix"), .mark, .pop, .text("system"), call),
        Trick("a duplicate", .text("posix"), .dup, .pop, .text("system"), call),
        Trick(
            "an import kept in the memo",
            .global("posix", "system"),
            .binPut(0),
            .pop,
            .binGet(0),
            .text("id"),
            .tuple1,
            .reduce,
            .stop
        ),
        Trick(
            "an index that only some readers take, in a text",
            .none,
            Operation("p", line: "1_0"),
            Operation("g", line: "10"),
            .global("posix", "system"),
            .stop
        ),
    ]

    private static let calls = [
        Trick("INST", .mark, .longText("id"), .inst("posix", "system"), .stop),
        Trick("OBJ", .mark, .global("posix", "system"), .longText("id"), .obj, .stop),
        Trick("NEWOBJ", .global("subprocess", "Popen"), .longText("id"), .tuple1, .newObj, .stop),
        Trick("NEWOBJ_EX", .global("subprocess", "Popen"), .emptyTuple, .emptyDict, .newObjEx, .stop),
        Trick("an import alone", .global("antigravity", "fly"), .pop, .none, .stop),
        Trick("a factory", .global("collections", "defaultdict"), .global("posix", "getpid"), .tuple1, .reduce, .stop),
        Trick(
            "a state setter",
            .orderedDict,
            .emptyDict,
            .text("__setstate__"),
            .global("posix", "system"),
            .setItem,
            .build,
            .text("id"),
            .build,
            .stop
        ),
        Trick(
            "a chain of listed classes",
            .global("builtins", "bytes"),
            .global("builtins", "map"),
            .global("posix", "system"),
            .emptyList,
            .tuple2,
            .newObj,
            .tuple1,
            .newObj,
            .stop
        ),
        Trick(
            "a function appended to",
            .global("torch.nn.modules.container", "ModuleList"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .text("append"),
            .global("posix", "system"),
            .setItem,
            .build,
            .text("id"),
            .append,
            .stop
        ),
        Trick(
            "attributes by a pair of maps",
            .global("numpy", "prod"),
            .none,
            .emptyDict,
            .text("__globals__"),
            .global("posix", "system"),
            .setItem,
            .tuple2,
            .build,
            .stop
        ),
        Trick(
            "a method by getattr",
            .global("builtins", "getattr"),
            .global("builtins", "bytes"),
            .text("fromhex"),
            .tuple2,
            .reduce,
            .stop
        ),
        Trick("an argument of a persistent id", .global("posix", "system"), .binPersid, .stop),
    ]

    private static let streams = [
        Trick("the second pickle", .proto(2), .none, .stop, .proto(2), .payload, .stop),
        Trick("a second pickle without a protocol", .none, .stop, .payload, .stop),
        Trick("a broken opcode after the call", .proto(2), .payload, Operation(0xFF)),
        Trick("no end after the call", .proto(2), .payload),
        Trick("a missing index after the call", .proto(2), .payload, .binGet(200), .stop),
        Trick("an empty stack after the call", .proto(2), .payload, .pop, .pop, .pop, .stop),
        Trick("an unknown protocol after the call", .payload, .proto(200), .stop),
        Trick("data after the end", .proto(2), .payload, .stop, Operation([UInt8](repeating: 0, count: 64))),
        Trick("a zip after the end", .proto(2), .payload, .stop, Operation(Array("PK\u{3}\u{4}".utf8))),
        Trick("no protocol", .payload, .stop),
        Trick("protocol 0 with opcodes of 4", .proto(0), .text("posix"), .text("system"), call),
        Trick("a number of another base before", Operation("I", line: "0x10"), .pop, .payload, .stop),
        Trick("a number with a NUL before", Operation("I", line: "5\0junk"), .pop, .payload, .stop),
        Trick("a long of another base before", Operation("L", line: "0x10L"), .pop, .payload, .stop),
        Trick("a frame that is too long before", .proto(4), .frame(5000), .payload, .stop),
        Trick("a frame that is too short before", .proto(4), .frame(1), .payload, .stop),
        Trick("a text of negative length", .payload, Operation("T", [0xFF, 0xFF, 0xFF, 0xFF])),
        Trick("the magic of torch.save before", .proto(2), .torchMagic, .stop, .proto(2), .payload, .stop),
        Trick("a tensor's storage before", .global("torch", "FloatStorage"), .binPersid, .payload, .stop),
        Trick("an octal number before", Operation("I", line: "0o17"), .pop, .payload, .stop),
        Trick("a float with a NUL before", Operation("F", line: "1.5\0junk"), .pop, .payload, .stop),
        Trick("a false with a blank before", Operation("I", line: " 0"), .pop, .payload, .stop),
        Trick("bytes of another encoding before", Operation("U", [1, 0xFF]), .pop, .payload, .stop),
        Trick(
            "a frame whose end lies in a number",
            .proto(4),
            .frame(4),
            .int(1),
            .pop,
            Operation("J", [0, 0, 0, 0]),
            .pop,
            .payload,
            .stop
        ),
        Trick("a frame inside of a frame before", .proto(4), .frame(200), .frame(3), .none, .pop, .payload, .stop),
        Trick("a late protocol before", .none, .pop, .proto(2), .payload, .stop),
        Trick("bytes that are longer than the file after", .payload, Operation(0x8E, little(UInt64.max))),
        Trick("text that is longer than the file after", .payload, Operation(0x8D, little(UInt64(1) << 62))),
        Trick("a number of negative length after", .payload, Operation(0x8B, [0xFF, 0xFF, 0xFF, 0xFF])),
        Trick("a pop of nothing after", .payload, .pop, .pop),
        Trick("an unknown extension after", .payload, Operation(0x84, [1, 2, 3, 4]), .stop),
        Trick("a flood of opcodes before", .group(flood, .payload, .stop)),
        Trick("a deep tuple before", .group(.emptyTuple, deep, .pop, .payload, .stop)),
        Trick("a flood of marks before", .group(marks, .payload, .stop)),
        Trick("a value of endless copies before", .group(.int(1), copies, .payload, .stop)),
        Trick("many findings before", .group(many, .payload, .stop)),
        Trick("marks left behind", .mark, .mark, .payload, .stop),
        Trick("a stack left behind", .none, .none, .payload, .stop),
    ]

    private static let flood = Operation([UInt8](repeating: 0x4E, count: 100_000) + Array("0".utf8))
    private static let deep = Operation([UInt8](repeating: 0x85, count: 100_000))
    private static let marks = Operation([UInt8](repeating: 0x28, count: 200_000))
    private static let copies = Operation((0..<60).flatMap { _ in [UInt8(0x32), 0x86] })
    private static let many = Operation(
        (0..<Inspection.maximumFindings + 10).flatMap { Operation.global("unlisted", "name\($0)").bytes }
    )

    private static let places = [
        Trick("another extension", as: "notes.txt", .payload, .stop),
        Trick("no extension", as: "blobs/sha256-0123", .proto(4), .payload, .stop),
        Trick("an extension in capitals", as: "MODEL.PKL", .payload, .stop),
        Trick("protocol 1's byte", as: "a.bin", .proto(1), .longText(padding), .pop, .payload, .stop),
        Trick("behind the first bytes", as: "a.bin", .longText(padding), .pop, .payload, .stop),
        Trick("behind a long line", as: "a.txt", Operation("V", line: padding), .pop, .payload, .stop),
        Trick(
            "behind a first pickle",
            as: "a.bin",
            Operation("L", line: "119547037146038801333356L"),
            .stop,
            .payload,
            .stop
        ),
        Trick(
            "behind a first pickle and the first bytes",
            as: "a.bin",
            .none,
            .stop,
            .longText(padding),
            .pop,
            .payload,
            .stop
        ),
        Trick("a checkpoint's extension", as: "model.pt", .payload, .stop),
        Trick("a path file's extension", as: "model.pth", .payload, .stop),
    ]

    @Test(arguments: malicious)
    func isMalicious(_ trick: Trick) {
        let report = scan(trick.bytes, as: trick.path)
        #expect(report.verdict == .malicious, "\(report.findings.map(\.message))")
    }

    static let suspicious = [
        Trick("an escaped name", .proto(2), Operation("S", line: "'\\x70osix'"), .longText("system"), call),
        Trick("a name with a raw escape", .proto(2), Operation("V", line: "\\u0070osix"), .longText("system"), call),
        Trick("a name of other bytes", .proto(2), Operation("U", [1, 0xFF]), .longText("system"), call),
        Trick("a name from the registry", .proto(2), Operation(0x82, [7]), .longText("system"), call),
        Trick("a long name", .proto(2), .longText(padding), .longText("system"), call),
        Trick(
            "a tensor's pickle",
            .global("torch.storage", "_load_from_bytes"),
            Operation("C", [0]),
            .tuple1,
            .reduce,
            .stop
        ),
        Trick(
            "attributes of a function",
            .global("torch._utils", "_rebuild_parameter"),
            .none,
            .emptyDict,
            .tuple2,
            .build,
            .stop
        ),
        Trick("a class changed through its name", .global("collections", "Counter"), .dup, .emptyDict, .build, .stop),
        Trick("items of a class", .global("collections", "Counter"), .none, .none, .setItem, .stop),
        Trick("a call of a list", .emptyList, .emptyTuple, .reduce, .stop),
        Trick("a call of text", .text("system"), .emptyTuple, .reduce, .stop),
        Trick(
            "another codec by its tuple from the memo",
            .global("_codecs", "encode"),
            .longText("a"),
            .longText("rot13"),
            .tuple2,
            .binPut(0),
            .pop,
            .longText("a"),
            .longText("latin1"),
            .tuple2,
            .pop,
            .binGet(0),
            .reduce,
            .stop
        ),
        Trick("nothing", Operation([])),
        Trick("a name with white space", .global("os ", "x"), .stop),
        Trick("a folder for a module, in a text", .global("my-models", "x"), .none, .stop),
    ]

    @Test(arguments: suspicious)
    func isSuspicious(_ trick: Trick) {
        let report = scan(trick.bytes, as: trick.path)
        #expect(report.verdict == .suspicious, "\(report.findings.map(\.message))")
    }

    /// The length of a header can be BINUNICODE, a text in it UNICODE, and the tensors the rest.
    @Test(arguments: ["model.safetensors", "model.bin"])
    func aSafetensorsFileThatIsAPickleTooIsMalicious(_ path: String) {
        let payload = pickle(.pop, .payload, .stop)
        let start = #"{"__metadata__":{"x":""#
        let end = #""},"a":{"dtype":"U8","shape":[\#(payload.count)],"data_offsets":[0,\#(payload.count)]}}"# + "\n"
        let size = 0x2058
        let filler = String(repeating: "V", count: size - start.utf8.count - end.utf8.count)
        let bytes = safetensors(start + filler + end) + payload
        #expect(Safetensors().recognises(bytes))
        let report = scan(bytes, as: path)
        #expect(report.verdict == .malicious)
        #expect(report.rules == ["PKL001", "MDL005"])
        let harmless = safetensors(start + filler + end) + [UInt8](repeating: 0, count: payload.count)
        #expect(scan(harmless, as: path).verdict == .safe)
    }

    /// Bytes without a name say what they are even where an import stands behind the first bytes.
    @Test func aLongTextWithoutAnImportIsNoModel() {
        for line in ["V", "S'", "I", "X    "] {
            let text = line + Self.padding + "\nThe second line\n"
            #expect(scan(Array(text.utf8), as: "notes.txt").verdict == .notAModel)
        }
    }

    /// Pkl, the configuration language, and other texts that share a model's extension.
    @Test(
        arguments: [
            "amends \"package://example.com/a.pkl\"\n\nname = \"x\"\n", "class Foo {\n  x: Int\n}\n",
            "import \"b.pkl\"\n",
            "module a\n", "// a comment\n", "", "./src\n", "import site; site.addsitedir('x')\n",
        ].filter { !$0.isEmpty }
    )
    func otherTextsAreNoModels(_ text: String) {
        for name in ["a.pkl", "a.pth"] { #expect(scan(Array(text.utf8), as: name).verdict == .notAModel) }
    }
}
