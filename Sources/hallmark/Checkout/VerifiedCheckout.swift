import HallmarkCore
import HallmarkGit
import HallmarkVerification

/// Lets git put a commit into the work tree, by the id that was verified and never by a name.
struct VerifiedCheckout {
    /// What a user asked for, resolved once.
    struct Destination {
        /// What the user called it.
        let name: String
        let commit: ObjectID
        /// The branch that HEAD is to stand on; `nil` for none.
        var branch: Branch?
    }

    /// A branch, and what it was at when it was resolved.
    struct Branch {
        let name: String
        let tip: ObjectID
        /// The remote's branch that a new one is made for; `nil` for one that is there.
        var upstream: String?

        var reference: String { "refs/heads/\(name)" }
    }

    let repository: OpenRepository
    private let git: GitCommandLine

    init(_ repository: OpenRepository) throws {
        self.repository = repository
        self.git = GitCommandLine(in: try repository.workTree())
    }

    /// What a revision is: a branch by that name, or else the commit that it names.
    func destination(_ revision: String) throws -> Destination {
        let branch = try branch(revision)
        let commit = try VerifyCommand.commit(branch?.tip.hex ?? revision, repository)
        return Destination(name: revision, commit: commit.id, branch: branch)
    }

    /// The branch of this name, or `nil` when there is none.
    func branch(_ name: String) throws -> Branch? {
        // A full id is that object and HEAD is HEAD, whatever branches are called.
        guard name != "HEAD", ObjectID(hex: name) == nil else { return nil }
        return try reference("refs/heads/\(name)").map { Branch(name: name, tip: $0) }
    }

    /// What a reference names; `nil` where there is none, and for what cannot be the name of one, such as `HEAD~1`.
    func reference(_ name: String) throws -> ObjectID? {
        do {
            return try repository.git.reference(name)
        } catch {
            guard error.code == .invalidName || error.code == .library else { throw error }
            return nil
        }
    }

    /// Checks out what was verified, and says what was done.
    func run(_ destination: Destination) async throws -> String {
        let id = destination.commit
        // With ^0, since git would take a branch that is called like an id for that branch.
        try await git.run(["checkout", "--quiet", "--detach", "\(id.hex)^0"])
        guard try repository.git.commit("HEAD").id == id else {
            throw Failure(
                .undecided,
                "moved-head",
                "HEAD was moved by something else while \(id.hex) was checked out",
                mend: "hallmark checkout \(ShellWord.quoted(destination.name))"
            )
        }
        guard let branch = destination.branch else { return "checked out \(id.hex)" }
        if branch.upstream != nil {
            try repository.git.setReference(branch.reference, to: id, expected: nil, log: "hallmark switch")
        }
        guard try repository.git.reference(branch.reference) == branch.tip else {
            throw Failure(
                .undecided,
                "moved-branch",
                "checked out \(id.hex), but \(branch.name) has moved since it was verified",
                mend: "hallmark checkout \(ShellWord.quoted(branch.name))"
            )
        }
        try await git.run(["symbolic-ref", "HEAD", branch.reference])
        if let upstream = branch.upstream {
            try await git.run(["branch", "--quiet", "--set-upstream-to=\(upstream)", "--", branch.name])
        }
        return "checked out \(branch.name) at \(id.hex)"
    }

    /// Throws for a branch that is checked out elsewhere: two work trees would each undo what the other commits.
    func refuseElsewhere(_ branch: Branch) async throws {
        let top = try repository.workTree()
        let list = try await git.run(["worktree", "list", "--porcelain"])
        var tree = ""
        for line in list.split(separator: "\n") {
            if line.hasPrefix("worktree ") { tree = String(line.dropFirst("worktree ".count)) }
            guard line == "branch \(branch.reference)", tree + "/" != top else { continue }
            throw Failure(
                .undecided,
                "branch-in-use",
                "\(branch.name) is checked out in the work tree \(tree) already",
                mend: "hallmark checkout a commit id, or work there"
            )
        }
    }
}

extension OutputOptions {
    /// Verifies a destination with these options, then checks it out.
    func checkOut(
        _ trust: TrustOptions,
        _ surroundings: Surroundings,
        prepare: () async throws -> (VerifiedCheckout, VerifiedCheckout.Destination)
    ) async throws {
        var verified: (VerifiedCheckout, VerifiedCheckout.Destination)?
        let verification = Verification(options: trust, surroundings: surroundings)
        try await VerifyCommand.report(self, allowingEarlier: true) {
            let (checkout, destination) = try await prepare()
            if let branch = destination.branch { try await checkout.refuseElsewhere(branch) }
            verified = (checkout, destination)
            return try verification.verdict(
                on: destination.commit,
                named: destination.name,
                in: checkout.repository
            )
        }
        guard let (checkout, destination) = verified else { return }
        say(try await checkout.run(destination))
    }
}
