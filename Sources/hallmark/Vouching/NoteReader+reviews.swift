import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

extension NoteReader {
    /// How many revisions are looked for behind one that is pinned: what nobody trusts yet must not lead us on for ever.
    private static let maximumBases = 256

    /// Reads the reviews of the revisions from which reviews of a dependency begin, and of those from which these do.
    mutating func readBases(of dependency: Evidence.Dependency) throws {
        guard let tree = dependency.tree else { return }
        var seen: Set<Digest> = [tree]
        var open = bases(of: dependency.package)
        while let base = open.popFirst(), seen.count < Self.maximumBases {
            guard seen.insert(base).inserted else { continue }
            read(try ArtifactKey.object(of: base), .blobs)
            open.formUnion(bases(of: dependency.package).subtracting(seen))
        }
    }

    private func bases(of package: String) -> Set<Digest> {
        Set(envelopes.compactMap { ReviewedRevision($0.statement)?.base(ofPackage: package) })
    }
}

/// What a statement says as a review; nobody vouches for it yet.
struct ReviewedRevision {
    let predicate: ReviewPredicate
    /// Git's SHA-256 tree id.
    let tree: Digest

    /// `nil` for whatever is no review that can be read.
    init?(_ statement: Result<Statement, StatementError>) {
        guard let statement = try? statement.get(),
            let predicate = try? statement.predicate(as: ReviewPredicate.self),
            let content = statement.subject(named: CommitPredicate.treeSubject)?.digest[DigestSet.Name.gitTree],
            let tree = Digest(hex: content)
        else { return nil }
        self.predicate = predicate
        self.tree = tree
    }

    func isOf(_ package: String) -> Bool { predicate.package.utf8.elementsEqual(package.utf8) }

    func base(ofPackage package: String) -> Digest? { isOf(package) ? predicate.base?.tree : nil }
}
