import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// The reviews of another team that concern what is pinned here.
struct ImportedReviews {
    /// How many revisions of one package are looked for.
    static let maximumRevisions = 256

    private(set) var items: [StatementStore.Item] = []
    /// What was taken over, for people.
    private(set) var lines: [String] = []

    /// Looks for reviews of the pinned revisions, and of those from which these begin.
    ///
    /// - Parameter root: whose principals' signatures let an envelope through; the rest is left where it is. Whether it
    ///   counts is decided by verification alone.
    init(of pinned: [Evidence.Dependency], from source: TeamSource, by root: VerifiedRoot) throws {
        var skipped = 0
        for dependency in pinned {
            guard let tree = dependency.tree else {
                lines.append("\(dependency.name): no copy of its repository is here, so nothing was looked for")
                continue
            }
            var open: Set<Digest> = [tree]
            var seen: Set<Digest> = []
            while let revision = open.popFirst(), seen.count < Self.maximumRevisions {
                guard seen.insert(revision).inserted else { continue }
                let (envelopes, junk) = try source.envelopes(about: revision)
                skipped += junk
                for envelope in envelopes {
                    let statement = Result { () throws(StatementError) in try Statement(payloadOf: envelope) }
                    guard Self.isSigned(envelope, by: root.root), let review = ReviewedRevision(statement),
                        review.tree == revision, review.isOf(dependency.package)
                    else {
                        skipped += 1
                        continue
                    }
                    if let base = review.predicate.base { open.insert(base.tree) }
                    let label = "review-\(dependency.identity)"
                    items.append(try StatementStore.Item(envelope: envelope, artifact: revision, label: label))
                    lines.append(Self.line(review.predicate, signers: root.root.signers(of: envelope)))
                }
            }
        }
        if items.isEmpty { lines.append("the team has no reviews of what is pinned here") }
        if skipped > 0 {
            lines.append("\(skipped) lines beside them are no reviews by the team's principals, and were left")
        }
    }

    // A signature with a certificate is judged where it counts.
    private static func isSigned(_ envelope: Envelope, by root: Root) -> Bool {
        envelope.signatures.contains { !$0.certificates.isEmpty } || !root.signers(of: envelope).isEmpty
    }

    private static func line(_ review: ReviewPredicate, signers: [Principal]) -> String {
        let from = review.base.map { ", the difference from commit \($0.commit)" } ?? ""
        let names = signers.map(\.name).joined(separator: ", ")
        return "\(review.package)@\(review.version ?? "no version"): \(review.criteria.rawValue)\(from), by \(names)"
    }
}
