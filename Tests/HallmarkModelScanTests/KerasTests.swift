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
        ("KER003", "a module of Python", model(layer("Popen", module: "subprocess"))),
        ("KER003", "a function of Python", model(layer("function", module: "builtins", config: "\"exec\""))),
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

    @Test(arguments: cases)
    func refusesWhatRunsMore(_ rule: String, _ what: String, _ configuration: String) {
        for path in ["a.keras", "weights.bin"] {
            let report = scan(Self.archive(configuration), as: path)
            #expect(report.rules.contains(rule), "\(what): \(report.findings.map(\.message))")
            #expect(report.verdict == .suspicious || report.verdict == .malicious)
        }
    }

    @Test func weightsAreReadAsWhatTheyAre() {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        let weights = scan(Self.archive(Self.model(), .init("model.weights.h5", signature)), as: "a.keras")
        #expect(weights.rules == ["MDL001"] && weights.verdict == .unknown)
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
