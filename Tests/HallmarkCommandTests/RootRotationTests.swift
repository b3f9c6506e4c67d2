import Foundation
import HallmarkCore
import Testing

/// Further roots, made by commands: who signs, what counts meanwhile, and what is refused.
@Suite struct RootRotationTests {
    private let project: Project

    init() throws {
        project = try Project.signed()
        for name in ["ada", "bob"] { try makeKey(name) }
    }

    private func makeKey(_ name: String) throws {
        try project.expect(project.hallmark("keys", "generate", "--output", "\(project.root)/\(name)"))
    }

    private func key(_ name: String) -> String { "\(project.root)/\(name)" }

    /// Commits what there is, and signs it.
    private func commit(key: String? = nil) throws {
        try project.commit("Change the root")
        try project.expect(project.hallmark("attest", "--key", key ?? project.key))
    }

    private func rotate(_ arguments: String...) throws -> Project.Run {
        try project.run(Project.executable, ["trust", "rotate"] + arguments)
    }

    @Test func pinOfRootOneLeadsToRootThree() throws {
        let pin = try #require(try project.hallmark("trust", "show").output.split(separator: "\n").first)
        let second = try rotate(
            "--add-principal",
            "ada",
            "--public-key",
            key("ada.pub"),
            "--role",
            "root",
            "--role",
            "policy",
            "--threshold",
            "root=2"
        )
        #expect(second.status == 0, "\(second.text)")
        #expect(second.output.contains("+ principal ada: role root"))
        #expect(second.output.contains("- threshold root 1 of 1"))
        #expect(second.output.contains("it waits for 1 signature by ada (root 2): hallmark trust sign"))
        try commit()
        let waiting = try project.hallmark("verify")
        #expect(waiting.status == 0, "\(waiting.text)")
        #expect(
            waiting.output.contains("note: root 2 waits for 1 signature by ada (root 2); until then root 1 is in force")
        )
        #expect(try rotate().errors.contains("root 2 waits for"))

        let signed = try project.hallmark("trust", "sign", "--key", key("ada"))
        #expect(signed.status == 0, "\(signed.text)")
        #expect(signed.output.contains("it is signed by enough principals"))
        try commit()
        #expect(try project.hallmark("verify").output.contains("root version 2"))

        // Now both have to sign, the old threshold and the new one.
        let third = try rotate("--remove-principal", "ada", "--threshold", "root=1", "--cosign-key", key("ada"))
        #expect(third.status == 0, "\(third.text)")
        try commit()
        for arguments in [["verify"], ["verify", "--trust-root", String(pin)]] {
            let run = try project.run(Project.executable, arguments)
            #expect(run.status == 0, "\(run.text)")
            #expect(run.output.contains("root version 3"))
        }
        // What was accepted is not gone back on: an older tree is judged by the root that came after it.
        try project.git("checkout", "-q", "HEAD~1")
        #expect(try project.hallmark("verify").output.contains("root version 3"))
        try FileManager.default.removeItem(atPath: project.repository + "/attestations/roots/2.json")
        try project.commit("Take root 2 away")
        #expect(try project.hallmark("verify").output.contains("root version 3"))
        let fresh = try project.hallmark("verify", "--trust-root", String(pin))
        #expect(fresh.output.contains("root version 1"))
    }

    @Test func expiredRootInBetweenIsNoHindranceAndTheLastOneIs() throws {
        try project.expect(rotate("--expires", "2030-01-01T00:00:00Z"))
        try project.expect(rotate("--expires", "2031-01-01T00:00:00Z"))
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        let policy = String(decoding: try project.bytes(of: "attestations/policy.yaml"), as: UTF8.self)
        let lasting = policy.replacing(try Regex("expires: .*"), with: "expires: 2035-01-01T00:00:00Z")
        try project.write(lasting, to: "attestations/policy.yaml")
        try commit()
        #expect(try project.hallmark("verify", "--at", "2030-06-01T00:00:00Z").status == 0)
        let late = try project.hallmark("verify", "--at", "2031-06-01T00:00:00Z", "--format", "json")
        #expect(late.status == 2)
        #expect(try late.codes() == ["root-expired"])
        // Whoever replaces it begins there all the same.
        let renewed = try rotate("--at", "2031-06-01T00:00:00Z", "--expires", "2034-01-01T00:00:00Z")
        #expect(renewed.status == 0, "\(renewed.text)")
        try commit()
        #expect(try project.hallmark("verify", "--at", "2031-06-01T00:00:00Z").status == 0)
    }

    @Test func everyPartOfAPrincipalCanBeChanged() throws {
        try project.expect(rotate("--add-key", "maintainer=\(key("ada.pub"))", "--add-role", "maintainer=scan"))
        let ssh = try project.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key("ssh")])
        try project.expect(ssh)
        let added = try rotate("--add-principal", "ci", "--public-key", key("ssh.pub"), "--role", "ci")
        #expect(added.status == 0, "\(added.text)")
        #expect(added.output.contains("+ principal ci: role ci"))
        let fingerprint = try project.run("ssh-keygen", ["-l", "-f", key("ssh.pub")]).output.split(separator: " ")[1]
        #expect(added.output.contains(fingerprint))
        let removed = try rotate("--remove-key", String(fingerprint), "--remove-role", "maintainer=scan")
        #expect(removed.output.contains("- principal maintainer: role scan"))
        #expect(removed.output.contains("- principal ci: key "))
        // The key that was added signs as well as the other.
        try project.expect(rotate("--remove-principal", "ci", "--key", key("ada")))
        try commit(key: key("ada"))
        let shown = try project.hallmark("trust", "show").output
        #expect(shown.contains("newest root 5"))
        #expect(shown.contains("principal maintainer: role root"))
        #expect(shown.contains("threshold root 1 of 1"))
    }

    @Test(arguments: [
        (["--threshold", "root=2"], "the threshold 2 of the role root is not between 1 and its 1 principals"),
        (["--remove-principal", "maintainer"], "the threshold 1 of the role policy"),
        (["--remove-role", "maintainer=policy"], "the threshold 1 of the role policy"),
        (["--threshold", "policy=0"], "no threshold for the role policy"),
        (["--threshold", "ci=1"], "the threshold 1 of the role ci is not between 1 and its 0 principals"),
        (["--add-key", "maintainer=../config/hallmark/key.pub"], "belongs to two principals or is listed twice"),
        (["--add-principal", "maintainer", "--public-key", "../ada.pub"], "share a name"),
        (["--add-principal", "m", "--public-key", "../config/hallmark/key.pub"], "belongs to two principals"),
        (["--remove-principal", "nobody"], "the root has no principal nobody; it has: maintainer"),
        (["--remove-key", "0000"], "the root has no key 0000"),
        (["--add-key", "nobody=../ada.pub"], "the root has no principal nobody"),
        (["--add-key", "maintainer"], "not in the form"), (["--add-role", "maintainer=No Role"], "is no role"),
        (["--threshold", "root=-1"], "takes ROLE=N"), (["--expires", "tomorrow"], "takes a time"),
        (["--role", "root"], "belong to one --add-principal"),
        (["--public-key", "x"], "belong to one --add-principal"),
        // Whose key would it be?
        (
            ["--add-principal", "a", "--add-principal", "b", "--public-key", "../ada.pub"],
            "belong to one --add-principal"
        ),
        (["--add-principal", "a", "--certificate-identity", "dns:a"], "belong together"),
        (["--add-principal", "a", "--public-key", "Package.swift"], "Package.swift cannot be used to verify"),
        (["--key", "../ada"], "belongs to nobody with the role root in root 1 and 2"),
    ])
    func refusesARootThatCannotBe(arguments: [String], message: String) throws {
        let run = try project.run(Project.executable, ["trust", "rotate"] + arguments)
        #expect(run.status == (run.errors.contains("Usage:") ? 64 : 1))
        #expect(run.errors.contains(message), "\(run.text)")
        #expect(!FileManager.default.fileExists(atPath: project.repository + "/attestations/roots/2.json"))
    }

    @Test func takesSeveralPrincipalsAtOnce() throws {
        let names = ["ada", "bob"]
        let arguments = names.flatMap { name in
            ["--add-principal", name, "--add-key", "\(name)=\(key("\(name).pub"))", "--add-role", "\(name)=review"]
        }
        let run = try project.run(Project.executable, ["trust", "rotate"] + arguments)
        #expect(run.status == 0, "\(run.text)")
        for name in names { #expect(run.output.contains("+ principal \(name): role review")) }
    }

    @Test func signingIsForThoseWhomItIsAskedOf() throws {
        #expect(try project.hallmark("trust", "sign").status == 3)
        try project.expect(
            rotate("--add-principal", "ada", "--public-key", key("ada.pub"), "--role", "root", "--threshold", "root=2")
        )
        #expect(try project.hallmark("trust", "sign", "--key", key("bob")).errors.contains("belongs to nobody"))
        #expect(try project.hallmark("trust", "sign").errors.contains("has signed attestations/roots/2.json already"))
        try project.expect(project.hallmark("trust", "sign", "--key", key("ada")))
        #expect(try project.hallmark("trust", "sign", "--key", key("ada")).status == 3)
    }

    @Test func namesThatATerminalWouldObeyAreEscaped() throws {
        let name = "a\u{1B}[2K\n+ principal maintainer"
        try project.expect(
            rotate("--add-principal", name, "--public-key", key("ada.pub"), "--role", "root", "--threshold", "root=2")
        )
        let run = try project.hallmark("trust", "sign", "--key", key("ada"))
        #expect(run.output.contains(#"+ principal a\u{1b}[2K\u{a}+ principal maintainer: role root"#))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test func forgedSignatureOnAWaitingRootIsSaid() throws {
        try project.expect(
            rotate("--add-principal", "ada", "--public-key", key("ada.pub"), "--role", "root", "--threshold", "root=2")
        )
        let file = "attestations/roots/2.json"
        let text = String(decoding: try project.bytes(of: file), as: UTF8.self)
        let forged = text.replacing(try Regex(#""sig":"...."#), with: #""sig":"AAAA"#)
        try project.write(forged, to: file)
        try commit()
        let run = try project.hallmark("verify")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("INVALID: a signature names the key"))
    }

    @Test func rootThatFollowsAWaitingOneIsRefused() throws {
        try project.expect(
            rotate("--add-principal", "ada", "--public-key", key("ada.pub"), "--role", "root", "--threshold", "root=2")
        )
        try project.expect(project.hallmark("trust", "sign", "--key", key("ada")))
        let complete = try project.bytes(of: "attestations/roots/2.json")
        try project.expect(rotate("--cosign-key", key("ada")))
        let signatures = try Regex(#""signatures":\[(\{.*?\}),\{.*\}\]"#)
        let stripped = String(decoding: complete, as: UTF8.self).replacing(signatures) { match in
            #""signatures":[\#(match[1].substring ?? "")]"#
        }
        try project.write(stripped, to: "attestations/roots/2.json")
        try project.commit("Strip a signature")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes() == ["root-signatures"])
    }

    @Test func statusNamesWhatEndsSoonAndWhatWaits() throws {
        let soon = Date.now.addingTimeInterval(20 * 86_400 + 600)
        try project.expect(rotate("--expires", soon.formatted(.iso8601)))
        try commit()
        let run = try project.hallmark("status")
        #expect(run.output.contains("root 2: expires in 20 days"))
        #expect(run.output.contains("mend: hallmark trust rotate"))
        try project.expect(
            rotate("--add-principal", "ada", "--public-key", key("ada.pub"), "--role", "root", "--threshold", "root=2")
        )
        try commit()
        #expect(try project.hallmark("status").output.contains("mend: hallmark trust sign"))
    }
}
