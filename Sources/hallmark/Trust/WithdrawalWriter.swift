import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// Writes the next version of a list that takes something away: what was in it before is carried over.
struct WithdrawalWriter {
    let documents: TrustDocuments
    let signer: any Signer
    let surroundings: Surroundings

    /// Writes and signs the next list of a name.
    ///
    /// - Parameters:
    ///   - entries: what comes in, in the place of what is there already about the same things.
    ///   - removed: what goes out.
    ///   - expires: the text of an option `--expires`, or `nil` for a year from now.
    /// - Returns: what was done, and who has to sign too, for people.
    func write(
        _ name: WithdrawalList.Name,
        adding entries: [WithdrawalList.Entry] = [],
        removing removed: Set<Digest> = [],
        expires: String? = nil
    ) throws -> String {
        let root = documents.root.root
        guard let principal = root.principal(owning: signer.publicKey) else {
            throw Failure(
                .undecided,
                "not-a-signer",
                "the key \(signer.keyID) belongs to nobody in root \(root.version)",
                mend: "give --key of a principal: hallmark trust show"
            )
        }
        let list: WithdrawalList
        do {
            list = try WithdrawalList.next(
                name,
                after: try documents.newest(name),
                under: root,
                adding: entries,
                removing: removed,
                expires: TimeOption.time(expires, "--expires")
                    ?? Timestamp(seconds: surroundings.now.seconds + RootStep.lifetime)
            )
        } catch let error as TrustError {
            throw Failure(.undecided, error.code.rawValue, error.reason)
        }
        let envelope = try signer.envelope(payload: list.payload, payloadType: WithdrawalList.payloadType)
        let pending = try documents.pending(envelope, of: list)
        if let missing = pending?.missing, missing.names.contains(principal.name) || !isAble(principal, list.name) {
            throw Failure(
                .undecided,
                "not-a-signer",
                "a signature of \(principal.name) by this key does not count on \(name): the key is revoked, or the role is missing",
                mend: "give --key of a trusted key of \(missing.names.joined(separator: " or "))"
            )
        }
        let path = try documents.write(list, envelope)
        let rest =
            pending.map { "it waits for \($0.missing): hallmark trust sign" } ?? "it is signed by enough principals"
        return DisplayText.escape("wrote \(path): version \(list.version) of \(name), \(list.entries.count) entries")
            + "\n"
            + DisplayText.escape(rest) + "\n" + TrustCommand.next
    }

    private func isAble(_ principal: Principal, _ name: WithdrawalList.Name) -> Bool {
        name.role.map(principal.roles.contains) ?? (name == .reviews(of: principal.name))
    }
}
