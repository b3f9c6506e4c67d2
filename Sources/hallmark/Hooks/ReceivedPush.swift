import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkReport
import HallmarkVerification

/// What somebody has pushed to this server, and git holds back until it is accepted.
struct ReceivedPush {
    /// How many commits of a branch may be new at once.
    static let maximumNewCommits = 10_000

    private let run: HookRun

    init(_ run: HookRun) {
        self.run = run
    }

    /// Refuses the whole push unless every branch and each commit that is new on it verify, with the notes that the push
    /// brings or that are here.
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
        let options = try TrustOptions.parse([])
        for update in updates where update.isOfNotes {
            try update.refuseLoss(present: server.git.reference(update.name), in: pushed.repository) {
                try requirePin(options, server)
                return try NoteTrust(server, options, run.surroundings)
            }
        }
        let branches = updates.filter { $0.isBranch && !$0.isDeletion }
        guard !branches.isEmpty else { return }
        try requirePin(options, server)
        let known = try await tips(of: server)
        var decisions: [Decision] = []
        for update in branches {
            let verdict = try verdict(on: update, beyond: known, pushed.repository, options, server.git.commonDirectory)
            decisions.append(verdict.decision)
            guard verdict.decision != .accepted else { continue }
            Output.error("\(update.name):\n\(VerdictReport(verdict).text)")
            guard verdict.lines.contains(where: { $0.isOfCommit && $0.decision != .accepted }) else { continue }
            Output.error(
                """
                Each new commit needs what the policy asks of commits. To sign those of a branch, one after another:
                  git rebase --exec 'hallmark attest commit' BASE
                """
            )
        }
        try DecisionExit.check(Decision.worst(decisions))
    }

    // What is pushed must not choose the root that it is judged by.
    private func requirePin(_ options: TrustOptions, _ server: OpenRepository) throws {
        let location = server.git.commonDirectory
        guard try TrustAnchor.find(options, at: location, surroundings: run.surroundings) == nil else { return }
        throw Failure(
            .undecided,
            "no-pin",
            "no root of trust is pinned for \(location) on this server",
            mend: "as the user of the server: hallmark trust pin sha256:HEX -C \(ShellWord.quoted(location))"
        )
    }

    // Of branches alone: whatever else was pushed, tags for one, nobody has judged.
    private func tips(of server: OpenRepository) async throws -> [ObjectID] {
        let arguments = ["for-each-ref", "--format=%(objectname)", "refs/heads/"]
        return try await GitCommandLine(in: server.folder).run(arguments).split(separator: "\n")
            .compactMap { ObjectID(hex: String($0)) }
    }

    private func verdict(
        on update: ReferenceUpdate,
        beyond known: [ObjectID],
        _ repository: OpenRepository,
        _ options: TrustOptions,
        _ location: String
    ) throws -> Verdict {
        let verification = Verification(options: options, surroundings: run.surroundings)
        var target = try VerifyCommand.target(update.new, repository, named: update.name)
        target.location = location
        let verdict = try verification.run(target).verdict
        // A tip that is accepted vouches for no commit before it.
        guard verdict.decision == .accepted, verdict.judgesCommits, let tip = target.commit?.id else { return verdict }
        do {
            target.history = try repository.git.history(before: tip, since: known, maximum: Self.maximumNewCommits)
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw Failure(
                .undecided,
                "too-many-commits",
                "\(update.name) would get more than \(Self.maximumNewCommits) new commits at once",
                mend: "push in steps, the oldest first: git push REMOTE COMMIT:\(update.name)"
            )
        }
        return target.history.isEmpty ? verdict : try verification.run(target).verdict
    }
}
