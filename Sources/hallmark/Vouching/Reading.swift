import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What somebody has to read to vouch for a dependency: everything, or the difference from a revision that is covered.
struct Reading {
    /// How many covered revisions are compared with a pinned one.
    static let maximumBases = 16

    /// The revision that a difference begins from.
    struct Base {
        let commit: Repository.Commit
        let tree: Digest
        let version: String?

        /// For people.
        var name: String { version ?? commit.id.hex }
    }

    /// `nil` when everything is read.
    let base: Base?
    let difference: TreeDifference
    let size: DifferenceSize

    /// - Parameter base: the revision from which the difference begins.
    init(_ commit: Repository.Commit, from base: Base?, in repository: OpenRepository) throws {
        self.base = base
        difference = try TreeDifference(from: base?.commit.tree, to: commit.tree, in: repository.git)
        size = try DifferenceSize(difference, in: repository.git)
    }
}

/// A pinned dependency, and the copy of its repository in which it is read.
struct ReadableDependency {
    let dependency: Evidence.Dependency
    let tree: Digest
    let commit: Repository.Commit
    let copy: OpenRepository

    /// - Throws: a ``Failure`` when the pinned commit is not at hand, or git shows something else in its place.
    init(_ found: DependencyReader.Found) throws {
        dependency = found.dependency
        if let redirection = dependency.redirections.first {
            throw Failure(.rejected, redirection.code, redirection.message, mend: redirection.mend)
        }
        if let problem = dependency.submodule { throw Self.refusal(dependency.identity, problem) }
        guard let tree = dependency.tree, let mirror = found.mirror else {
            let problem = dependency.unreadable.map { ", or it cannot be read: \(DisplayText.escape($0))" } ?? ""
            throw Failure(
                .undecided,
                "no-mirror",
                "no copy of \(dependency.identity) with commit \(dependency.commit) is on this machine\(problem)",
                mend: "swift package resolve"
            )
        }
        self.tree = tree
        copy = try DependencyCopy(at: mirror).repository
        commit = try copy.git.commit(dependency.commit)
    }

    /// Why nothing can be signed about a package with a submodule.
    static func refusal(_ identity: String, _ problem: String) -> Failure {
        Failure(
            .undecided,
            "submodule",
            "nobody can vouch for \(identity): \(DisplayText.escape(problem))",
            mend: "pin a version or a fork without submodules"
        )
    }

    /// The revision that a user names.
    func base(_ revision: String) throws -> Reading.Base {
        let base: Repository.Commit
        do {
            base = try copy.git.commit(revision)
        } catch {
            throw Failure(
                .undecided,
                "no-base",
                "the copy of \(dependency.identity) has no revision \(revision): \(error)",
                mend: "name a tag or a commit of its repository, or leave --from out"
            )
        }
        let tree = try copy.git.contentDigest(of: base.tree, excluding: nil)
        guard tree != self.tree else {
            throw Failure(
                .undecided,
                "no-base",
                "\(revision) has the very content of the pinned commit: leave --from out"
            )
        }
        return Reading.Base(commit: base, tree: tree, version: ObjectID(hex: revision) == nil ? revision : nil)
    }

    /// The differences from revisions that are covered, the smallest first.
    func deltas(from revisions: Set<Verifier.CoveredRevision>) throws -> [Reading] {
        var bases: [Reading.Base] = []
        for revision in revisions where revision.tree != tree {
            guard let id = ObjectID(hex: revision.commit), try copy.git.has(id) else { continue }
            let commit = try copy.git.commit(id)
            // What a review calls the commit is a hint; its content decides.
            guard try copy.git.contentDigest(of: commit.tree, excluding: nil) == revision.tree else { continue }
            bases.append(Reading.Base(commit: commit, tree: revision.tree, version: revision.version))
        }
        return try bases.sorted { ($0.commit.time, $0.commit.id) > ($1.commit.time, $1.commit.id) }
            .prefix(Reading.maximumBases)
            .map { try Reading(commit, from: $0, in: copy) }
            .sorted {
                ($0.size.unshown, $0.size.lines, $0.size.files) < ($1.size.unshown, $1.size.lines, $1.size.files)
            }
    }
}
