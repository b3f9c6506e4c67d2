import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `vouch add` and `vouch suggest`: what is shown, what is signed, and what counts.
@Suite struct VouchTests {
    private static let ours = VouchProject.rule("pkg:swift/**", VouchProject.ours)

    @Test func everythingIsShownBeforeItIsSigned() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["Package.swift": "// swift-tools-version: 6.0\n", "Sources/A.swift": "let a = 1\n"])
        let silent = try project.app.hallmark("vouch", "add", "alpha")
        #expect(silent.status == 1, "\(silent.text)")
        #expect(silent.output.contains("+  let a = 1\n"))
        #expect(silent.errors.contains("nothing was signed"))
        #expect(try project.verify().words == ["alpha": "unsigned"])

        let run = try project.vouch("alpha")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("everything, since no earlier revision is compared with"))
        #expect(run.output.contains("added Sources/A.swift\nnow: file, 10 bytes, sha256:"))
        #expect(run.output.contains("+  let a = 1\n"))
        #expect(run.output.contains("to read: 2 files, 2 lines added, 0 removed"))
        #expect(try project.verify().words == ["alpha": "vouched for"])
    }

    @Test(.enabled(if: Terminal.isThere, "needs util-linux's script"), arguments: [("yes", true), ("y", false)])
    func onATerminalOnlyATypedYesSigns(answer: String, isSigned: Bool) throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha")
        let run = try Terminal.run("\(Project.executable) vouch add alpha", answer: answer, project.app)
        #expect(run.text.contains("is safe-to-deploy? Type yes:"))
        #expect(try project.verify().words == ["alpha": isSigned ? "vouched for" : "unsigned"])
    }

    @Test func aDifferenceFromWhatIsCoveredIsShownAndCounts() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\nlet b = 2\n", "B.swift": "let other = 3\n"])
        try project.app.expect(project.vouch("alpha"))
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 1\nlet b = 20\n"])
        #expect(try project.verify().words == ["alpha": "unsigned"])

        let suggested = try project.suggest()
        #expect(suggested.status == 3, "\(suggested.run.text)")
        #expect(suggested.suggestions.count == 1)
        #expect(suggested.suggestions.first?["reading"]?.string == "delta")
        #expect(suggested.suggestions.first?["from"]?.string == "1.0.0")
        #expect(suggested.suggestions.first?["added"]?.integer == 1)
        #expect(suggested.suggestions.first?["removed"]?.integer == 1)
        #expect(suggested.suggestions.first?["command"]?.string == "hallmark vouch add alpha")

        let run = try project.vouch("alpha")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("the difference from 1.0.0"))
        #expect(run.output.contains("@@ -1,2 +1,2 @@\n   let a = 1\n-  let b = 2\n+  let b = 20\n"))
        #expect(!run.output.contains("let other"))
        #expect(try project.verify().words == ["alpha": "vouched for"])
        let done = try project.suggest()
        #expect(done.status == 0, "\(done.run.text)")
        #expect(done.suggestions.isEmpty)
        // A difference on top of a difference.
        try project.release("alpha", "1.2.0", ["A.swift": "let a = 1\nlet b = 20\nlet c = 3\n"])
        let next = try project.vouch("alpha")
        #expect(next.output.contains("the difference from 1.1.0"), "\(next.text)")
        #expect(try project.verify().words == ["alpha": "vouched for"])
    }

    @Test func theSmallestReadingComesFirst() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("large", ["A.swift": String(repeating: "let a = 1\n", count: 50)])
        try project.add("small", ["A.swift": "let a = 1\n"])
        let names = try project.suggest().suggestions.compactMap { $0["package"]?.string }
        #expect(names == [project.package("small"), project.package("large")])
        let text = try project.app.hallmark("vouch", "suggest")
        #expect(text.status == 3)
        #expect(
            text.output.contains("to read: 1 files, 50 lines added, 0 removed (everything)\n  hallmark vouch add large")
        )
    }

    /// A base that nobody vouched for, whatever the difference says of it.
    @Test func aDifferenceFromAnUncoveredBaseDoesNotCount() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        let run = try project.vouch("alpha", "--from", "1.0.0")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.errors.contains("1.0.0 is not covered for safe-to-deploy"))
        let before = try project.verify()
        #expect(before.status == 3)
        #expect(before.codes["alpha"] == ["uncovered-base"], "\(before.run.text)")
        // Once its base is read, it does.
        try project.pin("alpha", "1.0.0")
        try project.app.expect(project.vouch("alpha"))
        try project.pin("alpha", "1.1.0")
        #expect(try project.verify().words == ["alpha": "vouched for"])
    }

    @Test func reviewsThatOnlyLeadToEachOtherDoNotCount() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        try project.app.expect(project.vouch("alpha", "--from", "1.0.0"))
        try project.pin("alpha", "1.0.0")
        try project.app.expect(project.vouch("alpha", "--from", "1.1.0"))
        #expect(try project.verify().codes["alpha"] == ["uncovered-base"])
        try project.pin("alpha", "1.1.0")
        #expect(try project.verify().codes["alpha"] == ["uncovered-base"])
    }

    @Test func aReviewForLessThanThePolicyAsksForDoesNotCount() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha")
        try project.app.expect(project.vouch("alpha", "--criteria", "safe-to-run"))
        let result = try project.verify()
        #expect(result.status == 3)
        #expect(result.codes["alpha"] == ["criteria"], "\(result.run.text)")
        try project.policy(VouchProject.rule("pkg:swift/**", VouchProject.ours + ", criteria: safe-to-run"))
        #expect(try project.verify().words == ["alpha": "vouched for"])
        // What may be deployed may be run.
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        #expect(
            try project.suggest().suggestions.first?["command"]?.string
                == "hallmark vouch add alpha --criteria safe-to-run"
        )
        try project.app.expect(project.vouch("alpha", "--full"))
        #expect(try project.verify().words == ["alpha": "vouched for"])
    }

    /// A difference for deployment does not begin where only running was vouched for.
    @Test func aBaseThatIsCoveredForLessDoesNotSuffice() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.app.expect(project.vouch("alpha", "--criteria", "safe-to-run"))
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        try project.app.expect(project.vouch("alpha", "--from", "1.0.0"))
        #expect(try project.verify().codes["alpha"] == ["uncovered-base"])
    }

    @Test func aReviewOfAnotherPackageSaysNothing() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.add("beta", ["A.swift": "let a = 1\n"])
        try project.app.expect(project.vouch("alpha"))
        let result = try project.verify()
        #expect(result.words == ["alpha": "vouched for", "beta": "unsigned"], "\(result.run.text)")
    }

    @Test func aVersionThatWasTaggedAnewIsRefused() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.app.expect(project.vouch("alpha"))
        try project.release("alpha", "1.0.0", ["A.swift": "let a = \"evil\"\n"])
        let result = try project.verify()
        #expect(result.status == 2, "\(result.run.text)")
        #expect(result.words == ["alpha": "refused"])
        #expect(result.codes["alpha"] == ["moved-tag"])
    }

    @Test func aWithdrawnReviewDoesNotCountNorWhatRestsOnIt() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha", ["A.swift": "let a = 1\n"])
        try project.app.expect(project.vouch("alpha"))
        let withdrawn = try project.app.hallmark("vouch", "withdraw", "alpha", "--reason", "it opens sockets")
        #expect(withdrawn.status == 0, "\(withdrawn.text)")
        try project.app.commit("Withdraw")
        let result = try project.verify()
        #expect(result.status != 0)
        #expect(result.words["alpha"] != "vouched for")
        #expect(result.run.output.contains("it opens sockets"), "\(result.run.text)")
        try project.release("alpha", "1.1.0", ["A.swift": "let a = 2\n"])
        try project.app.expect(project.vouch("alpha", "--from", "1.0.0"))
        #expect(try project.verify().codes["alpha"]?.contains("uncovered-base") == true)
        let stranger = try project.app.hallmark(
            "vouch",
            "withdraw",
            "sha256:" + String(repeating: "0", count: 64),
            "--reason",
            "r"
        )
        #expect(stranger.status == 3)
        #expect(stranger.errors.contains("has signed no such review"))
    }

    @Test func aReviewIsWithdrawnByTheDigestOfWhatItSays() throws {
        let project = try VouchProject()
        try project.policy(Self.ours)
        try project.add("alpha")
        try project.app.expect(project.vouch("alpha"))
        let notes = try project.app.git("notes", "--ref", "attestations-blobs", "list").split(separator: "\n")
        let envelopes = try notes.map { line in
            let object = String(line.split(separator: " ")[1])
            let text = try project.app.git("notes", "--ref", "attestations-blobs", "show", object)
            return try Envelope(json: Array(text.split(separator: "\n")[0].utf8))
        }
        let review = try #require(
            try envelopes.first { try Statement(payloadOf: $0).predicateType == ReviewPredicate.type }
        )
        let digest = Digest.sha256(review.payload).description
        try project.app.expect(project.app.hallmark("vouch", "withdraw", digest, "--reason", "it opens sockets"))
        try project.app.commit("Withdraw")
        #expect(try project.verify().words["alpha"] != "vouched for")
    }
}
