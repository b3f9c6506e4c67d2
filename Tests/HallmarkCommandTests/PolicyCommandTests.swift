import Foundation
import HallmarkCore
import Testing

/// `hallmark policy`, and what a policy's modes, beginnings and shared rules come to.
struct PolicyCommandTests {
    private static let policy = "attestations/policy.yaml"

    /// Changes the policy, raises its version, commits and signs it.
    private func change(_ project: Project, _ text: String, _ replacement: String) throws {
        try project.edit(Self.policy, text, replacement)
        try project.edit(Self.policy, "version: 1", "version: 2")
        try project.commit("Change the policy")
        try project.expect(project.hallmark("attest"))
    }

    @Test func initWritesAPolicyThatCheckTakes() throws {
        let project = try Project.plain()
        try project.expect(project.hallmark("policy", "init", "--repository-uri", Project.repositoryURI))
        let text = String(decoding: try project.bytes(of: Self.policy), as: UTF8.self)
        #expect(text.contains("(here: safetensors)"))
        #expect(text.contains("mode: observe"))
        let check = try project.hallmark("policy", "check")
        #expect(check.status == 0)
        #expect(check.output.contains("nobody knows who could meet it"))
        // What is there is never replaced.
        #expect(try project.hallmark("policy", "init", "--repository-uri", Project.repositoryURI).status == 1)
        let printed = try project.hallmark(
            "policy",
            "init",
            "--print",
            "--starts-at",
            "HEAD",
            "--repository-uri",
            Project.repositoryURI
        )
        #expect(printed.output.contains("\nstarts_at: \(try project.git("rev-parse", "HEAD"))\n"))
    }

    @Test(arguments: [
        ("threshold: 1", "threshold: 0", 1, "malformed-policy"), ("kind: commit", "kind: comit", 1, "malformed-policy"),
        ("mode: observe", "mode: observe\n    grace: 1", 1, "malformed-policy"),
        ("role: model, threshold: 1", "role: model, threshold: 2", 2, "impossible-threshold"),
        ("team/app", "team/other", 2, "policy-repository"),
    ])
    func checkSaysWhatIsWrong(text: String, replacement: String, status: Int, code: String) throws {
        let project = try Project.signed()
        try project.edit(Self.policy, text, replacement)
        let check = try project.hallmark("policy", "check", "--format", "json")
        #expect(check.status == status)
        #expect(try check.codes() == [code])
    }

    @Test func checkKnowsWhatHasExpired() throws {
        let project = try Project.signed()
        let late = try project.hallmark("policy", "check", "--at", "2040-01-01T00:00:00Z", "--format", "json")
        #expect(late.status == 2)
        #expect(try late.codes() == ["policy-expired"])
    }

    @Test func explainSaysWhoCanSignWhat() throws {
        let project = try Project.signed()
        let all = try project.hallmark("policy", "explain")
        #expect(all.status == 0)
        #expect(all.output.contains("  - model, signed by 1 of role model (maintainer)\n"))
        #expect(all.output.contains("dependencies (observed until "))
        let one = try project.hallmark("policy", "explain", "Models/tiny.safetensors", "--format", "json")
        #expect(one.status == 0)
        #expect(try one.json()["rules"]?.array?.compactMap { $0["name"]?.string } == ["models"])
        try project.edit(
            Self.policy,
            "path: \"**\" }\n    require:\n      - { statement: model",
            "path: \"Other/**\" }\n    require:\n      - { statement: model"
        )
        let none = try project.hallmark("policy", "explain", "Models/tiny.safetensors")
        #expect(none.status == 3)
        #expect(none.output.contains("no rule is about this"))
    }

    @Test func aPolicyIsTriedOnWhatWasRecorded() throws {
        let project = try Project.signed()
        let (good, bad) = (project.root + "/good.json", project.root + "/bad.json")
        try project.expect(project.hallmark("verify", "--evidence", good))
        try project.write(bytes: Project.safetensors("other"), to: "Models/other.safetensors")
        #expect(try project.hallmark("verify", "--evidence", bad).status == 3)
        let same = try project.hallmark("policy", "test", good, bad)
        #expect(same.status == 0, "\(same.text)")
        #expect(same.output.contains("good.json: accepted") && same.output.contains("bad.json: missing"))

        // A scan is asked for, too: what passed would not pass any more. Nobody has signed this policy.
        let model = "      - { statement: model, role: model, threshold: 1 }\n"
        try project.edit(Self.policy, model, model + "      - { statement: scan, role: scan, threshold: 1 }\n")
        let stricter = try project.hallmark("policy", "test", good, bad, "--format", "json")
        #expect(stricter.status == 2)
        #expect(try stricter.codes() == ["other-decision", "no-statement"])
        #expect(try project.hallmark("policy", "test", "Package.swift").status == 1)
    }

    @Test func whatIsObservedIsSaidAndStopsNothingButReleasesAndSummaries() throws {
        let project = try Project.signed()
        let scan = """
                  - { statement: model, role: model, threshold: 1 }
              - name: "scans"
                mode: observe
                until: 2030-01-01T00:00:00Z
                match: { kind: model }
                require:
                  - { statement: scan, role: scan, threshold: 1, where: ['predicate.url == "https://example.com/scanner"'] }
            """
        try change(project, "      - { statement: model, role: model, threshold: 1 }\n", scan + "\n")
        let observed = try project.hallmark("verify", "--format", "json")
        #expect(observed.status == 0)
        #expect(try observed.json()["observed"] == 1)
        #expect(try observed.json()["notApplicable"]?.array?.contains("releases") == true)
        #expect(
            try project.hallmark("verify").output.contains("NOT ENFORCED until 2030-01-01T00:00:00Z (rule \"scans\")")
        )
        let summary = try project.hallmark("attest", "vsa")
        #expect(summary.status == 3)
        #expect(summary.text.contains("only observed"))
        // From its end on it is enforced.
        #expect(try project.hallmark("verify", "--at", "2030-01-01T00:00:00Z").status != 0)
    }

    @Test func whatComesBeforeAdoptionIsNeitherAcceptedNorAnError() throws {
        let project = try Project.signed()
        let before = try project.git("rev-parse", "HEAD")
        let start = try project.change("Begin")
        try change(project, "repository:", "starts_at: \(start)\nrepository:")
        #expect(try project.hallmark("verify").status == 0)
        let early = try project.hallmark("verify", "commit", before, "--format", "json")
        #expect(early.status == 3)
        #expect(try early.codes() == ["before-adoption"])
        let history = try project.hallmark("verify", "commit", "HEAD", "--history")
        #expect(
            history.output.contains("commits come before adoption at \(start) and were not judged"),
            "\(history.text)"
        )
        // The commit at which signing begins is judged, and nobody has signed it.
        #expect(try project.hallmark("verify", "commit", start).status == 3)
        let checkout = try project.hallmark("checkout", before)
        #expect(checkout.status == 0)
        #expect(checkout.output.contains("before adoption"))
        #expect(try project.git("rev-parse", "HEAD") == before)
        // The commit itself and what is on another branch are judged.
        #expect(
            try project.hallmark("verify", "commit", start, "--format", "json").codes().contains("before-adoption")
                == false
        )
    }

    @Test func bisectingGoesOnBeforeAdoption() throws {
        let project = try Project.signed()
        let before = try project.git("rev-parse", "HEAD")
        let start = try project.change("Begin")
        try change(project, "repository:", "starts_at: \(start)\nrepository:")
        try project.expect(project.hallmark("hooks", "install", "--executable", project.install()))
        #expect(try project.run("git", ["checkout", "-q", before]).status == 0)
        let other = try project.run("git", ["checkout", "-q", "-b", "other", start])
        #expect(other.status != 0)
    }
}

/// Signed exceptions, asked for by one person and approved by another.
struct ExceptionCommandTests {
    private let project: Project
    private let ada: String

    /// A repository with a second principal who may approve, and a model that nobody signed.
    init() throws {
        project = try Project.signed()
        ada = project.root + "/ada"
        try project.expect(project.hallmark("keys", "generate", "--output", ada))
        try project.expect(
            project.hallmark(
                "trust",
                "rotate",
                "--add-principal",
                "ada",
                "--public-key",
                ada + ".pub",
                "--role",
                "policy"
            )
        )
        try project.write(bytes: Project.safetensors("other"), to: "Models/other.safetensors")
        try project.commit("Add a model that nobody signed")
        for kind in ["policy", "commit", "sbom"] { try project.expect(project.hallmark("attest", kind)) }
    }

    private func ask(_ arguments: String...) throws -> Project.Run {
        try project.run(
            Project.executable,
            ["attest", "exception", "--reason", "the vendor signs next week", "--owner", "ML team"] + arguments
        )
    }

    /// The one exception, as a path.
    private func file() throws -> String {
        let folder = project.repository + "/attestations/exceptions"
        return folder + "/" + (try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first))
    }

    private func commit() throws {
        try project.commit("Except it")
        for kind in ["commit", "sbom"] { try project.expect(project.hallmark("attest", kind)) }
    }

    @Test func countsOnceSomebodyElseHasApprovedIt() throws {
        #expect(try project.hallmark("verify").status == 3)
        try project.expect(ask("Models/other.safetensors", "--rule", "models"))
        try commit()
        #expect(try project.hallmark("verify").status == 3)
        try project.expect(project.hallmark("cosign", file(), "--key", ada))
        try commit()
        let run = try project.hallmark("verify", "--format", "json")
        #expect(run.status == 0, "\(run.text)")
        #expect(try run.json()["excepted"] == 1)
        let text = try project.hallmark("verify").output
        #expect(text.contains("EXCEPTED until "))
        #expect(text.contains("approved by ada, owner ML team: the vendor signs next week"))
        // It ends.
        let later = Date(timeIntervalSinceNow: 31 * 86_400).ISO8601Format()
        #expect(try project.hallmark("verify", "--at", later).status == 3)
    }

    @Test func isNeverForOtherBytes() throws {
        try project.expect(project.hallmark("attest", "model", "Models/other.safetensors"))
        try project.write(bytes: Project.safetensors("changed"), to: "Models/other.safetensors")
        try project.expect(ask("Models/other.safetensors", "--rule", "models"))
        try project.expect(project.hallmark("cosign", file(), "--key", ada))
        try commit()
        #expect(try project.hallmark("verify").status == 2)
    }

    @Test func isRefusedForWhatIsNoRuleAndByWhomNobodyKnows() throws {
        #expect(try ask("Models/other.safetensors", "--rule", "nothing").text.contains("has no rule nothing"))
        #expect(try ask("README.md", "--rule", "models").status == 1)
        #expect(try ask("Models/other.safetensors", "--rule", "models", "--days", "91").status == 64)
        try project.expect(project.hallmark("keys", "generate", "--output", project.root + "/stranger"))
        let stranger = try ask("Models/other.safetensors", "--rule", "models", "--key", project.root + "/stranger")
        #expect(stranger.status == 1)
        #expect(stranger.text.contains("belongs to no principal of the root"))
    }
}

/// One shared policy over several repositories.
struct SharedPolicyCommandTests {
    private static let shared = """
        version: 4
        expires: 2030-01-01T00:00:00Z
        repository: "*"
        rules:
          - name: "scanned models"
            match: { kind: model, path: "**" }
            require:
              - { statement: scan, role: scan, threshold: 1, where: ['predicate.result == "PASSED"'] }
        """

    private func project(adding rule: String = "") throws -> Project {
        let project = try Project.signed()
        try project.write(Self.shared, to: "attestations/team.yaml")
        let digest = Digest.sha256(Array(Self.shared.utf8)).hex
        let policy = "attestations/policy.yaml"
        try project.edit(policy, "version: 1", "version: 2")
        try project.edit(
            policy,
            "\nrules:\n",
            "\nextends: [{ file: attestations/team.yaml, sha256: \"\(digest)\" }]\nrules:\n\(rule)"
        )
        try project.commit("Share a policy")
        return project
    }

    private static func restated(_ requirement: String) -> String {
        """
          - name: "scanned models"
            match: { kind: model, path: "**" }
            require:
              - \(requirement)

        """
    }

    @Test func itsRulesAreEnforcedInEachRepository() throws {
        let project = try project()
        for kind in ["policy", "commit", "sbom"] { try project.expect(project.hallmark("attest", kind)) }
        let before = try project.hallmark("verify", "--format", "json")
        #expect(before.status == 3)
        #expect(before.output.contains("scanned models"))
        // Whatever the policy asks for and can be made here is made.
        try project.expect(project.hallmark("attest"))
        #expect(try project.hallmark("verify").status == 0)
        // An old revision, whose tree has no such file, is judged by the newest policy all the same.
        #expect(try project.hallmark("verify", "commit", "HEAD~1").status == 0)
    }

    @Test func itMayBeTightened() throws {
        let project = try project(
            adding: Self.restated(
                #"{ statement: scan, role: scan, threshold: 1, age: 30d, where: ['predicate.result == "PASSED"'] }"#
            )
        )
        #expect(try project.hallmark("policy", "check").status == 0)
    }

    @Test func itIsNotLoosened() throws {
        let project = try project(adding: Self.restated("{ statement: scan, role: scan, threshold: 1 }"))
        let check = try project.hallmark("policy", "check")
        #expect(check.status == 1)
        #expect(check.text.contains("loosens it"))
        #expect(try project.hallmark("attest").status == 1)
        #expect(try project.hallmark("verify").status == 1)
    }

    @Test func anotherFileInItsPlaceIsRefused() throws {
        let project = try project()
        try project.edit(
            "attestations/team.yaml",
            "threshold: 1, where: ['predicate.result == \"PASSED\"']",
            "threshold: 1"
        )
        try project.commit("Loosen")
        let check = try project.hallmark("policy", "check")
        #expect(check.status == 1)
        #expect(check.text.contains("no file with sha256:"))
    }
}
