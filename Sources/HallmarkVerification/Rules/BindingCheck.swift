internal import HallmarkCore
internal import HallmarkStatement

/// Comparisons that several rules share.
enum BindingCheck {
    /// The predicate must be readable and name the policy's repository; `nil` when it does.
    static func repository<Value: Predicate>(
        _ type: Value.Type,
        of statement: Statement,
        _ context: RuleContext,
        _ repository: (Value) -> String?
    ) -> Reason? {
        do {
            guard let predicate = try statement.predicate(as: type) else {
                return Reason("predicate", "the statement has another predicate: \(statement.predicateType)")
            }
            let found = repository(predicate)
            guard found?.isExactly(context.repository) != true else { return nil }
            return Reason(
                "other-repository",
                "the statement is about another repository",
                expected: context.repository,
                found: found ?? "none"
            )
        } catch {
            return Reason("predicate", error.description)
        }
    }

    /// The differences between files that were signed and files that are there, at most ten of them.
    static func differences(signed: [String: Digest], found: [String: Digest], noun: String) -> [Reason] {
        let signed = byBytes(signed)
        let found = byBytes(found)
        var reasons: [Reason] = []
        for bytes in Set(signed.keys).union(found.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let name = String(decoding: bytes, as: UTF8.self)
            switch (signed[bytes], found[bytes]) {
            case (let expected?, let actual?) where expected != actual:
                reasons.append(
                    Reason(
                        "changed",
                        "\(noun) \(name) was changed after it was signed",
                        expected: expected.description,
                        found: actual.description
                    )
                )
            case (let expected?, nil):
                reasons.append(
                    Reason("removed", "\(noun) \(name) was signed and is not there", expected: expected.description)
                )
            case (nil, let actual?):
                reasons.append(
                    Reason("unlisted", "\(noun) \(name) is not among what was signed", found: actual.description)
                )
            default: continue
            }
        }
        guard reasons.count > 10 else { return reasons }
        return reasons.prefix(10) + [Reason("more", "and \(reasons.count - 10) more differences")]
    }

    /// The SHA-256 digests of a statement's subjects by name; `nil` when a subject has no digest or no name.
    static func digests(of statement: Statement) -> [String: Digest]? {
        var digests: [String: Digest] = [:]
        for subject in statement.subjects {
            guard let name = subject.name, let digest = subject.digest.sha256 else { return nil }
            digests[name] = digest
        }
        return digests
    }

    private static func byBytes(_ digests: [String: Digest]) -> [[UInt8]: Digest] {
        Dictionary(uniqueKeysWithValues: digests.map { (Array($0.key.utf8), $0.value) })
    }
}
