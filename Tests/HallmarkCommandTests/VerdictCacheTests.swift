import Foundation
import Testing

/// Kept verdicts: taken only where nothing that they rest on has changed.
///
/// A kept verdict is told apart from a found one by what was put into it here.
@Suite struct VerdictCacheTests {
    private let project: Project
    private let mark = "taken from the cache"

    init() throws {
        project = try Project.signed()
        // The first run may advance the state, on which the next rests. Stamps within the clock's step are not trusted.
        try project.expect(project.hallmark("verify", "commit"))
        try project.expect(project.hallmark("verify", "commit"))
        try project.write("later\n", to: "later.txt")
        try project.git("add", "-A")
    }

    private var folder: String { project.root + "/state/hallmark/verdicts" }

    private func kept() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
    }

    /// Writes a remark into every kept verdict.
    private func markKept() throws {
        for path in try kept() { try project.edit(path, "\"remarks\":[]", "\"remarks\":[\"\(mark)\"]") }
    }

    private func isTaken(_ arguments: String...) throws -> Bool {
        let run = try project.run(Project.executable, ["verify"] + arguments)
        return run.text.contains(mark)
    }

    /// Waits until the stamps of the work tree are old enough, and verifies it.
    private func keepWorkTree() throws {
        Thread.sleep(forTimeInterval: 3.1)
        try project.expect(project.hallmark("verify"))
        try markKept()
    }

    @Test func takesAVerdictOnceMore() throws {
        try markKept()
        #expect(try isTaken("commit"))
        #expect(try isTaken("commit", "main"))
        #expect(try !isTaken("commit", "--no-cache"))
    }

    @Test func keepsAcceptedVerdictsOnly() throws {
        let before = try kept().count
        try project.change("Unsigned")
        #expect(try project.hallmark("verify", "commit").status == 3)
        #expect(try kept().count == before)
    }

    @Test func keepsVerdictsToTheUserAlone() throws {
        let paths = try [folder] + kept()
        #expect(paths.count > 1)
        for path in paths {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect((mode?.intValue ?? 0o777) & 0o077 == 0)
        }
    }

    @Test(arguments: ["notes", "notes gone", "commit", "pin", "clone", "copy", "state", "time", "crl"])
    func nothingIsTakenWhenWhatItRestsOnHasChanged(what: String) throws {
        try markKept()
        #expect(try isTaken("commit"))
        var arguments = ["commit"]
        switch what {
        case "notes": try project.expect(project.hallmark("attest", "commit"))
        case "notes gone": try project.git("update-ref", "-d", "refs/notes/attestations")
        case "commit": try project.commit("Another of another content")
        case "pin":
            let digest = try #require(
                try project.hallmark("trust", "show").output.split(separator: "\n").first { $0.hasPrefix("sha256:") }
            )
            arguments += ["--trust-root", digest.split(separator: " ").first.map(String.init) ?? ""]
        case "clone": try FileManager.default.removeItem(atPath: project.repository + "/.git/hallmark/clone")
        case "copy":
            let path = project.repository + "/.git/hallmark/clone"
            let bytes = try project.bytes(of: path)
            try FileManager.default.removeItem(atPath: path)
            try project.write(bytes: bytes, to: path)
        case "state": arguments += ["--state", project.root + "/other.json"]
        case "crl": arguments += ["--crl", project.root + "/none.pem"]
        default: arguments += ["--at", "2026-11-24T00:00:00Z"]
        }
        let run = try project.run(Project.executable, ["verify"] + arguments)
        #expect(!run.text.contains(mark))
    }

    @Test func nothingIsTakenAfterANewPolicy() throws {
        try markKept()
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("A new policy")
        try project.expect(project.hallmark("attest"))
        try project.expect(project.hallmark("verify", "commit"))
        // The older revision is judged by the new policy too.
        #expect(try !isTaken("commit", "HEAD~1"))
    }

    @Test func nothingIsTakenAfterItExpired() throws {
        try markKept()
        for path in try kept() {
            let text = String(decoding: try project.bytes(of: path), as: UTF8.self)
            let parts = text.components(separatedBy: "\"expires\":\"")
            try project.write(parts[0] + "\"expires\":\"2020" + parts[1].dropFirst(4), to: path)
        }
        #expect(try !isTaken("commit"))
    }

    @Test(arguments: ["mode", "folder", "link", "key", "cut", "junk", "member"])
    func whatIsNotAsItWasWrittenIsPassedOver(what: String) throws {
        try markKept()
        #expect(try isTaken("commit"))
        for path in try kept() {
            switch what {
            case "mode": try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            case "folder": try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            case "link":
                try FileManager.default.moveItem(atPath: path, toPath: path + ".other")
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".other")
            case "key":
                let name = URL(filePath: path).deletingPathExtension().lastPathComponent
                try project.edit(path, name, String(name.reversed()))
            case "cut": try project.write(bytes: project.bytes(of: path).dropLast(), to: path)
            case "junk": try project.write("{}", to: path)
            default: try project.edit(path, "\"remarks\"", "\"more\":1,\"remarks\"")
            }
        }
        #expect(try !isTaken("commit"))
        #expect(try project.hallmark("verify", "commit").status == 0)
    }

    @Test func theWorkTreeIsPartOfTheKey() throws {
        try keepWorkTree()
        #expect(try isTaken())
        // The same size, the same name, and the time set back.
        let path = project.repository + "/Models/tiny.safetensors"
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        try project.write(bytes: Project.safetensors("WEIGHTS"), to: path)
        try FileManager.default.setAttributes([.modificationDate: date ?? Date()], ofItemAtPath: path)
        let run = try project.hallmark("verify")
        #expect(run.status == 2)
        #expect(!run.text.contains(mark))
    }

    @Test func aNewFileOfTheWorkTreeIsSeen() throws {
        try keepWorkTree()
        #expect(try isTaken())
        try project.write(bytes: Project.safetensors("other"), to: "Models/new.safetensors")
        #expect(try project.hallmark("verify").status == 3)
    }

    @Test func aWorkTreeThatHasJustChangedIsNotKept() throws {
        try project.write("now\n", to: "now.txt")
        let before = try kept().count
        try project.expect(project.hallmark("verify"))
        #expect(try kept().count == before)
    }
}
