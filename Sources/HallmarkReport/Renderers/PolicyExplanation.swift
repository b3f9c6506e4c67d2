package import HallmarkCore
internal import HallmarkStatement
package import HallmarkVerification

/// What a policy asks, as sentences for people and as JSON.
package struct PolicyExplanation: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("policy-explanation", version: 1)

    private let policy: Policy
    private let rules: [Policy.Rule]
    private let root: Root?
    private let time: Timestamp

    /// - Parameters:
    ///   - rules: those that are explained.
    ///   - root: who has which role; `nil` where that is not known.
    package init(_ policy: Policy, rules: [Policy.Rule], root: Root?, at time: Timestamp) {
        self.policy = policy
        self.rules = rules
        self.root = root
        self.time = time
    }

    /// A paragraph a rule; ends in a line feed.
    package var text: String {
        var lines = ["policy of \(policy.repository), version \(policy.version), good until \(policy.expires)"]
        if let start = policy.startsAt {
            lines.append("signing begins at \(start); what comes before it is not judged")
        }
        if let summaries = policy.summaries {
            lines.append(
                "a summary signed by role \(summaries.role) within \(duration(summaries.maximumAge)) stands in for looking again"
            )
        }
        for rule in rules {
            lines.append("")
            lines.append("\(rule.name) (\(mode(rule))): each \(subject(rule)) needs")
            for requirement in rule.requirements { lines += text(requirement) }
        }
        if rules.isEmpty { lines += ["", "no rule is about this, so that it is refused"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "repository": .string(policy.repository),
            "version": .integer(policy.version),
            "expires": .string(policy.expires.description),
            "rules": .array(rules.map(json)),
        ]
    }

    private func json(_ rule: Policy.Rule) -> JSONValue {
        [
            "name": .string(rule.name),
            "mode": .string(mode(rule)),
            "subject": .string(subject(rule)),
            "require": .array(
                rule.requirements.map { requirement in
                    [
                        "statement": .string(requirement.statement.rawValue),
                        "role": .string(requirement.role.name),
                        "threshold": .integer(Int64(requirement.threshold)),
                        "principals": .array(principals(requirement).map { .string($0) }),
                        "where": .array(requirement.conditions.map { .string($0.text) }),
                    ]
                }
            ),
        ]
    }

    private func mode(_ rule: Policy.Rule) -> String {
        rule.mode.observed(at: time).map { "observed until \($0)" } ?? "enforced"
    }

    private func subject(_ rule: Policy.Rule) -> String {
        let formats = rule.formats.isEmpty ? "" : " of format \(rule.formats.sorted().joined(separator: " or "))"
        let isEvery = rule.path == .any
        return "\(rule.kind.rawValue)\(isEvery ? "" : " \(rule.path.text)")\(formats)"
    }

    private func principals(_ requirement: Policy.Requirement) -> [String] {
        guard requirement.root == nil, let root else { return [] }
        return root.principals.filter { $0.roles.contains(requirement.role) }.map(\.name).sorted()
    }

    private func text(_ requirement: Policy.Requirement) -> [String] {
        let known = principals(requirement)
        let who = known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
        let whose = requirement.root.map { " of the root \($0.digest)" } ?? ""
        var lines = [
            "  - \(requirement.statement.rawValue), signed by \(requirement.threshold) of role \(requirement.role)\(whose)\(who)"
        ]
        if requirement.statement == .commit, requirement.root == nil {
            lines.append(
                "      bound to \(requirement.binding == .content ? "the content" : "the commit's id and content")"
            )
        }
        if let age = requirement.age { lines.append("      not older than \(duration(age.maximum))") }
        lines += requirement.conditions.map { "      where \($0.text)" }
        return lines
    }

    private func duration(_ seconds: Int64) -> String {
        seconds % 86_400 == 0 ? "\(seconds / 86_400) days" : "\(seconds / 3600) hours"
    }
}
