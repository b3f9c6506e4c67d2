import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `hallmark attest` and `hallmark keys`.
@Suite struct AttestTests {
    @Test func signsOnlyWhatIsMissing() throws {
        let project = try Project.signed()
        let run = try project.hallmark("attest")
        #expect(run.status == 0)
        #expect(run.output == "nothing is missing\n")
    }

    @Test func aRefusedModelKeepsNothingElseFromBeingSigned() throws {
        let project = try Project.signed()
        try project.write(bytes: Project.hostilePickle, to: "Models/a.pkl")
        try project.write(bytes: Project.safetensors("more"), to: "Models/b.safetensors")
        try project.commit("Models")
        let run = try project.hallmark("attest")
        #expect(run.status == 2)
        #expect(run.errors.contains("left alone: Models/a.pkl is malicious, and only safe models are signed"))
        #expect(run.output.contains("signed model-b.safetensors"))
        let verdict = try project.hallmark("verify")
        #expect(verdict.status == 3)
        #expect(verdict.output.contains("missing   model Models/a.pkl"))
    }

    @Test(arguments: [0o640, 0o604, 0o666])
    func refusesAKeyFileThatOthersCanRead(mode: Int) throws {
        let project = try Project.signed()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: project.key)
        let run = try project.hallmark("attest", "commit")
        #expect(run.status == 1)
        #expect(run.errors.contains("can be read by others (mode 0\(String(mode, radix: 8)))"))
        #expect(run.errors.contains("chmod 600"))
    }

    @Test func aBundleIsSignedWhole() throws {
        let project = try Project.signed()
        let example = URL(filePath: #filePath).appending(path: "../../../Examples/ModelApp/Models/Regressor.mlpackage")
            .standardizedFileURL.path(percentEncoded: false)
        try FileManager.default.copyItem(atPath: example, toPath: project.repository + "/Models/R.mlpackage")
        try project.commit("A bundle")
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)
        try project.write("more", to: "Models/R.mlpackage/Data/more.bin")
        let added = try project.hallmark("verify", "--format", "json")
        #expect(added.status == 2)
        #expect(try added.codes() == ["unlisted"])
        try FileManager.default.removeItem(atPath: project.repository + "/Models/R.mlpackage/Data/more.bin")
        try FileManager.default.removeItem(
            atPath: project.repository + "/Models/R.mlpackage/Data/com.apple.CoreML/weights/weight.bin"
        )
        let removed = try project.hallmark("verify", "--format", "json")
        #expect(removed.status == 2)
        #expect(try removed.codes() == ["removed"])
    }

    @Test func theSameModelUnderAnotherNameIsStillSigned() throws {
        let project = try Project.signed()
        try project.git("mv", "Models/tiny.safetensors", "Models/renamed.safetensors")
        try project.commit("Rename")
        let run = try project.hallmark("verify", "model", "Models/renamed.safetensors")
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func aLargeStatementIsABlobOfItsOwn() throws {
        let project = try Project.signed()
        // Files of a bundle are subjects, so that many of them make a large envelope.
        for number in 0..<3000 {
            try project.write(
                "{\"mlmodel\": \(number)}",
                to: "M.mlpackage/Data/item-\(number)/\(UUID().uuidString).json"
            )
        }
        let items = try FileManager.default.subpathsOfDirectory(atPath: project.repository + "/M.mlpackage/Data")
            .filter { $0.hasSuffix(".json") }
        try project.write(
            bytes: Array(Self.example("Regressor.mlpackage/Data/com.apple.CoreML/model.mlmodel")),
            to: "M.mlpackage/Data/com.apple.CoreML/model.mlmodel"
        )
        try project.write(
            bytes: Array(Self.example("Regressor.mlpackage/Data/com.apple.CoreML/weights/weight.bin")),
            to: "M.mlpackage/Data/com.apple.CoreML/weights/weight.bin"
        )
        var entries: [String: JSONValue] = [
            "root": ["path": "com.apple.CoreML/model.mlmodel", "name": "model", "author": "a", "description": "d"],
            "weights": ["path": "com.apple.CoreML/weights", "name": "weights", "author": "a", "description": "d"],
        ]
        for item in items { entries[item] = ["path": .string(item), "name": "i", "author": "a", "description": "d"] }
        let manifest: JSONValue = [
            "fileFormatVersion": "1.0.0", "rootModelIdentifier": "root", "itemInfoEntries": .object(entries),
        ]
        try project.write(bytes: JSONWriter.bytes(of: manifest), to: "M.mlpackage/Manifest.json")
        try project.commit("A large bundle")
        try project.expect(project.hallmark("attest"))
        let object = try project.git("rev-parse", "HEAD:M.mlpackage/Data/com.apple.CoreML/model.mlmodel")
        let notes = try project.git("notes", "--ref", "attestations-blobs", "list")
        #expect(!object.isEmpty && !notes.isEmpty)
        let all = try notes.split(separator: "\n").map { try project.git("show", String($0.prefix(40))) }
        #expect(all.contains { $0.contains("hallmarkRef") })
        #expect(try project.hallmark("verify").status == 0)
    }

    private static func example(_ path: String) throws -> Data {
        let url = URL(filePath: #filePath).appending(path: "../../../Examples/ModelApp/Models/\(path)")
        return try Data(contentsOf: url.standardizedFileURL)
    }

    @Test func twoWritersAtOnceLoseNothing() async throws {
        let project = try Project.signed()
        let names = (0..<6).map { "Models/many-\($0).safetensors" }
        for name in names { try project.write(bytes: Project.safetensors(name), to: name) }
        try project.commit("Many")
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for name in names {
                group.addTask { try project.sendableRun(["attest", "model", name]) }
            }
            for try await status in group { #expect(status == 0) }
        }
        for name in names { #expect(try project.hallmark("verify", "model", name).status == 0) }
        // Nor did any of them take what was there before.
        #expect(try project.hallmark("verify", "model", "Models/tiny.safetensors").status == 0)
    }

    @Test(arguments: ["p256", "p384", "p521", "ed25519", "rsa"])
    func keysAreNeverOverwritten(algorithm: String) throws {
        let project = try Project.plain()
        let path = project.root + "/new-key"
        try project.expect(project.hallmark("keys", "generate", "--algorithm", algorithm, "--output", path))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let before = try project.bytes(of: path)
        let run = try project.hallmark("keys", "generate", "--output", path)
        #expect(run.status == 1)
        #expect(run.errors.contains("keys are never overwritten"))
        #expect(try project.bytes(of: path) == before)
    }

    @Test func anEncryptedKeyNeedsItsPassphrase() throws {
        let project = try Project.signed()
        let key = project.root + "/encrypted"
        let passphrase = project.root + "/passphrase"
        try project.write("correct horse\n", to: passphrase)
        try project.expect(
            project.hallmark("keys", "generate", "--output", key, "--passphrase-file", passphrase)
        )
        #expect(String(decoding: try project.bytes(of: key), as: UTF8.self).contains("ENCRYPTED PRIVATE KEY"))
        let without = try project.hallmark("attest", "commit", "--key", key)
        #expect(without.status == 1)
        #expect(without.errors.contains("is encrypted"))
        try project.write("wrong\n", to: project.root + "/wrong")
        let wrong = try project.hallmark("attest", "commit", "--key", key, "--passphrase-file", project.root + "/wrong")
        #expect(wrong.status == 1)
        #expect(!wrong.text.contains("correct horse"))
        try project.expect(project.hallmark("attest", "commit", "--key", key, "--passphrase-file", passphrase))
    }

    /// The option wins over the variable, so that a variable left over from elsewhere does no harm.
    @Test func aPassphraseComesFromTheEnvironment() throws {
        let project = try Project.signed()
        let key = project.root + "/encrypted"
        let other = project.root + "/other"
        project.environment["HALLMARK_PASSPHRASE"] = "correct horse"
        try project.expect(project.hallmark("keys", "generate", "--output", key))
        #expect(String(decoding: try project.bytes(of: key), as: UTF8.self).contains("ENCRYPTED PRIVATE KEY"))
        try project.expect(project.hallmark("attest", "commit", "--key", key))
        try project.write("wrong\n", to: other)
        #expect(try project.hallmark("attest", "commit", "--key", key, "--passphrase-file", other).status == 1)
        try project.write("correct horse\n", to: other)
        project.environment["HALLMARK_PASSPHRASE"] = "wrong"
        let wrong = try project.hallmark("attest", "commit", "--key", key)
        #expect(wrong.status == 1)
        #expect(!wrong.text.contains("correct horse"))
        try project.expect(project.hallmark("attest", "commit", "--key", key, "--passphrase-file", other))
        project.environment["HALLMARK_PASSPHRASE"] = ""
        let empty = try project.hallmark("keys", "generate", "--output", project.root + "/unprotected")
        #expect(empty.status == 1)
        #expect(empty.errors.contains("HALLMARK_PASSPHRASE is empty"))
    }

    /// Programs that we run run others in their turn: hooks, package manifests.
    @Test func noProgramInheritsThePassphrase() throws {
        let project = try Project.signed()
        let log = project.root + "/variables"
        let path = try #require(project.environment["PATH"])
        let bin = project.root + "/bin"
        try project.write("#!/bin/sh\nenv >>'\(log)'\nPATH='\(path)' exec git \"$@\"\n", to: bin + "/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin + "/git")
        project.environment["PATH"] = bin + ":" + path
        project.environment["HALLMARK_PASSPHRASE"] = "correct horse"
        // It asks git where the hooks are, and says that they are off.
        #expect(try project.hallmark("hooks", "status").status == 3)
        let variables = String(decoding: try project.bytes(of: log), as: UTF8.self)
        #expect(variables.contains("PATH=\(bin):"))
        #expect(!variables.contains("HALLMARK_PASSPHRASE") && !variables.contains("correct horse"))
    }

    @Test func statementsHoldNothingOfThisMachine() throws {
        let project = try Project.signed()
        let notes = try ["attestations", "attestations-blobs"].flatMap { reference in
            try project.git("notes", "--ref", reference, "list").split(separator: "\n").map { String($0.prefix(40)) }
        }
        let host = ProcessInfo.processInfo.hostName
        for note in notes {
            for line in try project.git("show", note).split(separator: "\n") {
                let envelope = try Envelope(json: Array(line.utf8))
                let payload = String(decoding: envelope.payload, as: UTF8.self)
                #expect(!payload.contains(project.root))
                #expect(!payload.contains(NSUserName() + "@") && !payload.contains("\"\(host)\""))
            }
        }
    }
}

extension Project: @unchecked Sendable {
    // Unchecked: the environment is set before tasks begin, and everything else is constant or on disk.

    func sendableRun(_ arguments: [String]) throws -> Int32 {
        try run(Self.executable, arguments).status
    }
}
