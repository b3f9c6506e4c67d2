internal import HallmarkCore
internal import HallmarkStatement

extension Inquiry {
    /// What its judgement rests on that was accepted in an earlier run, and that nobody whom a root names has signed here.
    ///
    /// What was accepted before is trusted because of where it lay, which is not where an inquiry from a file is read: there
    /// anybody could have written it.
    package func unproven(_ judgement: Judgement) -> [String] {
        guard let chain = judgement.chain else { return [] }
        let lists = state.withdrawals.filter { !chain.root.hasSigned($0) }.compactMap {
            try? WithdrawalList(payloadOf: $0)
        }
        var unproven = lists.map { "version \($0.version) of \($0.name)" }
        if let policy = chain.policy, let bytes = chain.policyBytes,
            !chain.root.hasSigned(policy, bytes, chain.state.policyStatements)
        {
            unproven.insert("the policy in force", at: 0)
        }
        return unproven
    }
}

extension VerifiedRoot {
    /// Whether the threshold of some root up to this one has signed a policy: who signs may have changed since, and what was
    /// accepted once stays in force.
    fileprivate func hasSigned(_ policy: Policy, _ bytes: [UInt8], _ statements: [Envelope]) -> Bool {
        let found = statements.map { Evidence.Found($0, origin: .recorded(path: "state")) }
        return roots.indices.contains { place in
            Verifier.policyLine(policy, bytes: bytes, root: earlier(place), envelopes: found).decision == .accepted
        }
    }

    /// Whether the signers of a list under some root up to this one have signed it.
    fileprivate func hasSigned(_ list: Envelope) -> Bool {
        guard let name = try? WithdrawalList(payloadOf: list).name else { return false }
        return roots.contains { root in
            let signers = root.signers(of: list)
            guard let role = name.role else { return signers.contains { name == .reviews(of: $0.name) } }
            return MissingSignatures(role: role, of: root, signers: signers) == nil
        }
    }
}
