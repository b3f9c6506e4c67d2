import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `hallmark attest vsa`: the outcome of a verification, signed.
@Suite struct AttestSummaryTests {
    private let project: Project

    init() throws { project = try Project.signed() }

    private func summary(_ path: String = "v.json") throws -> (Statement, VerificationSummaryPredicate) {
        let statement = try Statement(payloadOf: Envelope(json: project.bytes(of: path)))
        return (statement, try #require(try statement.predicate(as: VerificationSummaryPredicate.self)))
    }

    private func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(project.repository)/\(path)")
    }

    @Test func anAcceptedCommitIsPassed() throws {
        let before = Date.now.timeIntervalSince1970
        let run = try project.hallmark("attest", "vsa", "--output", "v.json", "--bundle", "b.json")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("signed vsa into refs/notes/attestations\n"))
        #expect(run.output.hasSuffix("decision: accepted\n"))
        let (statement, summary) = try summary()
        let commit = try project.git("rev-parse", "HEAD")
        #expect(statement.subject(named: "commit")?.digest == DigestSet(["gitCommit": commit]))
        #expect(statement.subject(named: "tree")?.digest["gitTree"]?.count == 64)
        #expect(summary.result == .passed)
        #expect(summary.verifiedLevels == ["HALLMARK_POLICY"])
        #expect(summary.verifier == Project.repositoryURI + "#hallmark")
        #expect(summary.resourceURI == Project.repositoryURI)
        #expect(summary.policy.uri == Project.repositoryURI + "#attestations/policy.yaml")
        #expect(summary.policy.digest == DigestSet(.sha256(try project.bytes(of: "attestations/policy.yaml"))))
        let time = try #require(summary.timeVerified).timestamp.seconds
        #expect(Double(time) >= before.rounded(.down) && Double(time) <= Date.now.timeIntervalSince1970)
        // All that counted: policy, commit, SBOM and model, by the digests of their envelopes.
        let notes = try ["attestations", "attestations-blobs"].flatMap { reference in
            try project.git("notes", "--ref", reference, "list").split(separator: "\n").flatMap {
                try project.git("show", String($0.prefix(40))).split(separator: "\n")
            }
        }
        // The commit's lies at its tree too.
        let envelopes = try Set(notes).map { try Envelope(json: Array($0.utf8)) }.filter {
            try Statement(payloadOf: $0).predicateType != VerificationSummaryPredicate.type
        }
        #expect(envelopes.count == 4)
        #expect(
            Set(try #require(summary.inputAttestations).map(\.digest)) == Set(envelopes.map { DigestSet($0.digest) })
        )
        // It decides nothing and stands in nobody's way.
        #expect(try project.hallmark("verify").status == 0)
    }

    /// A commit that nobody signed: rejected where the statement about another one is at hand, otherwise missing.
    @Test(arguments: [("rejected", 2), ("missing", 3)])
    func aFailureIsSignedOnlyWhenAllowed(decision: String, status: Int32) throws {
        try project.write("changed", to: "LICENSE")
        try project.commit("Change")
        if decision == "missing" { try project.git("update-ref", "-d", "refs/notes/attestations") }
        let refused = try project.hallmark("attest", "vsa", "--output", "v.json")
        #expect(refused.status == status)
        #expect(refused.errors.contains("nothing was signed, since the revision is \(decision)"))
        #expect(!isThere("v.json"))
        let run = try project.hallmark("attest", "vsa", "--allow-failed", "--output", "v.json", "--format", "json")
        #expect(run.status == status)
        #expect(try run.json()["decision"] == .string(decision))
        let (_, summary) = try summary()
        #expect(summary.result == .failed)
        #expect(summary.verifiedLevels == ["FAILED"])
        #expect(summary.inputAttestations == nil)
    }

    @Test func anotherRevisionIsNotJudgedByTheWorkTree() throws {
        try project.write("changed", to: "LICENSE")
        try project.commit("Change")
        try project.write(bytes: Project.hostilePickle, to: "Models/evil.pkl")
        #expect(try project.hallmark("attest", "vsa", "--revision", "HEAD~1").status == 0)
        #expect(try project.hallmark("attest", "vsa", "--revision", "no-such-revision").status == 1)
    }

    @Test func whatIsUndecidedIsNeverSigned() throws {
        let folder = project.root + "/state"
        try FileManager.default.removeItem(atPath: folder)
        let run = try project.hallmark("attest", "vsa", "--allow-failed", "--output", "v.json", "--format", "json")
        #expect(run.status == 1)
        #expect(try run.codes() == ["no-pin"])
        #expect(!isThere("v.json"))
    }

    @Test func withoutAPolicyInForceThereIsNothingToSay() throws {
        try project.git("update-ref", "-d", "refs/notes/attestations-blobs")
        let run = try project.hallmark(
            "attest",
            "vsa",
            "--allow-failed",
            "--output",
            "v.json",
            "--trust-root",
            "attestations/roots/1.json"
        )
        #expect(run.status == 3)
        #expect(run.errors.contains("no policy is in force"))
        #expect(!isThere("v.json"))
    }

    @Test func verifierAndLevelsCanBeNamed() throws {
        try project.expect(
            project.hallmark(
                "attest",
                "vsa",
                "--verifier-id",
                "https://ci.example.com/gate",
                "--level",
                "EXAMPLE_A",
                "--level",
                "EXAMPLE_B",
                "--output",
                "v.json"
            )
        )
        let (_, summary) = try summary()
        #expect(summary.verifier == "https://ci.example.com/gate")
        #expect(summary.verifiedLevels == ["EXAMPLE_A", "EXAMPLE_B"])
        let noURI = try project.hallmark("attest", "vsa", "--verifier-id", "gate", "--output", "w.json")
        #expect(noURI.status == 1)
        #expect(noURI.errors.contains("predicate.verifier.id must be a URI"))
        #expect(!isThere("w.json"))
    }

    @Test(arguments: [
        ["--level", "SLSA_BUILD_LEVEL_3"], ["--level", "SLSA_"], ["--level", "FAILED"], ["--level", ""],
        ["--at", "2027-01-01T00:00:00Z"],
    ])
    func refusesWrongUsage(arguments: [String]) throws {
        #expect(try project.run(Project.executable, ["attest", "vsa"] + arguments).status == 64)
    }

    @Test func theRulesThatAreMetAreProperties() throws {
        let run = try project.hallmark("attest", "svr", "--output", "s.json")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("signed svr into refs/notes/attestations\n"))
        let statement = try Statement(payloadOf: Envelope(json: project.bytes(of: "s.json")))
        let result = try #require(try statement.predicate(as: VerificationResultPredicate.self))
        #expect(result.properties == ["commits", "models", "package"])
        let policy = Digest.sha256(try project.bytes(of: "attestations/policy.yaml"))
        #expect(result.policies.map(\.digest) == [DigestSet(policy)])
        try project.write("changed", to: "LICENSE")
        try project.commit("Change")
        #expect(try project.hallmark("attest", "svr", "--output", "t.json").status != 0)
        #expect(!isThere("t.json"))
    }

    private func kinds(_ run: Project.Run) throws -> [String] {
        try #require(try run.json()["artifacts"]?.array).compactMap { $0["kind"]?.string }
    }

    @Test func aSummaryStandsInForLookingAgain() throws {
        let policy = "attestations/policy.yaml"
        try project.edit(policy, "version: 1\n", "version: 2\n")
        try project.edit(policy, "\nrules:\n", "\nsummaries: { role: review, age: 7d }\nrules:\n")
        try project.commit("Trust summaries")
        try project.expect(project.hallmark("attest"))
        let verify = { try self.project.hallmark("verify", "commit", "--format", "json") }
        #expect(try kinds(verify()) == ["root", "policy", "commit", "package", "model"])
        try project.expect(project.hallmark("attest", "vsa", "--output", "v.json"))
        #expect(try summary().1.verifierVersion?["root"] == "1")
        let run = try verify()
        #expect(run.status == 0)
        #expect(try kinds(run) == ["root", "policy", "summary"])
        // It is worth nothing once it is too old, and none is made from another.
        let later = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 8 * 86400).description
        let old = try project.hallmark("verify", "commit", "--format", "json", "--at", later)
        #expect(try kinds(old) == ["root", "policy", "commit", "package", "model"])
        #expect(old.output.contains("[too-old]"))
        let again = try project.hallmark("attest", "vsa", "--format", "json")
        #expect(try kinds(again) == ["root", "policy", "commit", "package", "model"])
        // Without what it rests on it stands for nothing.
        try project.git("update-ref", "-d", "refs/notes/attestations-blobs")
        let without = try project.hallmark("verify", "commit", "--format", "json")
        #expect(try kinds(without).contains("model") && !kinds(without).contains("summary"))
        #expect(without.output.contains("[input-withdrawn]"))
    }

    @Test func aFileThatIsThereIsNotOverwritten() throws {
        try project.write("mine", to: "v.json")
        #expect(try project.hallmark("attest", "vsa", "--output", "v.json").status == 1)
        #expect(try project.bytes(of: "v.json") == Array("mine".utf8))
    }
}
