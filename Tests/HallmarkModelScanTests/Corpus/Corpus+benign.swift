import HallmarkModelScan

/// What no scanner may stop: the same formats, as their libraries write them.
///
/// The real libraries' own files are made by `Scripts/benign-models`.
extension Corpus {
    private static func good(
        _ family: String,
        _ trick: String,
        as path: String,
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase(family, "benign, \(trick)", is: .safe, as: path, bytes())
    }

    private static func values(_ trick: String, _ operations: Operation...) -> CorpusCase {
        let bytes = operations.flatMap(\.bytes)
        return good("pickle", trick, as: "model.pkl", bytes)
    }

    static let benignPickles: [CorpusCase] = [
        values("nothing", .proto(4), .frame(2), .none, .stop),
        values("an ordered dictionary", .proto(2), .orderedDict, .stop),
        values("the word of a call", .proto(2), .longText("os.system('\(command)')"), .stop),
        values(
            "a vocabulary of dangerous words",
            .proto(2),
            .emptyList,
            .mark,
            .longText("posix"),
            .longText("eval"),
            .longText("subprocess.Popen"),
            .longText("__import__"),
            .appends,
            .stop
        ),
        values("bytes", .proto(4), Operation("C", [3, 1, 2, 3]), .stop),
        values(
            "bytes of protocol 2",
            .proto(2),
            .global("_codecs", "encode"),
            .longText("\u{E9}\u{FF}"),
            .longText("latin1"),
            .tuple2,
            .reduce,
            .stop
        ),
        values("a set of protocol 2", .proto(2), .global("__builtin__", "set"), .emptyList, .tuple1, .reduce, .stop),
        values(
            "a complex number",
            .proto(2),
            .global("__builtin__", "complex"),
            Operation("G", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0]),
            Operation("G", [0, 0, 0, 0, 0, 0, 0, 0]),
            .tuple2,
            .reduce,
            .stop
        ),
        values(
            "a counter",
            .proto(4),
            .text("collections"),
            .text("Counter"),
            .stackGlobal,
            .emptyDict,
            .tuple1,
            .reduce,
            .stop
        ),
        values(
            "a dictionary with a default",
            .proto(2),
            .global("collections", "defaultdict"),
            .global("__builtin__", "list"),
            .tuple1,
            .reduce,
            .stop
        ),
        values(
            "an estimator of protocol 2",
            .proto(2),
            .global("copy_reg", "_reconstructor"),
            .global("sklearn.linear_model._base", "LinearRegression"),
            .global("__builtin__", "object"),
            .none,
            .tuple3,
            .reduce,
            .emptyDict,
            .longText("fit_intercept"),
            Operation(0x88),
            .setItem,
            .build,
            .stop
        ),
        values(
            "an estimator",
            .proto(4),
            .text("sklearn.tree._classes"),
            .text("DecisionTreeClassifier"),
            .stackGlobal,
            .emptyTuple,
            .newObj,
            .emptyDict,
            .build,
            .stop
        ),
        values(
            "a number of numpy",
            .proto(2),
            .global("numpy.core.multiarray", "scalar"),
            .global("numpy", "dtype"),
            .longText("f8"),
            Operation(0x89),
            Operation(0x88),
            .tuple3,
            .reduce,
            Operation("C", [8] + [UInt8](repeating: 0, count: 8)),
            .tuple2,
            .reduce,
            .stop
        ),
        values("two pickles", .proto(2), .emptyDict, .stop, .proto(2), .none, .stop),
        good("joblib", "numbers in zlib", as: "model.joblib", Packed.zlib(harmless)),
        good("joblib", "numbers in gzip", as: "model.joblib", Packed.gzip(harmless)),
        good("numpy", "an array", as: "a.npy", plainArray),
        good(
            "numpy",
            "an archive of arrays",
            as: "a.npz",
            ZipFile(.init("a.npy", plainArray), .init("b.npy", plainArray)).bytes
        ),
        good(
            "numpy",
            "a deflated archive of arrays",
            as: "a.npz",
            ZipFile(.init("a.npy", plainArray) { $0.isDeflated = true }).bytes
        ),
        good("pytorch", "a checkpoint of numbers", as: "model.pt", ZipFile.torch(harmless)),
        good("pytorch", "a checkpoint named .bin", as: "pytorch_model.bin", ZipFile.torch(harmless)),
    ]

    static let benignModels: [CorpusCase] = [
        good(
            "keras",
            "a layer",
            as: "model.keras",
            kerasArchive(kerasModel(kerasObject("Dense", "keras.layers", #"{"units": 3, "activation": "relu"}"#)))
        ),
        good(
            "keras-hdf5",
            "a layer",
            as: "model.h5",
            HDF5Writer.keras(kerasModel(kerasObject("Dense", "keras.layers", #"{"units": 3, "activation": "relu"}"#)))
        ),
        good("hdf5", "no Keras at all", as: "data.h5", HDF5Writer.file(attributes: [("title", "os.system")])),
        good("onnx", "an operator", as: "model.onnx", onnxModel(onnxNode("Relu"))),
        good(
            "onnx",
            "an operator of machine learning",
            as: "model.onnx",
            onnxModel(onnxNode("Scaler", domain: "ai.onnx.ml"), domains: ["ai.onnx.ml"])
        ),
        good(
            "tensorflow",
            "operators",
            as: "saved_model.pb",
            savedModel(tfNode("Placeholder") + tfNode("MatMul") + tfNode("SaveV2") + tfNode("RestoreV2"))
        ),
        good("tflite", "an operator", as: "model.tflite", FlatBufferWriter.tfLite(custom: nil)),
        good("coreml", "a network", as: "model.mlmodel", HallmarkModelScanTests.coreML(Field.message(500))),
        good(
            "coreml",
            "a program",
            as: "model.mlmodel",
            HallmarkModelScanTests.coreML(program(weights: "@model_path/weights/weight.bin"))
        ),
        good(
            "gguf",
            "a tensor",
            as: "model.gguf",
            GGUFFile(keys: [GGUFFile.key("general.architecture", "llama")], tensors: [.init()], data: 128).bytes
        ),
        good(
            "safetensors",
            "a tensor",
            as: "model.safetensors",
            HallmarkModelScanTests.safetensors(
                #"{"__metadata__": {"format": "pt"}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}"#,
                data: 8
            )
        ),
        good(
            "skops",
            "an estimator",
            as: "model.skops",
            skopsArchive(skopsNode("ObjectNode", "sklearn.linear_model._base", "LinearRegression", "null"))
        ),
        good("r", "a text", as: "model.rds", rData([0, 0, 0, 16, 0, 0, 0, 1] + rText("system"))),
        good(
            "xml",
            "a model",
            as: "model.pmml",
            utf8(
                #"<?xml version="1.0"?><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/><DataDictionary numberOfFields="1"><DataField name="x" optype="continuous" dataType="double"/></DataDictionary></PMML>"#
            )
        ),
        good("xml", "no model", as: "pom.xml", utf8("<project><name>x</name></project>")),
        good(
            "flax",
            "an array",
            as: "model.msgpack",
            [0x81, 0xA1, 0x61, 0xC7, 12, 1, 0x93, 0x91, 1, 0xA5] + utf8("uint8") + [0xC4, 1, 7]
        ),
        good(
            "archive",
            "a zip of weights",
            as: "model.zip",
            ZipFile(.init("model.safetensors", HallmarkModelScanTests.safetensors("{}"))).bytes
        ),
        good(
            "archive",
            "a tar of weights",
            as: "model.tar",
            Packed.tar([("model.safetensors", HallmarkModelScanTests.safetensors("{}"))])
        ),
        good("archive", "a zip of texts", as: "notes.zip", ZipFile(.init("README.md", utf8("os.system"))).bytes),
        good("program", "a script beside no model", as: "run.sh", utf8("#!/bin/sh\n\(command)\n")),
        good("program", "text", as: "README.md", utf8("cposix\nsystem is a name\n")),
        CorpusCase("repository", "benign, weights with their configuration", is: .safe) {
            [
                "model/model.safetensors": HallmarkModelScanTests.safetensors("{}"),
                "model/config.json": utf8(#"{"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 8}"#),
                "model/tokenizer_config.json": utf8(
                    #"{"tokenizer_class": "BertTokenizer", "chat_template": "{% for m in messages %}{{ m['content']|trim }}{% endfor %}"}"#
                ),
                "model/README.md": utf8("# Model\n"), "model/vocab.txt": utf8("os.system\neval\n"),
            ]
        },
        CorpusCase("repository", "benign, modules of sentences", is: .safe) {
            [
                "model/model.safetensors": HallmarkModelScanTests.safetensors("{}"),
                "model/modules.json": utf8(
                    #"[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}, {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]"#
                ),
            ]
        },
        CorpusCase("repository", "benign, a part of the weights by its index", is: .safe) {
            [
                "model/model-00001-of-00001.safetensors": HallmarkModelScanTests.safetensors("{}"),
                "model/model.safetensors.index.json": utf8(
                    #"{"metadata": {"total_size": 8}, "weight_map": {"a": "model-00001-of-00001.safetensors"}}"#
                ),
            ]
        },
        CorpusCase("repository", "benign, another program's configuration", is: .safe) {
            [
                "app/config.json": utf8(#"{"name": "app", "main": "index.js", "_target_": 5}"#),
                "app/index.js": utf8("console.log(1)\n"),
                "app/settings.yaml": utf8("a: !Ref b\n"),
            ]
        },
    ]
}
