internal import HallmarkCore
internal import HallmarkSigning

extension Root {
    /// What it says, a line a fact, so that two roots can be compared by a person; it quotes its authors.
    package var lines: [String] {
        ["version \(version)", "expires \(expires)", "repository \(repository)"]
            + principals.flatMap(\.lines)
            + thresholds.sorted { $0.key.name < $1.key.name }.map { role, count in
                "threshold \(role) \(count) of \(able(role).count)"
            }
            + certificateRoots.map { "certificate root \(Digest.sha256($0.der)) \($0.subject)" }
            + timestampRoots.map { "timestamp root \(Digest.sha256($0.der)) \($0.subject)" }
    }
}

extension Principal {
    /// Its roles, keys with all of their ids, and identities.
    private var facts: [String] {
        roles.map(\.name).sorted().map { "role \($0)" }
            + keys.map { key in
                let others = key.identifiers.subtracting([key.keyID]).sorted().joined(separator: ", ")
                return "key \(key.keyID) (\(key.algorithm.rawValue), also \(others))"
            }
            + certificates.map { "certificate \($0.identity) below \($0.root)" }
    }

    fileprivate var lines: [String] {
        facts.isEmpty ? ["principal \(name)"] : facts.map { "principal \(name): \($0)" }
    }
}
