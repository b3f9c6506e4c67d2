import Foundation
import HallmarkCore
import Testing

/// `hallmark verify … --evidence`, and `hallmark evidence`, which needs nothing but the file.
@Suite struct EvidenceReplayTests {
    private static func release() throws -> Project {
        let project = try Project.signed()
        try project.write("program", to: project.root + "/dist/app")
        try project.expect(project.hallmark("attest", "build", "--artifacts", "../dist"))
        try project.git("tag", "v1.0.0")
        try project.expect(project.hallmark("attest", "release", "v1.0.0", "--artifacts", "../dist"))
        return project
    }

    private func verify(_ project: Project, format: String = "json", _ file: String = "e.json") throws -> Project.Run {
        try project.hallmark(
            "verify",
            "release",
            "v1.0.0",
            "--artifacts",
            "../dist",
            "--format",
            format,
            "--evidence",
            project.root + "/" + file
        )
    }

    /// Runs `hallmark evidence` where there is neither git nor state nor repository.
    private func evidence(_ project: Project, _ arguments: String...) throws -> Project.Run {
        let environment = project.environment
        defer { project.environment = environment }
        let empty = project.root + "/empty"
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        project.environment = ["PATH": empty, "HOME": empty]
        return try project.run(Project.executable, ["evidence"] + arguments, in: empty)
    }

    @Test(arguments: ["text", "json", "sarif"])
    func replayGivesTheSameBytes(format: String) throws {
        let project = try Self.release()
        for isChanged in [false, true] {
            if isChanged { try project.write("other", to: project.root + "/dist/app") }
            let name = "e-\(isChanged).json"
            let run = try verify(project, format: format, name)
            #expect(run.status == (isChanged ? 2 : 0), "\(run.text)")
            let copy = try project.copy()
            try FileManager.default.removeItem(atPath: copy.repository)
            let replay = try evidence(copy, "replay", "../" + name, "--format", format)
            #expect(replay.status == run.status, "\(replay.text)")
            #expect(replay.output == run.output)
        }
    }

    @Test func everyVerificationWritesEvidence() throws {
        let project = try Self.release()
        try project.write("a\n", to: "unsigned.txt")
        try project.commit("Unsigned")
        // The last is judged when the root has expired, and so is its replay, whenever that is.
        let runs = [
            ["verify"], ["verify", "commit", "HEAD", "--history"], ["verify", "commit", "v1.0.0"],
            ["verify", "commit", "v1.0.0", "--at", "2040-01-01T00:00:00Z"],
        ]
        for (index, arguments) in runs.enumerated() {
            let name = "e\(index).json"
            let run = try project.run(
                Project.executable,
                arguments + ["--format", "json", "--evidence", "\(project.root)/\(name)"]
            )
            #expect((run.status == 0) == (index == 2), "\(run.text)")
            let replay = try evidence(project, "replay", "../" + name, "--format", "json")
            #expect(replay.output == run.output && replay.status == run.status, "\(replay.text)")
            #expect(try run.codes().contains("root-expired") == (index == 3))
        }
        let dependencies = try DependencyProject.make()
        let app = dependencies.app
        let run = try app.hallmark("verify", "dependencies", "--format", "json", "--evidence", app.root + "/e.json")
        let replay = try evidence(app, "replay", "../e.json", "--format", "json")
        #expect(replay.output == run.output && replay.status == run.status, "\(replay.text)")
    }

    @Test func aFileThatIsThereStays() throws {
        let project = try Self.release()
        try project.write("mine", to: project.root + "/e.json")
        let run = try verify(project)
        #expect(run.status == 1)
        #expect(try run.codes() == ["file-exists"])
        #expect(try project.bytes(of: project.root + "/e.json") == Array("mine".utf8))
    }

    @Test func theRootOfTheFileIsComparedWithOnesOwn() throws {
        let project = try Self.release()
        try project.expect(verify(project))
        let root = project.repository + "/attestations/roots/1.json"
        #expect(try evidence(project, "replay", "../e.json", "--trust-root", root).status == 0)
        let other = "sha256:" + String(repeating: "0", count: 64)
        let run = try evidence(project, "replay", "../e.json", "--trust-root", other)
        #expect(run.status == 2)
        #expect(run.errors.contains("begins with the root"))
        #expect(try evidence(project, "replay", "../e.json").errors.contains("compare it"))
    }

    /// One change of each class of member, as a path and what is put there.
    static let changes: [(path: String, value: JSONValue?)] = [
        ("inquiry.time", "2199-01-01T00:00:00Z"),
        ("inquiry.pin", "sha256:0000000000000000000000000000000000000000000000000000000000000000"),
        ("inquiry.state.rootVersion", 9),
        ("inquiry.state.policy", nil),
        ("inquiry.policy", nil),
        ("inquiry.name", 1),
        ("inquiry.kinds", ["commit"]),
        ("inquiry.kinds", ["horse"]),
        ("inquiry.remarks", ["nothing was missed"]),
        ("inquiry.lines", [["kind": "notes", "name": "n", "decision": "rejected", "signers": [], "reasons": []]]),
        ("inquiry.evidence.envelopes", []),
        ("inquiry.evidence.artifacts", [:]),
        ("inquiry.evidence.models", []),
        ("inquiry.evidence.packages", []),
        ("inquiry.evidence.commit", ["tree": "sha256:00"]),
        ("inquiry.evidence.release", ["tag": "v2", "commit": "x"]),
        ("inquiry.evidence.isBeforeAdoption", true),
        ("inquiry.evidence.uncovered", ["attestations/recorded/x": "no envelope"]),
        ("inquiry.evidence.damage", ["the note cannot be read"]),
        ("inquiry.evidence.surprise", "x"),
        ("tool", nil),
        ("schema", "https://hallmark-swift.github.io/evidence/v9"),
        ("exceptions", ["everything, until never"]),
        ("verdict.decision", "rejected"),
        ("verdict.remarks", ["all is well"]),
    ]

    @Test func aFileThatWasChangedIsRefused() throws {
        let project = try Self.release()
        try project.expect(verify(project))
        let file = try JSONParser.parse(project.bytes(of: project.root + "/e.json"))
        for change in Self.changes {
            let path = change.path.split(separator: ".").map(String.init)
            let changed = file.replacing(path[...], by: change.value)
            #expect(changed != file, "\(change.path)")
            try project.write(bytes: JSONWriter.bytes(of: changed) + [10], to: project.root + "/changed.json")
            let run = try evidence(project, "replay", "../changed.json")
            #expect([1, 2].contains(run.status), "\(change.path): \(run.text)")
            #expect(run.errors.contains("hallmark: "), "\(change.path): \(run.text)")
        }
        // The same content in another form, which some other reader may take otherwise.
        try project.write(
            bytes: JSONWriter.bytes(of: file, layout: .indented),
            to: project.root + "/changed.json"
        )
        #expect(try evidence(project, "replay", "../changed.json").status == 1)
    }

    /// What was accepted before lies in the file, and whoever made one up has nobody's signature on it.
    @Test func aFileThatRestsOnAPolicyWhichNobodySignedIsRefused() throws {
        let project = try Self.release()
        try project.edit("attestations/policy.yaml", "version: 1", "version: 2")
        try project.commit("Raise")
        try project.expect(project.hallmark("attest"))
        try project.expect(project.hallmark("verify"))
        // The release's own policy is older than the one that judges it.
        let run = try verify(project)
        #expect(run.status == 0, "\(run.text)")
        let replay = try evidence(project, "replay", "../e.json", "--format", "json")
        #expect(replay.output == run.output && replay.status == 0, "\(replay.text)")

        let policy = String(decoding: try project.bytes(of: "attestations/policy.yaml"), as: UTF8.self)
        let other = Base64.encode(Array(policy.replacing("version: 2", with: "version: 3").utf8))
        let forged = try JSONParser.parse(project.bytes(of: project.root + "/e.json"))
            .replacing(["inquiry", "state", "policy"], by: .string(other))
            .replacing(["inquiry", "state", "policyVersion"], by: 3)
        try project.write(bytes: JSONWriter.bytes(of: forged) + [10], to: project.root + "/f.json")
        let verdict = try evidence(project, "replay", "../f.json", "--format", "json").json()
        #expect(verdict["decision"] == "accepted")
        let consistent = forged.replacing(["verdict"], by: verdict)
        try project.write(bytes: JSONWriter.bytes(of: consistent) + [10], to: project.root + "/f.json")
        let refused = try evidence(project, "replay", "../f.json")
        #expect(refused.status == 1, "\(refused.text)")
        #expect(refused.errors.contains("nobody has signed in the file: the policy in force"))
        #expect(try evidence(project, "show", "../f.json").output.contains("Who signed the policy in force"))
    }

    @Test func anotherVersionOfTheToolIsNamed() throws {
        let project = try Self.release()
        try project.expect(verify(project))
        let file = try JSONParser.parse(project.bytes(of: project.root + "/e.json"))
        let older = file.replacing(["tool"], by: "hallmark 0.0.1")
        try project.write(bytes: JSONWriter.bytes(of: older) + [10], to: project.root + "/e2.json")
        let run = try evidence(project, "replay", "../e2.json")
        #expect(run.status == 0)
        #expect(run.errors.contains("written by hallmark 0.0.1"))
    }

    @Test func theFirstPageSaysWhatWasAndWhatWasNotChecked() throws {
        let project = try Self.release()
        try project.expect(verify(project))
        let text = try evidence(project, "show", "../e.json")
        #expect(text.status == 0, "\(text.text)")
        for line in [
            "Release v1.0.0", "decision: accepted", "tag v1.0.0", "artifact app", "build statement sha256:", " by key ",
            "An SBOM bound to each artifact: no rule of the policy asks for it.",
            "A scan of each artifact: no rule", "Known vulnerabilities: no rule",
            "Rule \"dependencies\" was about nothing here.",
        ] {
            #expect(text.output.contains(line), "\(line) in \(text.output)")
        }
        let json = try evidence(project, "show", "../e.json", "--format", "json").json()
        #expect(json["schema"] == "https://hallmark-swift.github.io/evidence-page/v1")
        #expect(json["exit"] == 0)
        let html = try evidence(project, "show", "../e.json", "--format", "html").output
        #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("default-src 'none'"))
        #expect(!html.contains("http://") && !html.contains("<script"))
    }

    @Test func aNameIsNoMarkup() throws {
        let project = try Self.release()
        try project.write("x", to: project.root + "/dist/<script>alert(1)</script>&\"\u{202E}")
        _ = try verify(project)
        let html = try evidence(project, "show", "../e.json", "--format", "html").output
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;alert(1)") && html.contains("&amp;&quot;\\u{202e}"))
    }
}

extension JSONValue {
    /// The value with another at a path of members, or without one.
    fileprivate func replacing(_ path: ArraySlice<String>, by value: JSONValue?) -> JSONValue {
        guard let name = path.first, var members = object else { return self }
        members[name] = path.count == 1 ? value : (members[name] ?? .null).replacing(path.dropFirst(), by: value)
        return .object(members)
    }
}
