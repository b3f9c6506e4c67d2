import HallmarkCore
import HallmarkModelScan
import Testing

struct KerasTests {
    private static func archive(_ configuration: String, _ others: ZipFile.Member...) -> [UInt8] {
        let metadata = ZipFile.Member("metadata.json", Array(#"{"keras_version": "3.8.0"}"#.utf8))
        return ZipFile([metadata, .init("config.json", Array(configuration.utf8))] + others).bytes
    }

    private static func layer(_ name: String, module: String? = "keras.layers", config: String = "{}") -> String {
        let module = module.map { "\"\($0)\"" } ?? "null"
        return #"{"module": \#(module), "class_name": "\#(name)", "config": \#(config), "registered_name": null}"#
    }

    private static func model(_ layers: String...) -> String {
        layer("Sequential", module: "keras", config: #"{"layers": [\#(layers.joined(separator: ", "))]}"#)
    }

    @Test func acceptsLayersOfKeras() {
        let kernel = layer("GlorotUniform", module: "keras.initializers", config: #"{"seed": null}"#)
        let policy = layer("DTypePolicy", module: "keras", config: #"{"name": "float32"}"#)
        let dense = Self.layer("Dense", config: #"{"units": 3, "dtype": \#(policy), "kernel_initializer": \#(kernel)}"#)
        let lookup = Self.layer("StringLookup", config: #"{"vocabulary": ["a", "b"]}"#)
        let report = scan(Self.archive(Self.model(dense, lookup)), as: "a.keras")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(scan(Self.archive(Self.model(dense)), as: "model.bin").format == FormatName(rawValue: "keras"))
        func layer(_ name: String, module: String, config: String) -> String {
            Self.layer(name, module: module, config: config)
        }
    }

    private static let cases: [(String, String, String)] = [
        ("KER002", "a Lambda layer", model(layer("Lambda", config: #"{"function": {"class_name": "__lambda__"}}"#))),
        ("KER002", "a Lambda layer in a model in a model", model(model(model(layer("Lambda"))))),
        ("KER002", "a pickled module", model(layer("TorchModuleWrapper", module: "keras.src.utils.torch_utils"))),
        ("KER006", "a module of Python", model(layer("Popen", module: "subprocess"))),
        ("KER006", "a function of Python", model(layer("function", module: "builtins", config: "\"exec\""))),
        ("KER003", "a module of somebody", model(layer("Mine", module: "mine.layers"))),
        ("KER003", "a function of somebody", model(layer("function", module: "mine", config: "\"relu\""))),
        ("KER003", "an operation of TensorFlow", model(layer("TFOpLambda", config: #"{"function": "io.write_file"}"#))),
        ("KER003", "its definition", model(layer("TensorFlowOpLayer", config: #"{"node_def": {"op": "WriteFile"}}"#))),
        ("KER002", "a Lambda by its registered name", model(layer("Custom>Lambda"))),
        ("KER002", "a Lambda under another name", model(layer("Dense", config: #"{"function_type": "lambda"}"#))),
        ("KER002", "marshalled code", model(layer("Dense", config: #"{"a": "4wEAAAAAAAAAAAAAAAEAAAACAAAAQwAAAHME"}"#))),
        (
            "KER002", "a pickle in Base64",
            model(layer("Dense", config: #"{"a": "gASVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOU"}"#))
        ),
        ("KER004", "a download by its name", model(layer("function", module: "keras.utils", config: "\"get_file\""))),
        ("KER004", "another model", model(layer("TFSMLayer", config: #"{"a": 1}"#))),
        ("KER005", "an address anywhere", model(layer("Dense", config: #"{"a": "https://example.com/x"}"#))),
        ("KER005", "a path out of its folder", model(layer("Dense", config: #"{"a": "../../x"}"#))),
        ("KER001", "an encoding that Python guesses", "\u{FEFF}" + model()),
        ("KER003", "a class of nowhere", model(layer("Mine", module: nil))),
        ("KER003", "a name that begins like Keras", model(layer("Dense", module: "keras.layersx"))),
        ("KER003", "a function among layers", model(layer("run", module: "keras.layers"))),
        ("KER003", "an attribute of a class", model(layer("Dense.__init__", module: "keras.layers"))),
        ("KER004", "a download", model(layer("get_file", module: "keras.utils"))),
        ("KER004", "a guard lifted", model(layer("enable_unsafe_deserialization", module: "keras.config"))),
        ("KER005", "a vocabulary by its path", model(layer("StringLookup", config: #"{"vocabulary": "/etc/passwd"}"#))),
        ("KER001", "one key twice", #"{"class_name": "Sequential", "class_name": "Lambda", "module": "keras"}"#),
        ("KER001", "no JSON", "hello"),
        ("KER001", "other encodings", "\u{FEFF}{}"),
    ]

    @Test(arguments: [
        layer("TFOpLambda", config: #"{"function": "math.multiply"}"#),
        layer("TensorFlowOpLayer", module: nil, config: #"{"node_def": {"op": "AddV2"}}"#),
        layer("Relu", module: nil), layer("Add", module: "keras.src.ops.numpy"),
        layer("Functional", module: "keras.src.engine.functional"),
        layer("function", module: "builtins", config: #""mse""#),
        layer("Dense", config: #"{"a": Infinity, "b": [NaN, -Infinity], "c": "NaN/"}"#),
    ])
    func acceptsWhatKerasWrites(_ part: String) {
        let report = scan(Self.archive(Self.model(part)), as: "a.keras")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
    }

    @Test(arguments: cases)
    func refusesWhatRunsMore(_ rule: String, _ what: String, _ configuration: String) {
        for path in ["a.keras", "weights.bin"] {
            let report = scan(Self.archive(configuration), as: path)
            #expect(report.rules.contains(rule), "\(what): \(report.findings.map(\.message))")
            #expect(report.verdict == .suspicious || report.verdict == .malicious)
        }
    }

    @Test func weightsAreReadAsWhatTheyAre() {
        let weights = scan(Self.archive(Self.model(), .init("model.weights.h5", RealHDF5.old)), as: "a.keras")
        #expect(weights.verdict == .safe && weights.findings.isEmpty)
        let link = HDF5File().rooted(HDF5File.link("l", kind: 64, [5, 0, 0, 0x61, 0, 0x62, 0]))
        let reaching = scan(Self.archive(Self.model(), .init("model.weights.h5", link)), as: "a.keras")
        #expect(reaching.rules == ["HDF003"] && reaching.verdict == .suspicious)
        let pickle = scan(Self.archive(Self.model(), .init("model.weights.npz", ZipTests.hostile)), as: "a.keras")
        #expect(pickle.verdict == .malicious)
        let second = scan(
            Self.archive(Self.model(), .init("CONFIG.json", Array(Self.model(Self.layer("Lambda")).utf8))),
            as: "a.keras"
        )
        #expect(second.rules.isSuperset(of: ["ZIP003", "KER002"]))
        #expect(scan(ZipFile(.init("x", [])).bytes, as: "a.keras").rules == ["KER001"])
    }
}
