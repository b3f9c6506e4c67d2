import Foundation
import Testing

/// Pins: where trust begins, and who may say so.
@Suite struct TrustTests {
    @Test func withoutPinAndTerminalNothingIsDecided() throws {
        let project = try Project.signed()
        try FileManager.default.removeItem(atPath: project.root + "/state")
        let run = try project.hallmark("verify")
        #expect(run.status == 1)
        #expect(run.errors.contains("no root of trust is pinned for this repository"))
        let line = try #require(run.errors.firstMatch(of: /export (HALLMARK_TRUST_ROOT)=(sha256:[0-9a-f]{64})/))
        project.environment[String(line.1)] = String(line.2)
        let pinned = try project.hallmark("verify")
        #expect(pinned.status == 0)
        #expect(pinned.output.contains("rollback was not checked"))
    }

    @Test func trustOnFirstUseNeedsATerminal() throws {
        let project = try Project.signed()
        try FileManager.default.removeItem(atPath: project.root + "/state")
        let run = try project.hallmark("trust", "init")
        #expect(run.status == 1)
        #expect(run.errors.contains("trust on first use needs a person at a terminal"))
        #expect(!FileManager.default.fileExists(atPath: project.root + "/state"))
    }

    @Test(.enabled(if: Terminal.isThere, "needs util-linux's script"), arguments: ["yes", "no", "y", ""])
    func onATerminalOnlyATypedYesPins(answer: String) throws {
        let project = try Project.signed()
        try FileManager.default.removeItem(atPath: project.root + "/state")
        let run = try Terminal.run("\(Project.executable) trust init", answer: answer, project)
        #expect(run.status == (answer == "yes" ? 0 : 1))
        #expect(try project.hallmark("verify").status == (answer == "yes" ? 0 : 1))
    }

    @Test func refusesARootThatIsNotThePinnedOne() throws {
        let project = try Project.signed()
        let other = "sha256:" + String(repeating: "0", count: 64)
        let run = try project.hallmark("verify", "--trust-root", other, "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["not-the-pinned-root"])
    }

    @Test func refusesARootPutInThePlaceOfThePinnedOne() throws {
        let project = try Project.signed()
        let stranger = try Project.signed()
        try FileManager.default.removeItem(atPath: stranger.repository + "/attestations")
        try stranger.expect(
            stranger.hallmark("keys", "generate", "--output", stranger.root + "/other")
        )
        stranger.environment["HALLMARK_KEY"] = stranger.root + "/other"
        try stranger.expect(
            stranger.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", Project.repositoryURI)
        )
        let path = "attestations/roots/1.json"
        try project.write(bytes: stranger.bytes(of: path), to: path)
        try project.commit("Another root")
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["not-the-pinned-root"])
    }

    @Test func pinsOnlyWhatWasNamed() throws {
        let project = try Project.signed()
        let shown = try project.hallmark("trust", "show").output
        let digest = String(try #require(shown.split(separator: "\n").first))
        try FileManager.default.removeItem(atPath: project.root + "/state")
        let other = "sha256:" + String(repeating: "1", count: 64)
        #expect(try project.hallmark("trust", "pin", other).status == 2)
        #expect(try project.hallmark("verify").status == 1)
        #expect(try project.hallmark("trust", "pin", digest).status == 0)
        #expect(try project.hallmark("verify").status == 0)
    }

    @Test(arguments: [0o777, 0o750, 0o704])
    func refusesAStateFolderThatOthersCanReach(mode: Int) throws {
        let project = try Project.signed()
        let folder = project.root + "/state/hallmark"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
        let run = try project.hallmark("verify")
        #expect(run.status == 1)
        #expect(run.errors.contains("holds what you trust"))
        #expect(run.errors.contains("mend: chmod 700"))
    }

    @Test func aStateFileKeepsWhatWasAccepted() throws {
        let project = try Project.signed()
        let digest = String(try #require(try project.hallmark("trust", "show").output.split(separator: "\n").first))
        let state = project.root + "/ci-state.json"
        let first = try project.hallmark("verify", "--trust-root", digest, "--state", state)
        #expect(first.status == 0)
        #expect(first.output.contains("rollback was not checked"))
        let second = try project.hallmark("verify", "--trust-root", digest, "--state", state)
        #expect(second.status == 0)
        #expect(!second.output.contains("rollback was not checked"))
    }

    @Test(arguments: ["", "nosuch", "SHA256:00", "sha256:00", "Package.swift"])
    func aTrustRootThatIsNoneIsNamed(name: String) throws {
        let project = try Project.signed()
        project.environment["HALLMARK_TRUST_ROOT"] = name
        let run = try project.hallmark("verify")
        #expect(run.status == 1)
        #expect(run.errors.contains("sha256:"))
    }

    @Test func aStateFileThatIsNoneIsNamed() throws {
        let project = try Project.signed()
        let digest = String(try #require(try project.hallmark("trust", "show").output.split(separator: "\n").first))
        try project.write("nonsense", to: "../state.json")
        let run = try project.hallmark("verify", "--trust-root", digest, "--state", "../state.json")
        #expect(run.status == 1)
        #expect(run.errors.contains("state.json is not what hallmark writes there"))
    }

    @Test func anExpiredRootIsRefused() throws {
        let project = try Project.signed()
        let run = try project.hallmark("verify", "--at", "2099-01-01T00:00:00Z", "--format", "json")
        #expect(run.status == 2)
        #expect(try run.codes() == ["root-expired"])
    }
}

/// A terminal for programs that ask, through util-linux's `script`.
enum Terminal {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

    static func run(_ command: String, answer: String, _ project: Project) throws -> Project.Run {
        try project.run("script", ["-qec", command, "/dev/null"], input: answer + "\n")
    }
}
