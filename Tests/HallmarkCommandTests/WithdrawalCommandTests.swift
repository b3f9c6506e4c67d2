import Foundation
import HallmarkCore
import Testing

/// Lists of what is taken away, made by commands.
@Suite struct WithdrawalCommandTests {
    private static let model = "Models/tiny.safetensors"
    private let project: Project

    init() throws {
        project = try Project.signed()
        try project.expect(project.hallmark("keys", "generate", "--output", key("spare")))
        try project.expect(project.hallmark("trust", "rotate", "--add-key", "maintainer=\(key("spare.pub"))"))
        try commit()
    }

    private func key(_ name: String) -> String { "\(project.root)/\(name)" }

    private func commit(key: String? = nil) throws {
        try project.commit("Change what is trusted")
        try project.expect(project.hallmark("attest", "--key", key ?? project.key))
    }

    /// Commits what there is and signs the commit alone, where something else is refused.
    private func commitAlone() throws {
        try project.commit("Deny")
        try project.expect(project.hallmark("attest", "commit"))
    }

    private func verify(_ arguments: String...) throws -> Project.Run {
        try project.run(Project.executable, ["verify", "--format", "json"] + arguments)
    }

    @Test func revokedKeyCountsForNothingUntilAnotherHasSigned() throws {
        let key = self.project.key + ".pub"
        let run = try project.hallmark("trust", "revoke", key, "--reason", "laptop stolen", "--key", self.key("spare"))
        #expect(run.status == 0, "\(run.text)")
        #expect(
            run.output.contains(
                "wrote attestations/withdrawals/keys/1.json: version 1 of the list of revoked keys, 1 entries"
            )
        )
        try project.commit("Revoke")
        let refused = try verify()
        #expect(refused.status == 3, "\(refused.text)")
        #expect(try refused.codes().contains("revoked-key"))
        #expect(refused.output.contains("laptop stolen"))
        // With the revoked key nothing can be made good.
        #expect(try project.hallmark("attest").status != 0 || verify().status == 3)
        try project.expect(project.hallmark("attest", "--key", self.key("spare")))
        let accepted = try verify()
        #expect(accepted.status == 0, "\(accepted.text)")
        // The list is remembered where the tree has lost it.
        try project.git("rm", "-q", "-r", "attestations/withdrawals")
        try project.commit("Forget")
        try project.expect(project.hallmark("attest", "--key", self.key("spare")))
        let remembered = try verify()
        #expect(remembered.status == 0, "\(remembered.text)")
        #expect(remembered.output.contains("the list of revoked keys, version 1"))
    }

    @Test func keyDoesNotRevokeItself() throws {
        let run = try project.hallmark("trust", "revoke", project.key + ".pub", "--reason", "lost")
        #expect(run.status == 1)
        #expect(run.errors.contains("the key is revoked, or the role is missing"))
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations/withdrawals"))
    }

    @Test func deniedContentIsRejectedAndStaysRejected() throws {
        let run = try project.hallmark("trust", "deny", Self.model, "--reason", "trained on leaked data")
        #expect(run.status == 0, "\(run.text)")
        try commitAlone()
        #expect(try project.hallmark("attest").status == 2)
        let denied = try verify()
        #expect(denied.status == 2, "\(denied.text)")
        #expect(try denied.codes() == ["denied"])
        #expect(denied.output.contains("trained on leaked data"))
        let model = try project.hallmark("verify", "model", Self.model)
        #expect(model.status == 2, "\(model.text)")
        // The commit before knew nothing of it, and is judged by the newest list all the same.
        try project.git("checkout", "-q", "HEAD~1")
        #expect(try verify().status == 2)
    }

    @Test func nextListCarriesTheEarlierOneOver() throws {
        let digests = ["1", "2"].map { "sha256:" + String(repeating: $0, count: 64) }
        for digest in digests { try project.expect(project.hallmark("trust", "deny", digest, "--reason", "bad")) }
        let second = try JSONParser.parse(project.bytes(of: "attestations/withdrawals/digests/2.json"))
        let payload = try #require(second["payload"]?.string.flatMap { Base64.decode($0.utf8) })
        for digest in digests { #expect(String(decoding: payload, as: UTF8.self).contains(digest)) }
        try commit()
        #expect(try verify().output.contains("the list of denied digests, version 2"))
        #expect(try project.hallmark("trust", "show").output.contains("digest \(digests[0]): bad"))
    }

    @Test(arguments: [
        (["deny", "sha256:00", "--reason", "r"], "is not sha256: and 64"),
        (["deny", "nosuch", "--reason", "r"], "nosuch"),
        (["deny", "LICENSE", "--reason", ""], "a reason in the list of denied digests is empty"),
        (["revoke", "nosuch", "--reason", "r"], "nosuch"), (["revoke", "LICENSE", "--reason", "r"], "LICENSE"),
        (["revoke", "../spare.pub", "--reason", "r", "--since", "now"], "takes a time"),
        (["deny", "LICENSE", "--reason", "r", "--expires", "never"], "takes a time"),
        (["renew", "keys"], "there is no such list"), (["deny", "LICENSE"], "--reason"),
    ])
    func refusesWhatIsNoWithdrawal(arguments: [String], message: String) throws {
        let run = try project.run(Project.executable, ["trust"] + arguments)
        #expect(run.status != 0)
        #expect(run.errors.contains(message), "\(run.text)")
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations/withdrawals"))
    }

    @Test func belowTheThresholdItSaysWhoHasToSign() throws {
        try project.expect(project.hallmark("keys", "generate", "--output", key("ada")))
        try project.expect(
            project.hallmark(
                "trust",
                "rotate",
                "--add-principal",
                "ada",
                "--public-key",
                key("ada.pub"),
                "--role",
                "root",
                "--threshold",
                "root=2",
                "--cosign-key",
                key("ada")
            )
        )
        try commit()
        let run = try project.hallmark("trust", "revoke", key("spare.pub"), "--reason", "lost")
        #expect(run.output.contains("it waits for 1 signature by ada (root 3): hallmark trust sign"), "\(run.text)")
        try commit()
        let waiting = try verify()
        #expect(waiting.status == 0, "\(waiting.text)")
        #expect(waiting.output.contains("version 1 of the list of revoked keys waits for 1 signature by ada"))
        let again = try project.hallmark("trust", "revoke", key("ada.pub"), "--reason", "lost")
        #expect(again.errors.contains("waits for 1 signature by ada"))
        let signed = try project.hallmark("trust", "sign", "--key", key("ada"))
        #expect(signed.status == 0, "\(signed.text)")
        #expect(signed.output.contains(": lost\n"))
        #expect(signed.output.contains("it is signed by enough principals"))
        try commit()
        #expect(try verify().output.contains("the list of revoked keys, version 1"))
    }

    @Test func expiredListIsUndecidedUntilItIsRenewed() throws {
        let digest = "sha256:" + String(repeating: "1", count: 64)
        let soon = Date.now.addingTimeInterval(20 * 86_400 + 600).formatted(.iso8601)
        try project.expect(project.hallmark("trust", "deny", digest, "--reason", "bad", "--expires", soon))
        try commit()
        #expect(try verify().status == 0)
        let status = try project.hallmark("status").output
        #expect(status.contains("the list of denied digests: expires in 20 days"), "\(status)")
        #expect(status.contains("mend: hallmark trust renew digests"))
        let later = Date.now.addingTimeInterval(30 * 86_400).formatted(.iso8601)
        let expired = try verify("--at", later)
        #expect(expired.status == 1, "\(expired.text)")
        #expect(try expired.codes() == ["withdrawals-expired"])
        try project.expect(project.hallmark("trust", "renew", "digests"))
        try commit()
        #expect(try verify("--at", later).status == 0)
    }

    @Test func damagedListIsUndecided() throws {
        try project.expect(project.hallmark("trust", "deny", "LICENSE", "--reason", "bad"))
        try project.write("{}", to: "attestations/withdrawals/digests/1.json")
        try project.commit("Damage")
        let run = try project.hallmark("verify")
        #expect(run.status == 1)
        #expect(run.text.contains("attestations/withdrawals/digests/1.json"))
    }

    @Test func contentDecidesAndNotTheNameOfTheFile() throws {
        try project.expect(project.hallmark("trust", "deny", Self.model, "--reason", "bad"))
        let folder = "attestations/withdrawals"
        try project.write(bytes: project.bytes(of: "\(folder)/digests/1.json"), to: "\(folder)/elsewhere/9.json")
        try project.git("rm", "-q", "-r", "--cached", "--ignore-unmatch", folder)
        try FileManager.default.removeItem(atPath: "\(project.repository)/\(folder)/digests")
        try commitAlone()
        #expect(try verify().status == 2)
    }

    /// With a timestamp of before the date a signature stands, without one it falls.
    @Test(.enabled(if: TimestampAuthority.isPossible, "openssl, python3 and curl are not all installed"))
    func timestampKeepsWhatWasSignedBeforeTheKeyWasRevoked() throws {
        let authority = try TimestampAuthority(in: project)
        try project.expect(project.hallmark("trust", "rotate", "--add-timestamp-authority", "tsa-root.pem"))
        let second = "Models/second.safetensors"
        try project.write(bytes: Project.safetensors("more weights"), to: second)
        try project.commit("Add a model")
        let timestamp = ["--timestamp-url", authority.url(), "--timestamp-root", "tsa-root.pem"]
        try project.expect(project.run(Project.executable, ["attest", "model", Self.model] + timestamp))
        try project.expect(project.hallmark("attest", "model", second))
        let date = Date.now.addingTimeInterval(3600).formatted(.iso8601)
        try project.expect(
            project.hallmark(
                "trust",
                "revoke",
                project.key + ".pub",
                "--reason",
                "leaked",
                "--since",
                date,
                "--key",
                key("spare")
            )
        )
        try commit(key: key("spare"))
        #expect(try verify().status == 0)
        let later = Date.now.addingTimeInterval(7200).formatted(.iso8601)
        let lines = try verify("--at", later).json()["artifacts"]?.array ?? []
        func line(_ name: String) -> JSONValue? { lines.first { $0["name"]?.string == name } }
        #expect(line(Self.model)?["decision"]?.string == "accepted")
        #expect(line(second)?["decision"]?.string == "missing")
        let reason = line(second)?["reasons"]?.array?.first
        #expect(reason?["code"]?.string == "revoked-key")
        #expect(reason?["message"]?.string?.contains("since \(date): leaked") == true)
    }
}
