import Foundation
import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ModelSignatureCheckTests {
    /// A model in a folder of its own, removed at the end.
    final class Model {
        let path: String

        init(_ files: [String] = ["a", "d/b"]) throws {
            path = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)").path()
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for file in files { try write(file, file) }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ text: String, _ file: String) throws {
            let place = URL(filePath: "\(path)/\(file)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: place)
        }

        func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }

        func manifest(signature: String? = nil) throws -> ModelManifest {
            try ModelManifest(folder: FileTree(path: path), signature: signature)
        }

        func manifest(file: String) throws -> ModelManifest {
            try ModelManifest(file: FileBytes(path: "\(path)/\(file)"))
        }

        func statement() throws -> Statement { ModelSignatureCheck.statement(name: "m", manifest: try manifest()) }
    }

    private func codes(_ signed: Statement, _ found: ModelManifest) throws -> [String] {
        try ModelSignatureCheck.reasons(signed: signed, found: found).map(\.code)
    }

    @Test func manifestIsOfAllFilesButGitsAndTheSignature() throws {
        let model = try Model([
            "a", "d/b", ".git/HEAD", ".gitattributes", ".github/w", ".gitignore", "d/.gitignore", ".hidden", "m.sig",
        ])
        #expect(
            try model.manifest(signature: "m.sig").files
                == [
                    "a": digest("a"), "d/b": digest("d/b"), "d/.gitignore": digest("d/.gitignore"),
                    ".hidden": digest(".hidden"),
                ]
        )
        #expect(try model.manifest().files.keys.contains("m.sig"))
        #expect(try model.manifest(signature: "d").files.keys.contains("d/b"))
        let leftOut = [".git", ".gitattributes", ".github", ".gitignore"]
        #expect(try model.manifest(signature: "m.sig").leftOut == leftOut)
    }

    @Test func manifestOfAFileHasOneName() throws {
        let model = try Model()
        #expect(try model.manifest(file: "a").files == [".": digest("a")])
    }

    @Test(arguments: ["link", "directory link", "pipe", "backslash", "case"])
    func refusesWhatCannotBeSigned(kind: String) throws {
        let model = try Model()
        #expect(throws: Never.self) { try model.manifest() }
        let code: FileError.Code
        switch kind {
        case "link", "directory link":
            let target = kind == "link" ? "a" : "d"
            try FileManager.default.createSymbolicLink(atPath: model.path + "/l", withDestinationPath: target)
            code = .link
        case "pipe":
            #expect(unsafe mkfifo(model.path + "/p", 0o600) == 0)
            code = .notRegular
        case "backslash":
            try model.write("", "a\\b")
            code = .name
        default:
            try model.write("", "A")
            code = .name
        }
        let error = #expect(throws: FileError.self) { try model.manifest() }
        #expect(error?.code == code)
    }

    @Test(arguments: [[], [".gitignore"], [".git/HEAD"]])
    func refusesAModelOfNoFile(files: [String]) throws {
        let model = try Model(files)
        try FileManager.default.createDirectory(atPath: model.path + "/empty", withIntermediateDirectories: true)
        #expect(throws: FileError.self) { try model.manifest() }
    }

    @Test func acceptsTheFilesThatWereSigned() throws {
        let model = try Model()
        #expect(try codes(model.statement(), model.manifest()) == [])
    }

    @Test func namesEveryDifference() throws {
        let model = try Model(["a", "d/b", "e", "f/g"])
        let signed = try model.statement()
        try model.write("other", "a")
        try model.remove("d/b")
        try model.write("", "n")
        try model.remove("e")
        try model.write("", "e/x")
        try model.remove("f/g")
        try model.remove("f")
        try model.write("", "f")
        let reasons = try ModelSignatureCheck.reasons(signed: signed, found: model.manifest())
        #expect(
            reasons.map(\.code) == ["changed", "removed", "kind", "unlisted", "kind", "removed", "unlisted"]
        )
        #expect(reasons[0].expected == digest("a").description)
        #expect(reasons[0].found == digest("other").description)
        #expect(reasons[1].expected == digest("d/b").description)
    }

    @Test func anotherUnicodeFormIsAnotherFile() throws {
        let signed = ModelSignaturePredicate(files: [composed: digest("a")]).statement(name: "m")
        let model = try Model([])
        try model.write("a", composed)
        #expect(try codes(signed, model.manifest()) == [])
        let other = try Model([])
        try other.write("a", decomposed)
        #expect(try Set(codes(signed, other.manifest())) == ["removed", "unlisted"])
    }

    @Test func swappedNamesAreDifferences() throws {
        let signed = ModelSignaturePredicate(files: ["x": digest("a"), "y": digest("d/b")]).statement(name: "m")
        let model = try Model()
        // The root digests are the same.
        #expect(try signed.subjects[0].digest == model.statement().subjects[0].digest)
        #expect(try codes(signed, model.manifest()) == ["unlisted", "unlisted", "removed", "removed"])
    }

    @Test func fileAndFolderAreTwoKinds() throws {
        let model = try Model(["a"])
        let file = ModelSignatureCheck.statement(name: "a", manifest: try model.manifest(file: "a"))
        #expect(try codes(file, model.manifest(file: "a")) == [])
        #expect(try codes(file, model.manifest()) == ["kind", "unlisted"])
        // OMS v1.0 names the one file, where the reference implementation writes a dot.
        #expect(try codes(model.statement(), model.manifest(file: "a")) == [])
        try model.write("a", "b")
        #expect(try codes(model.statement(), model.manifest(file: "a")).contains("kind"))
        #expect(try codes(file, model.manifest(file: "b")) == [])
        try model.write("other", "a")
        #expect(try codes(file, model.manifest(file: "a")) == ["changed"])
    }

    @Test func ignoredPathsAreHonouredAndRemarked() throws {
        let model = try Model(["a", "d/b", "dd", "e"])
        let signed = ModelSignaturePredicate(
            files: ["a": digest("a")],
            ignoredPaths: ["e", ".git", "d"]
        ).statement(name: "m")
        #expect(try codes(signed, model.manifest()) == ["unlisted"])
        #expect(
            try ModelSignatureCheck.remarks(signed: signed)
                == ["not covered by the signature: d", "not covered by the signature: e"]
        )
        #expect(try ModelSignatureCheck.remarks(signed: model.statement()) == [])
        try model.remove("dd")
        // What is not signed need not be fit to be signed.
        try FileManager.default.createSymbolicLink(atPath: model.path + "/d/l", withDestinationPath: "/")
        let excluded = try ModelSignatureCheck.excludedPaths(signed: signed)
        let found = try ModelManifest(folder: FileTree(path: model.path), excluding: excluded)
        #expect(try codes(signed, found) == [])
    }

    @Test func signedFilesOfGitAreLookedAt() throws {
        let model = try Model(["a", ".gitignore"])
        let signed = ModelSignaturePredicate(
            files: ["a": digest("a"), ".gitignore": digest(".gitignore")],
            ignoredPaths: []
        ).statement(name: "m")
        #expect(try codes(signed, model.manifest()) == ["left-out", "removed"])
        #expect(try ModelSignatureCheck.excludedPaths(signed: signed) == [])
        let manifest = { () throws in try ModelManifest(folder: FileTree(path: model.path), excluding: []) }
        #expect(try codes(signed, manifest()) == [])
        // Nothing is left out that the signature does not leave out, whoever looks.
        try model.write("", ".gitattributes")
        #expect(try codes(signed, manifest()) == ["unlisted"])
        #expect(try codes(signed, model.manifest()) == ["left-out", "left-out", "removed"])
    }

    @Test func namesOnlySomeOfManyDifferences() throws {
        let files = Dictionary(
            uniqueKeysWithValues: (0...ModelSignatureCheck.maximumReasons).map { ("f\($0)", digest("")) }
        )
        let model = try Model(["a"])
        let codes = try codes(ModelSignaturePredicate(files: files).statement(name: "m"), model.manifest())
        #expect(codes.count == ModelSignatureCheck.maximumReasons + 1)
        #expect(codes.last == "more")
    }

    @Test func refusesAStatementThatIsNoModelSignature() throws {
        let model = try Model()
        let signed = try model.statement()
        let forged = Statement(
            subjects: [sha256("m", digest("another"))],
            predicateType: signed.predicateType,
            predicate: signed.predicate
        )
        #expect(throws: StatementError.self) {
            try ModelSignatureCheck.reasons(signed: forged, found: model.manifest())
        }
    }
}
