import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

struct CoreMLModelTests {
    static let cases: [RuleCase] = [
        RuleCase(
            CoreMLRules.specification,
            "no kind of model",
            refuses: coreML(),
            accepts: coreML(program(weights: "@model_path/w.bin"))
        ),
        RuleCase(
            CoreMLRules.specification,
            "two kinds of model",
            refuses: coreML(Field.message(500), Field.message(502)),
            accepts: coreML(Field.message(500))
        ),
        RuleCase(
            CoreMLRules.specification,
            "no version",
            refuses: Field.message(500),
            accepts: coreML(Field.message(500))
        ),
        RuleCase(
            CoreMLRules.specification,
            "a field beyond its message",
            refuses: Array(coreML(Field.message(500, [0x18, 1])).dropLast()),
            accepts: coreML(Field.message(500, [0x18, 1]))
        ),
        RuleCase(
            CoreMLRules.specification,
            "a group",
            refuses: coreML(Field.message(500, [0x0B])),
            accepts: coreML(Field.message(500))
        ),
        RuleCase(
            CoreMLRules.customCode,
            "a custom model",
            refuses: coreML(Field.message(555, Field.text(10, "Class"))),
            accepts: coreML(Field.message(500))
        ),
        RuleCase(
            CoreMLRules.customCode,
            "a custom layer in a loop",
            refuses: coreML(
                Field.message(
                    500,
                    Field.message(1, Field.message(615, Field.message(4, Field.message(1, Field.message(500)))))
                )
            ),
            accepts: coreML(
                Field.message(
                    500,
                    Field.message(1, Field.message(615, Field.message(4, Field.message(1, Field.message(501)))))
                )
            )
        ),
        RuleCase(
            CoreMLRules.customCode,
            "a custom layer in a pipeline",
            refuses: coreML(
                Field.message(202, Field.message(1, coreML(Field.message(403, Field.message(1, Field.message(500))))))
            ),
            accepts: coreML(
                Field.message(202, Field.message(1, coreML(Field.message(403, Field.message(1, Field.message(100))))))
            )
        ),
        RuleCase(
            CoreMLRules.customCode,
            "a custom operation",
            refuses: coreML(program(weights: "@model_path/w.bin", operation: "custom_layer")),
            accepts: coreML(program(weights: "@model_path/w.bin", operation: "linear"))
        ),
        RuleCase(
            CoreMLRules.linkedModel,
            "a linked model",
            refuses: coreML(Field.message(556)),
            accepts: coreML(Field.message(500))
        ),
        RuleCase(
            CoreMLRules.reference,
            "weights above the model",
            refuses: coreML(program(weights: "@model_path/../w.bin")),
            accepts: coreML(program(weights: "@model_path/w.bin"))
        ),
        RuleCase(
            CoreMLRules.reference,
            "weights at an absolute path",
            refuses: coreML(program(weights: "/etc/passwd")),
            accepts: coreML(program(weights: "@model_path/weights/w.bin"))
        ),
        RuleCase(
            CoreMLRules.reference,
            "a backslash",
            refuses: coreML(program(weights: "@model_path/..\\w.bin")),
            accepts: coreML(program(weights: "@model_path/..w.bin"))
        ),
        RuleCase(
            CoreMLRules.kind,
            "an unknown field",
            refuses: coreML(Field.message(500), Field.message(77)),
            accepts: coreML(Field.message(500), Field.number(10, 1))
        ),
        RuleCase(
            CoreMLRules.kind,
            "a serialized model",
            refuses: coreML(Field.message(3000)),
            accepts: coreML(Field.message(500))
        ),
    ]

    @Test(arguments: cases)
    func refusesOneAndAcceptsTheOther(_ example: RuleCase) {
        let refused = scan(example.refused, as: "model.mlmodel")
        #expect(refused.rules.contains(example.rule.id), "\(refused.findings.map(\.message))")
        #expect(refused.verdict == verdict(of: example.rule.severity), "\(refused.findings.map(\.message))")
        let accepted = scan(example.accepted, as: "model.mlmodel")
        #expect(accepted.verdict == .safe && accepted.findings.isEmpty, "\(accepted.findings.map(\.message))")
    }

    @Test func messagesThatNestTooDeeplyAreRefused() {
        func nested(_ depth: Int) -> [UInt8] {
            (0..<depth).reduce(coreML(Field.message(500))) { inner, _ in
                coreML(Field.message(202, Field.message(1, inner)))
            }
        }
        #expect(scan(nested(CoreMLModel.maximumDepth / 2 - 1), as: "a.mlmodel").verdict == .safe)
        #expect(scan(nested(CoreMLModel.maximumDepth), as: "a.mlmodel").rules == ["CML004"])
    }

    @Test func acceptsNoPrefixAndTrapsOnNoFlippedBit() throws {
        let bytes = try example("Models/Regressor.mlpackage/Data/com.apple.CoreML/model.mlmodel")
        #expect(scan(bytes, as: "model.mlmodel").verdict == .safe)
        for count in 0..<bytes.count {
            #expect(scan(Array(bytes[..<count]), as: "a.mlmodel").verdict != .safe, "\(count) bytes")
        }
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 1 << (index % 8)
            #expect(scan(flipped, as: "a.mlmodel").verdict != .notAModel)
        }
    }
}

struct CoreMLPackageTests {
    private static let folder = "Data/com.apple.CoreML"

    private static func manifest(_ paths: String..., root: Int = 0) -> [UInt8] {
        let items = paths.enumerated().map {
            #""\#($0.offset)":{"author":"a","description":"d","name":"n","path":"\#($0.element)"}"#
        }
        return Array(
            #"{"fileFormatVersion":"1.0.0","itemInfoEntries":{\#(items.joined(separator: ","))},"rootModelIdentifier":"\#(root)"}"#
                .utf8
        )
    }

    /// A package of a specification and a weight file.
    private static let files: [String: [UInt8]] = [
        "Manifest.json": manifest("com.apple.CoreML/model.mlmodel", "com.apple.CoreML/weights"),
        "\(folder)/model.mlmodel": coreML(program(weights: "@model_path/weights/weight.bin")),
        "\(folder)/weights/weight.bin": weightFile(),
    ]

    static func scan(_ files: [String: [UInt8]], named name: String = "A.mlpackage") throws -> FileReport {
        let paths = Dictionary(uniqueKeysWithValues: files.map { ("\(name)/\($0.key)", $0.value) })
        let model = try #require(
            ModelDetector.models(among: Array(paths.keys)) { paths[$0] ?? [] }.first { $0.path == name }
        )
        return ModelScanner().scan(model) { (path) throws(FileError) in
            guard let bytes = paths[path] else { throw FileError(.missing, path: path, reason: "is missing") }
            return MemoryBytes(bytes)
        }
    }

    /// The package with some files changed, `nil` for one that is left out.
    struct Change: Sendable, CustomTestStringConvertible {
        let rule: FindingRule
        let testDescription: String
        let files: [String: [UInt8]?]

        init(_ rule: FindingRule, _ what: String, _ files: [String: [UInt8]?]) {
            self.rule = rule
            self.testDescription = "\(rule.id) \(what)"
            self.files = files
        }
    }

    static let changes = [
        Change(CoreMLRules.manifest, "no manifest", ["Manifest.json": nil]),
        Change(CoreMLRules.manifest, "a manifest that is no JSON", ["Manifest.json": Array("{".utf8)]),
        Change(
            CoreMLRules.manifest,
            "a root that is no item",
            ["Manifest.json": manifest("com.apple.CoreML/model.mlmodel", "com.apple.CoreML/weights", root: 7)]
        ),
        Change(
            CoreMLRules.manifest,
            "a manifest that is too large",
            ["Manifest.json": [UInt8](repeating: 0x20, count: CoreMLPackage.maximumManifestSize + 1)]
        ),
        Change(
            CoreMLRules.item,
            "an item that is not there",
            ["Manifest.json": manifest("com.apple.CoreML/model.mlmodel", "com.apple.CoreML/weights", "x/y.bin")]
        ),
        Change(
            CoreMLRules.item,
            "an item above the package",
            ["Manifest.json": manifest("com.apple.CoreML/model.mlmodel", "com.apple.CoreML/weights", "../../x")]
        ),
        Change(CoreMLRules.unlisted, "a file beside the items", ["Data/extra.bin": weightFile()]),
        Change(CoreMLRules.unlisted, "a file whose name begins with an accent", ["Data/\u{301}x/a.bin": weightFile()]),
        Change(CoreMLRules.specification, "an empty specification", ["\(folder)/model.mlmodel": []]),
        Change(
            CoreMLRules.customCode,
            "a custom layer",
            ["\(folder)/model.mlmodel": coreML(Field.message(500, Field.message(1, Field.message(500))))]
        ),
        Change(CoreMLRules.linkedModel, "a linked model", ["\(folder)/model.mlmodel": coreML(Field.message(556))]),
        Change(
            CoreMLRules.weights,
            "bytes after the last blob",
            ["\(folder)/weights/weight.bin": weightFile() + weightFile()]
        ),
        Change(
            CoreMLRules.weights,
            "a blob beyond the file",
            ["\(folder)/weights/weight.bin": Array(weightFile().dropLast())]
        ),
        Change(CoreMLRules.weights, "no weights", ["\(folder)/weights/weight.bin": []]),
        Change(
            CoreMLRules.reference,
            "weights that are not there",
            ["\(folder)/model.mlmodel": coreML(program(weights: "@model_path/weights/other.bin"))]
        ),
        Change(
            CoreMLRules.kind,
            "weights of another version",
            ["\(folder)/weights/weight.bin": little(UInt32(0)) + little(UInt32(3))]
        ),
        Change(CoreMLRules.kind, "a file of another kind", ["\(folder)/weights/notes.txt": Array("x".utf8)]),
        Change(CoreMLRules.kind, "a file of bad JSON", ["\(folder)/weights/notes.json": Array("x".utf8)]),
        Change(
            PickleRules.dangerousImport,
            "a pickle among the weights",
            ["\(folder)/weights/weight.bin": pickle(.proto(4), .payload, .stop)]
        ),
    ]

    /// Exporters write a folder of weights also where there are none, and neither git nor a zip keeps an empty one.
    @Test func anEmptyFolderOfWeightsIsNoFinding() throws {
        var files = Self.files
        files["\(Self.folder)/weights/weight.bin"] = nil
        #expect(try Self.scan(files).rules == [CoreMLRules.reference.id])
        files["\(Self.folder)/model.mlmodel"] = coreML(Field.message(500))
        #expect(try Self.scan(files).verdict == .safe)
    }

    @Test(arguments: changes)
    func refusesTheChange(_ change: Change) throws {
        var files = Self.files
        for (path, bytes) in change.files { files[path] = bytes }
        let report = try Self.scan(files)
        #expect(report.rules.contains(change.rule.id), "\(report.findings.map(\.message))")
        #expect(report.verdict == verdict(of: report.findings.map(\.severity).max() ?? .note))
        #expect(report.verdict != .safe)
    }

    @Test func acceptsThePackageItself() throws {
        let report = try Self.scan(Self.files)
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(report.members.map(\.path) == Self.files.keys.sorted())
    }

    @Test func everyRuleHasACase() {
        let covered = Set(Self.changes.map(\.rule)).union(CoreMLModelTests.cases.map(\.rule))
        #expect(covered.isSuperset(of: Set(CoreMLRules.all).subtracting([CoreMLRules.compiled])))
    }

    @Test func aCompiledModelIsNeverSafe() throws {
        let known = try Self.scan(["model.mil": [], "weights/weight.bin": []], named: "A.mlmodelc")
        #expect(known.verdict == .unknown && known.rules == ["CML009"])
        let odd = try Self.scan(["model.mil": [], "run.sh": []], named: "A.mlmodelc")
        #expect(odd.verdict == .suspicious && odd.rules == ["CML003", "CML009"])
        let pickled = try Self.scan(["model.mil": [], "a.bin": pickle(.payload, .stop)], named: "A.mlmodelc")
        #expect(pickled.verdict == .malicious)
    }

    @Test func pointersInThePackageAreUnknown() throws {
        var files = Self.files
        files["\(Self.folder)/weights/weight.bin"] = lfsPointer
        files["\(Self.folder)/model.mlmodel"] = lfsPointer
        let report = try Self.scan(files)
        #expect(report.verdict == .unknown && report.rules == ["MDL002"])
    }

    @Test func aMissingPartIsUnreadable() throws {
        let model = DetectedModel(
            path: "A.mlpackage",
            format: .coreMLPackage,
            content: .bundle(files: ["A.mlpackage/x"])
        )
        let report = ModelScanner().scan(model) { (path) throws(FileError) in
            throw FileError(.missing, path: path, reason: "is missing")
        }
        #expect(report.verdict == .unknown && report.rules == ["MDL004"])
    }

    @Test func theRealPackageIsSafe() throws {
        let tree = try FileTree(path: packageRoot.appending(path: "Examples/ModelApp/Models").path())
        let report = try #require(ModelScanner().scan(tree).files.first { $0.path == "Regressor.mlpackage" })
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(report.format == .coreMLPackage)
        #expect(report.metadata.author == "Hallmark's example")
        #expect(report.metadata.license == "CC0-1.0")
        #expect(report.metadata.version == "1.0")
        #expect(report.metadata.architecture == "ml-program")
        #expect(report.metadata.summary == "Untrained regression over 16 features.")
        #expect(report.members.count == 3)
        #expect(report.sha256 == Digest.sha256(DetectedModel.manifest(of: report.members.map { ($0.path, $0.sha256) })))
    }
}
