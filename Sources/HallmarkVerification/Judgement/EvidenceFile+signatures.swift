package import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

extension EvidenceFile {
    /// A statement that counted, and by which keys.
    package struct CountedStatement: Sendable, Hashable {
        /// The name of its kind, or its predicate type.
        package let kind: String
        package let envelope: Digest
        /// Whose key, and its id; none where certificates, or another root than ours, say who signed.
        package let signatures: [Signature]
    }

    package struct Signature: Sendable, Hashable {
        package let principal: String
        package let key: String
    }

    /// The statements that counted for a line, sorted by kind.
    package func statements(of line: Verdict.Line, under root: VerifiedRoot?) -> [CountedStatement] {
        let own = inquiry.evidence.envelopes + inquiry.evidence.dependencies.flatMap { $0.own?.envelopes ?? [] }
        var budget = SignatureBudget()
        var seen: Set<Digest> = []
        return own.filter { line.envelopes.contains($0.digest) && seen.insert($0.digest).inserted }.map { found in
            let kind = (try? found.statement.get()).flatMap { try? StatementKind($0) }?.rawValue ?? "unknown"
            let valid = root?.root.validSignatures(of: found.envelope, within: &budget) ?? []
            return CountedStatement(
                kind: kind,
                envelope: found.digest,
                signatures: valid.map { Signature(principal: $0.principal.name, key: $0.key.keyID) }
            )
        }.sorted { ($0.kind, $0.envelope.hex) < ($1.kind, $1.envelope.hex) }
    }
}
