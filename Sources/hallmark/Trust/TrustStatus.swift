import HallmarkCore
import HallmarkReport
import HallmarkVerification

/// What of the root of trust will need somebody's hand soon.
enum TrustStatus {
    /// How long before its end a document is named: thirty days.
    static let notice: Int64 = 30 * 86_400

    /// Documents that expire soon, and those that lack signatures; what has expired is the verdict's business.
    static func lines(_ root: VerifiedRoot) -> [StatusReport.Line] {
        let lists = root.withdrawals.lists.sorted { $0.key < $1.key }
            .map { ("\($0.key)", $0.value.expires, "hallmark trust renew \($0.key.kind)") }
        let documents = [("root \(root.root.version)", root.root.expires, "hallmark trust rotate")] + lists
        let ending = documents.compactMap { name, expires, mend -> StatusReport.Line? in
            let left = expires.seconds - root.time.seconds
            guard (1...notice).contains(left) else { return nil }
            return StatusReport.Line(
                .rules,
                name,
                .accepted,
                "expires in \(left / 86_400) days, \(expires)",
                mend: mend
            )
        }
        let waiting = root.pending.map {
            StatusReport.Line(.rules, "root \($0.root.version)", .accepted, "\($0)", mend: "hallmark trust sign")
        }
        return ending + waiting
    }
}
