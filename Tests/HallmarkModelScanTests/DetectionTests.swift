import HallmarkModelScan
import Testing

struct DetectionTests {
    private static func detect(_ files: [String: [UInt8]]) -> [String: FormatName] {
        let models = ModelDetector.models(among: Array(files.keys)) {
            Array((files[$0] ?? []).prefix(ModelDetector.headSize))
        }
        return Dictionary(uniqueKeysWithValues: models.map { ($0.path, $0.format) })
    }

    @Test(arguments: [
        ("a.safetensors", "safetensors"), ("a.gguf", "gguf"), ("a.pkl", "pickle"), ("a.PICKLE", "pickle"),
        ("deep/er/a.JobLib", "pickle"), ("a.dill", "pickle"), ("a.mlmodel", "coreml"), ("a.pt", "pytorch"),
        ("a.PTH", "pytorch"), ("a.ckpt", "pytorch"), ("a.pte", "executorch"), ("a.npy", "numpy"),
        ("a.npz", "numpy-archive"), ("a.keras", "keras"), ("a.h5", "hdf5"), ("a.onnx", "onnx"), ("a.tflite", "tflite"),
        ("a.b.GGUF", "gguf"), (".pkl", "pickle"),
    ])
    func findsNamesInAnyCase(_ path: String, format: String) {
        #expect(Self.detect([path: [0]]) == [path: FormatName(rawValue: format)])
    }

    @Test(arguments: [
        "a.bin", "a.dat", "a.zip", "a.pb", "a.json", "a.swift", "pkl", "a.pkl.txt", "a.safetensors~", "a.pkl/b", "gguf",
    ])
    func leavesOtherNamesAlone(_ path: String) {
        #expect(Self.detect([path: [0xFF, 0xFF]]).isEmpty)
    }

    /// A zip whose first member has this name.
    private static func archive(_ name: String, padding: Int = 22) -> [UInt8] {
        [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: padding) + [UInt8(name.utf8.count), 0, 0, 0]
            + Array(name.utf8)
    }

    private static let contents: [(String, [UInt8])] = [
        ("gguf", [0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]),
        ("safetensors", safetensors("{}")),
        ("pickle", pickle(.proto(4), .emptyDict, .stop)),
        ("pickle", pickle(.proto(0), .emptyDict, .stop)),
        ("pickle", pickle(.payload, .stop)),
        ("pytorch", archive("archive/data.pkl")),
        ("pytorch", archive("x/DATA.PKL", padding: 60)),
        ("numpy", [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
        ("hdf5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]),
        ("tflite", [0, 0, 0, 0, 0x54, 0x46, 0x4C, 0x33]),
        ("executorch", [0, 0, 0, 0, 0x45, 0x54, 0x31, 0x32]),
        ("ggml", [0x74, 0x6A, 0x67, 0x67]),
    ]

    @Test(arguments: contents)
    func findsContentUnderAnyName(_ format: String, _ content: [UInt8]) {
        for path in ["a.bin", "README.md", "blob", "a.safetensors", "a.pkl"] {
            #expect(Self.detect([path: content])[path] == FormatName(rawValue: format), "\(path)")
        }
    }

    @Test func findsAnArchiveByTheNamesAtItsEnd() {
        let member = Self.archive("archive/data/0") + [UInt8](repeating: 0, count: ModelDetector.headSize)
        let torch = scan(member + Self.archive("archive/data.pkl"), as: "pytorch_model.bin")
        #expect(torch.format == .pyTorch && torch.rules == ["ZIP001"])
        #expect(scan(member + Self.archive("archive/data.txt"), as: "pytorch_model.bin").verdict == .notAModel)
    }

    private static let otherContents: [[UInt8]] =
        ["Hello\nworld\n", "BZh9", "clist\nof\nwords\n", "I am\nnot\none\n"].map { Array($0.utf8) } + [
            archive("a.txt"), [0], [0x80], [0x80, 0x09], [0x80, 0x04, 0xFF],
        ]

    @Test(arguments: otherContents)
    func leavesOtherContentAlone(_ content: [UInt8]) {
        #expect(Self.detect(["a.bin": content]).isEmpty)
    }

    @Test func aBundleIsOneModel() {
        let files: [String: [UInt8]] = [
            "M/A.mlpackage/Manifest.json": [], "M/A.mlpackage/Data/model.mlmodel": [], "M/A.mlpackage/evil.pkl": [],
            "M/A.mlpackage/B.mlmodelc/x.pkl": [], "M/B.MLMODELC/model.mil": [], "M/c.mlmodel": [],
        ]
        let models = ModelDetector.models(among: Array(files.keys)) { files[$0] ?? [] }
        #expect(models.map(\.path) == ["M/A.mlpackage", "M/B.MLMODELC", "M/c.mlmodel"])
        let members = files.keys.filter { $0.hasPrefix("M/A") }.sorted()
        #expect(models[0].files == members)
        #expect(models[0].content == .bundle(files: models[0].files))
        #expect(models[2].content == .file && models[2].files == ["M/c.mlmodel"])
    }

    /// A character of Swift can begin with a slash and go on with an accent; a path is bytes.
    @Test func anAccentDoesNotLeadOutOfABundle() {
        let detector = ModelDetector()
        #expect(detector.bundle(of: "M/A.mlpackage/\u{301}x") == "M/A.mlpackage")
        #expect(detector.bundle(of: "A.mlpackage") == nil)
        #expect(detector.bundle(of: "A.mlpackages/x") == nil)
        #expect(detector.bundle(of: "A.mlpackage/B.mlmodelc/x") == "A.mlpackage")
    }

    @Test func aPointerStandsForItsModel() {
        let models = ModelDetector.models(among: ["a.pkl", "b.safetensors", "c.txt"]) { _ in lfsPointer }
        #expect(models.map(\.path) == ["a.pkl", "b.safetensors"])
        #expect(models.map(\.isPointer) == [true, true])
        #expect(models.map(\.format) == [.pickle, .safetensors])
        let other = ModelDetector.models(among: ["b.safetensors"]) { _ in Array("version https://example.com\n".utf8) }
        #expect(other.map(\.isPointer) == [false])
    }

    @Test func aFileWithABundlesNameIsAModel() {
        #expect(Self.detect(["a.mlpackage": [0]]) == ["a.mlpackage": .coreMLPackage])
    }

    @Test func modelsAreSortedByTheirBytes() {
        let models = ModelDetector.models(among: ["é.pkl", "z.pkl", "a.pkl", "Z.pkl"]) { _ in [] }
        #expect(models.map(\.path) == ["Z.pkl", "a.pkl", "z.pkl", "é.pkl"])
    }

    @Test func everyIdIsGivenOnce() {
        let rules = ModelFormats.standard.rules
        #expect(Set(rules.map(\.id)).count == rules.count)
        #expect(rules.map(\.id) == rules.map(\.id).sorted())
        #expect(rules.allSatisfy { !$0.summary.isEmpty && !$0.advice.isEmpty })
        let all =
            PickleRules.all + SafetensorsRules.all + GGUFRules.all + CoreMLRules.all + GeneralRules.all
            + ZipRules.all + PyTorchRules.all + NumPyRules.all + KerasRules.all
            + TemplateRules.all + ConfigurationRules.all + SkopsRules.all
            + FlaxRules.all + XGBoostRules.all + LightGBMRules.all + MXNetRules.all
            + ONNXRules.all
        #expect(Set(all) == Set(rules))
    }
}
