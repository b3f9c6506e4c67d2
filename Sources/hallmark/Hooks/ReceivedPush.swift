import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkReport
import HallmarkVerification

/// What somebody has pushed to this server, and git holds back until it is accepted.
struct ReceivedPush {
    private let run: HookRun

    init(_ run: HookRun) {
        self.run = run
    }

    /// Refuses the whole push unless every branch verifies, with the notes that it brings or that are here.
    func check() async throws {
        let updates = ReferenceUpdate.read()
        if let update = updates.first(where: { $0.name.hasPrefix("refs/replace/") && !$0.isDeletion }) {
            throw Failure(
                .rejected,
                "replaced-objects",
                "\(update.name) would make git show another object than the one that was verified",
                mend: "git push without refs/replace"
            )
        }
        let server = try run.repository()
        let pushed = try PushedRepository(of: server, updates, run.surroundings)
        defer { pushed.remove() }
        for update in updates where update.isOfNotes {
            try await update.refuseLoss(present: server.git.reference(update.name), pushed.git)
        }
        let options = try TrustOptions.parse([])
        let location = server.git.commonDirectory
        let branches = updates.filter { $0.isBranch && !$0.isDeletion }
        guard !branches.isEmpty else { return }
        // What is pushed must not choose the root that it is judged by.
        guard try TrustAnchor.find(options, at: location, surroundings: run.surroundings) != nil else {
            throw Failure(
                .undecided,
                "no-pin",
                "no root of trust is pinned for \(location) on this server",
                mend: "as the user of the server: hallmark trust pin sha256:HEX -C \(ShellWord.quoted(location))"
            )
        }
        var decisions: [Decision] = []
        for update in branches {
            var target = try VerifyCommand.target(update.new, pushed.repository, named: update.name)
            target.location = location
            let verdict = try Verification(options: options, surroundings: run.surroundings).run(target).verdict
            decisions.append(verdict.decision)
            if verdict.decision != .accepted { Output.error("\(update.name):\n\(VerdictReport(verdict).text)") }
        }
        try DecisionExit.check(Decision.worst(decisions))
    }
}
