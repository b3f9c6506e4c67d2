import Foundation
import HallmarkCore
import Testing

/// The runbooks of SECURITY.md, step by step.
@Suite struct RunbookTests {
    private let project: Project
    private let keyID: String

    /// "Prepare, before you need it".
    init() throws {
        project = try Project.signed()
        try project.expect(project.hallmark("keys", "generate", "--output", "../spare"))
        try project.expect(project.hallmark("trust", "rotate", "--add-key", "maintainer=../spare.pub"))
        try project.commit("Add a spare key")
        try project.expect(project.hallmark("attest"))
        try project.expect(project.hallmark("verify"))
        let exported = try project.hallmark("keys", "export", "--output", "../first.pub").output
        keyID = try String(#require(exported.firstMatch(of: /key id ([0-9a-f]{64})/)).1)
    }

    private func replaceKey() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "../new"))
        let run = try project.hallmark(
            "trust",
            "rotate",
            "--remove-key",
            keyID,
            "--add-key",
            "maintainer=../new.pub",
            "--key",
            "../spare"
        )
        #expect(run.output.contains("it is signed by enough principals"), "\(run.text)")
    }

    /// `git add attestations && git commit`, then `hallmark attest --key NEW && hallmark verify`.
    private func commitAndSign(_ key: String = "../new") throws -> Project.Run {
        try project.git("add", "attestations")
        try project.git("commit", "-q", "-m", "Change what is trusted")
        try project.expect(project.hallmark("attest", "--key", key))
        return try project.hallmark("verify", "--format", "json")
    }

    @Test func aLostKeyIsReplacedWithoutANewPin() throws {
        try FileManager.default.removeItem(atPath: project.key)
        try replaceKey()
        let run = try commitAndSign()
        #expect(run.status == 0, "\(run.text)")
        // What the lost key alone had signed of older commits counts no more.
        let older = try project.hallmark("verify", "commit", "HEAD~1", "--format", "json")
        #expect(try older.codes().contains("unknown-key"))
        #expect(older.status == 3)
    }

    @Test func aLostKeyThatStaysInTheRootKeepsItsWord() throws {
        try FileManager.default.removeItem(atPath: project.key)
        #expect(try project.hallmark("verify").status == 0)
        #expect(try project.hallmark("verify", "commit", "HEAD~1").status != 2)
    }

    @Test func aLeakedKeyLosesItsWordAndItsPlace() throws {
        // What the thief signs with it looks like any other statement.
        try project.write(bytes: Project.safetensors("backdoor"), to: "Models/other.safetensors")
        try project.commit("Add a model")
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)

        let revoked = try project.hallmark(
            "trust",
            "revoke",
            keyID,
            "--reason",
            "laptop stolen",
            "--since",
            "2026-03-01T00:00:00Z",
            "--key",
            "../spare"
        )
        #expect(revoked.output.contains("it is signed by enough principals"), "\(revoked.text)")
        try project.commit("Revoke the key")
        let refused = try project.hallmark("verify", "--format", "json")
        #expect(try refused.codes().contains("revoked-key"))
        // Whoever has accepted the list takes no root from the thief either.
        try project.expect(project.hallmark("attest", "--key", "../spare"))
        #expect(try project.hallmark("verify").status == 0)
        #expect(try project.hallmark("trust", "rotate").errors.contains("that signs was revoked"))
        try replaceKey()
        let run = try commitAndSign()
        #expect(run.status == 0, "\(run.text)")

        // The thief's signature is worth nothing now, whatever date it bears.
        try project.change("Change")
        try project.expect(project.hallmark("attest", "commit"))
        let stolen = try project.hallmark("verify", "--format", "json")
        #expect(stolen.status == 3)
        #expect(try !stolen.codes().isDisjoint(with: ["unknown-key", "revoked-key"]))
        let root = try project.hallmark("trust", "rotate")
        #expect(root.errors.contains("belongs to nobody with the role root"))

        try project.expect(
            project.hallmark("trust", "deny", "Models/other.safetensors", "--reason", "backdoored", "--key", "../new")
        )
        try project.commit("Deny the model")
        #expect(try project.hallmark("attest", "--key", "../new").status == 2)
        let denied = try project.hallmark("verify", "--format", "json")
        #expect(denied.status == 2)
        #expect(try denied.codes() == ["denied"])
        try project.git("rm", "-q", "Models/other.safetensors")
        let clean = try commitAndSign()
        #expect(clean.status == 0, "\(clean.text)")
    }

    @Test func theOldKeyMayGoOnAsAPrincipalOfItsOwn() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "../new"))
        let run = try project.hallmark(
            "trust",
            "rotate",
            "--remove-key",
            keyID,
            "--add-key",
            "maintainer=../new.pub",
            "--add-principal",
            "maintainer-until-2026",
            "--public-key",
            "../first.pub",
            "--role",
            "model",
            "--key",
            "../spare"
        )
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("+ principal maintainer-until-2026: role model"))
        #expect(try commitAndSign().status == 0)
    }
}
