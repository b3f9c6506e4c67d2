import HallmarkCore
import HallmarkInventory
import HallmarkModelScan
import Testing

struct SBOMInputRuleTests {
    private typealias Kind = SBOMInputRule.Kind

    private static func kinds(
        _ files: [String],
        models: [DetectedModel] = [],
        scopes: [String] = [""]
    ) -> [String: Kind] {
        SBOMInputRule.selection(files: files, links: [], models: models, scopes: scopes).inputs
    }

    @Test(arguments: [
        ("Package.swift", Kind.manifest), ("PACKAGE.SWIFT", .manifest), ("Package@swift-6.3.swift", .manifest),
        ("package@SWIFT-5.swift", .manifest), ("Package@swift-6.3-evil.swift", .manifest),
        ("Package.resolved", .pins), ("package.RESOLVED", .pins),
        (".swiftpm/configuration/mirrors.json", .configuration), (".SwiftPM/Configuration/x/y", .configuration),
        // Letters that file systems take for ASCII ones: KELVIN SIGN, LATIN SMALL LETTER LONG S.
        ("Pac\u{212A}age.swift", .manifest), ("Package.\u{17F}wift", .manifest),
        (".\u{17F}wiftpm/configuration/mirrors.json", .configuration),
        // A character that nobody sees, and that some file systems do not compare.
        ("Pack\u{200C}age.swift", .manifest), ("Package.resolved\u{FEFF}", .pins),
    ])
    private func selectsAtAnyDepth(path: String, kind: Kind) {
        for folder in ["", "a/", "a/b/c/", ".build/evil/", "attestations/", "\u{301}/"] {
            #expect(Self.kinds([folder + path]) == [folder + path: kind], "\(folder)\(path)")
        }
    }

    @Test(arguments: [
        "Package.swift.txt", "xPackage.swift", "Package@swift-6.txt", "Package@6.swift", "Package.resolved.bak",
        "swiftpm/configuration/mirrors.json", ".swiftpm/xcode/mirrors.json", ".swiftpm/configuration",
        ".swiftpm/x/configuration/y", "Sources/App/App.swift", "README.md", "LICENSE", "a/attestations/suppliers.json",
        "attestations/suppliers.json.bak", "attestations/policy.yaml",
    ])
    func leavesTheRestOut(path: String) {
        #expect(Self.kinds([path]) == [:])
    }

    @Test func theSupplierListOfEachScopeIsSelected() {
        let files = ["attestations/suppliers.json", "App/attestations/suppliers.json", "b/attestations/suppliers.json"]
        #expect(Self.kinds(files) == [files[0]: .suppliers])
        #expect(Self.kinds(files, scopes: ["App", "b"]) == [files[1]: .suppliers, files[2]: .suppliers])
    }

    @Test(arguments: [
        "LICENSE", "license.txt", "Licence.md", "COPYING", "NOTICE-third-party.md", "LICENSES", "LICENSE-MIT",
    ])
    func licencesBesideManifestsAndModelsAreSelected(name: String) {
        let model = DetectedModel(path: "m/x.gguf", format: .gguf)
        let files = ["p/Package.swift", "p/\(name)", "m/x.gguf", "m/\(name)", "p/Sources/\(name)", name]
        #expect(
            Self.kinds(files, models: [model])
                == ["p/Package.swift": .manifest, "p/\(name)": .licence, "m/x.gguf": .model, "m/\(name)": .licence]
        )
    }

    @Test(arguments: ["License.swift", "LICENSED", "LICENSER.txt", "unlicense", "MIT.txt"])
    func otherFilesBesideManifestsAreNot(name: String) {
        #expect(Self.kinds(["Package.swift", name]) == ["Package.swift": .manifest])
    }

    @Test func everyFileOfAModelIsSelected() {
        let files = ["a.mlpackage/Manifest.json", "a.mlpackage/Data/weight.bin"]
        let model = DetectedModel(path: "a.mlpackage", format: .coreMLPackage, content: .bundle(files: files))
        #expect(Self.kinds(files + ["b"], models: [model]) == [files[0]: .model, files[1]: .model])
    }

    @Test func scopesLimitWhatIsSelected() {
        let models = ["App/x.gguf", "Other/x.gguf"].map { DetectedModel(path: $0, format: .gguf) }
        let files = ["Package.swift", "App/Package.swift", "Apple/Package.swift", "App/x.gguf", "Other/x.gguf"]
        let selected = Self.kinds(files, models: models, scopes: ["App"])
        #expect(selected == ["App/Package.swift": .manifest, "App/x.gguf": .model])
    }

    @Test func pathsAreSortedByTheirBytes() {
        let files = ["é/Package.swift", "z/Package.swift", "Package.swift", "Z/Package.swift", "a-b/Package.swift"]
        let selection = SBOMInputRule.selection(files: files, links: [], models: [])
        #expect(
            selection.paths
                == ["Package.swift", "Z/Package.swift", "a-b/Package.swift", "z/Package.swift", "é/Package.swift"]
        )
    }

    // SwiftPM follows links: what a link's text leads to could change and the link with it stay the same.
    @Test(arguments: [
        "Package.swift", "a/PACKAGE.swift", "Package@swift-6.swift", "Package.resolved", ".swiftpm",
        "a/.swiftpm", ".swiftpm/configuration", ".SWIFTPM/configuration/mirrors.json", "attestations/suppliers.json",
        "Models/x.gguf", "x.safetensors", "a.mlpackage", "a.mlpackage/Data/weight.bin",
    ])
    func refusesLinksWhereInputsWouldStand(link: String) {
        let selection = SBOMInputRule.selection(files: [], links: ["README.md", link], models: [])
        #expect(selection.refusedLinks == [link])
        #expect(selection.inputs == [:])
        let elsewhere = SBOMInputRule.selection(files: [], links: [link], models: [], scopes: ["elsewhere"])
        #expect(elsewhere.refusedLinks == [])
    }

    @Test(arguments: ["LICENSE", "a/LICENSE.txt", "README.md", "Sources", "xswiftpm", "swiftpm/configuration"])
    func leavesOtherLinksOut(link: String) {
        let selection = SBOMInputRule.selection(files: ["Package.swift"], links: [link], models: [])
        #expect(selection.refusedLinks == [])
        #expect(selection.paths == ["Package.swift"])
    }
}

struct SBOMInputTests {
    private static let digest = Digest.sha256([])

    @Test(arguments: ["a", "a/b c", "é", " ", "a  b", "...", "a\nb"])
    func readsTheLineThatItWrites(path: String) throws {
        let input = SBOMInput(path: path, digest: Self.digest)
        #expect(SBOMInput(line: input.line) == input)
    }

    @Test(arguments: [
        "", "\(digest.hex)", "\(digest.hex)  ", "\(digest.hex) a", "\(digest.hex)\ta", "\(digest.hex.dropLast())  a",
        "\(digest.hex.uppercased())  a", "x\(digest.hex.dropLast())  a", "\(digest.hex)  /etc/passwd",
        "\(digest.hex)  ../a", "\(digest.hex)  a/../../b", "\(digest.hex)  ./a", "\(digest.hex)  a//b",
        "\(digest.hex)  a/", "\(digest.hex)  a\u{0}b",
    ])
    func refusesOtherLines(line: String) {
        #expect(SBOMInput(line: line) == nil)
    }
}

struct InputComparisonTests {
    private static func input(_ path: String, _ content: String = "") -> SBOMInput {
        SBOMInput(path: path, digest: .sha256(Array(content.utf8)))
    }

    @Test func equalInputsHaveNoDifferences() {
        let inputs = [Self.input("a"), Self.input("b", "x")]
        #expect(InputComparison(recorded: inputs, actual: inputs.reversed()).differences == [])
        #expect(InputComparison(recorded: [], actual: []).differences == [])
    }

    @Test func tellsEachKindOfDifferenceInOrder() {
        let comparison = InputComparison(
            recorded: [Self.input("z"), Self.input("same"), Self.input("changed", "one")],
            actual: [Self.input("changed", "two"), Self.input("same"), Self.input("Package.swift")]
        )
        #expect(comparison.differences == [.unlisted("Package.swift"), .changed("changed"), .missing("z")])
        #expect(comparison.differences.map(\.description).allSatisfy { !$0.isEmpty })
    }

    @Test func aRenamedInputIsMissingAndUnlisted() {
        let comparison = InputComparison(recorded: [Self.input("a", "x")], actual: [Self.input("b", "x")])
        #expect(comparison.differences == [.missing("a"), .unlisted("b")])
    }
}
