internal import HallmarkCore
internal import HallmarkStatement

/// Signed exceptions from rules, by the digest that they are about.
struct Exceptions: Sendable {
    /// One that counts.
    struct Exception: Sendable, Hashable {
        let predicate: ExceptionPredicate
        /// Who approved it: others than who asked for it.
        let approvers: [String]
        let envelope: Digest

        var reason: Reason {
            let by = approvers.joined(separator: ", ")
            return Reason(
                "excepted",
                "excepted until \(predicate.expires), asked for by \(predicate.requester), approved by \(by), owner \(predicate.owner): \(predicate.reason)"
            )
        }
    }

    private let byDigest: [String: [Exception]]

    /// - Parameters:
    ///   - threshold: how many of the role policy must approve.
    init(_ statements: StatementIndex<SignedStatement>?, policy: Policy, threshold: Int, at time: Timestamp) {
        var byDigest: [String: [Exception]] = [:]
        for signed in statements?.all ?? [] {
            guard let predicate = try? signed.statement.predicate(as: ExceptionPredicate.self),
                predicate.repository.isExactly(policy.repository),
                predicate.issued.seconds <= time.seconds + Policy.Age.maximumSkew, time < predicate.expires,
                signed.statement.subjects.count == 1, let digest = Self.digest(of: signed.statement),
                signed.signers.contains(where: { $0.name.isExactly(predicate.requester) })
            else { continue }
            let approvers = signed.signers.filter {
                $0.roles.contains(.policy) && !$0.name.isExactly(predicate.requester)
            }.map(\.name).sorted()
            guard approvers.count >= max(1, threshold) else { continue }
            let exception = Exception(predicate: predicate, approvers: approvers, envelope: signed.envelope)
            byDigest[digest, default: []].append(exception)
        }
        self.byDigest = byDigest
    }

    // Two digests of one subject would be two things that are excepted.
    private static func digest(of statement: Statement) -> String? {
        let marks = SubjectRule.marks(of: statement)
        return marks.count == 1 ? marks.first : nil
    }

    /// The envelopes of those in force.
    var envelopes: Set<Digest> { Set(byDigest.values.joined().map(\.envelope)) }

    /// The exception from a rule for a digest, the one that lasts longest.
    func exception(from rule: String, for digest: String?) -> Exception? {
        digest.flatMap { byDigest[$0] }?.filter { $0.predicate.rule.isExactly(rule) }
            .max { $0.predicate.expires < $1.predicate.expires }
    }
}

extension Artifact {
    /// The one digest by which an exception names it, hex; `nil` for what has none.
    package var exceptionDigest: String? {
        switch self {
        case .model(let model) where model.isBundle:
            return Digest.sha256(model.manifest).hex
        case .model, .commit, .artifact, .dependency: return digests.count == 1 ? digests.first : nil
        case .policy, .package, .release: return nil
        }
    }
}

extension Evidence.Model {
    /// What a bundle's one digest is the SHA-256 of: a line `<hex>  <name>` a file, sorted by the bytes of the names.
    var manifest: [UInt8] {
        files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .flatMap { Array("\($0.value.hex)  \($0.key)\n".utf8) }
    }
}
