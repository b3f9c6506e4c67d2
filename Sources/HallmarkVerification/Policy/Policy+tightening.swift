internal import HallmarkStatement

extension Policy {
    /// What a shared policy asks and this one asks less of, in a rule of the same name or by summaries; `nil` when it only
    /// tightens.
    ///
    /// Rules of other names add to what is asked, and whatever is added tightens.
    func loosening(of shared: Policy) -> String? {
        // Where a summary stands in, nobody asks how old its statements have become.
        if let own = summaries {
            guard let other = shared.summaries, other.role == own.role, own.maximumAge <= other.maximumAge else {
                return "a summary may stand in for what it asks, or for longer, or by another role, than it says itself"
            }
        }
        for rule in layers[0] {
            guard let other = shared.layers[0].first(where: { $0.name.isExactly(rule.name) }) else { continue }
            if let reason = rule.loosening(of: other) {
                return "rule \"\(rule.name)\" asks less than the shared policy's: \(reason)"
            }
        }
        return nil
    }
}

extension Policy.Rule {
    fileprivate func loosening(of other: Policy.Rule) -> String? {
        guard kind == other.kind, path == other.path || path == .any else { return "it matches something else" }
        guard formats.isEmpty || (formats.isSuperset(of: other.formats) && !other.formats.isEmpty) else {
            return "it matches fewer formats"
        }
        switch (mode, other.mode) {
        case (.observe, .enforce): return "it only observes"
        case (.observe(let end), .observe(let otherEnd)) where end > otherEnd: return "it observes for longer"
        default: break
        }
        // A dependency's requirements stand in for one another, so that a further one opens a further way.
        guard kind != .dependency || requirements == other.requirements else { return "it asks for other statements" }
        guard isCounted(as: other) else { return "it asks that fewer of its requirements are met" }
        for requirement in other.requirements where !requirements.contains(where: { $0.isAsStrict(as: requirement) }) {
            return
                "it asks for no \(requirement.statement.rawValue) by role \(requirement.role), threshold \(requirement.threshold), as strictly"
        }
        return nil
    }
}

extension Policy.Rule {
    // Without a count all that one voice is asked for must be met, so that a count asks for as much only when it is of all.
    private func isCounted(as other: Policy.Rule) -> Bool {
        if count == other.count || count == requirements.count { return true }
        guard let count, let otherCount = other.count else { return false }
        return count >= otherCount
    }
}

extension Policy.Requirement {
    fileprivate func isAsStrict(as other: Policy.Requirement) -> Bool {
        let isYoungEnough =
            switch (age, other.age) {
            case (_, nil): true
            case (nil, _): false
            case (let age?, let otherAge?): age.maximum <= otherAge.maximum && age.time == otherAge.time
            }
        return statement == other.statement && role == other.role && threshold >= other.threshold && root == other.root
            && (binding == other.binding || binding == .commit) && isByDigest == other.isByDigest && isYoungEnough
            && Set(conditions).isSuperset(of: other.conditions)
    }
}

extension Policy {
    /// Why nobody could ever meet the policy below a root, or `nil`.
    package func impossibility(below root: Root) -> Reason? {
        for rule in rules {
            // Another root's principals are known where that root is.
            for requirement in rule.requirements where requirement.root == nil {
                let able = root.principals.count { $0.roles.contains(requirement.role) }
                guard able < requirement.threshold else { continue }
                let change = able == 0 ? "name a role that somebody has (hallmark trust show)" : "lower the threshold"
                return Reason(
                    "impossible-threshold",
                    "rule \"\(rule.name)\" asks for more signers of role \(requirement.role) than the root has",
                    expected: "\(requirement.threshold) or more principals of the role",
                    found: "\(able)",
                    mend: "\(change) in attestations/policy.yaml and raise its version, or: hallmark trust rotate"
                )
            }
        }
        return nil
    }
}
