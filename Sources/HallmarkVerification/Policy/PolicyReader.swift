#if CommandLine
internal import HallmarkCore
internal import HallmarkStatement
internal import Yams

/// Reads `attestations/policy.yaml`: YAML without anchors, aliases, tags, merge keys, duplicate or unknown keys.
package enum PolicyReader {
    /// Reads a policy.
    ///
    /// - Throws: a ``TrustError`` with `.malformedPolicy` that says where, for anything that a reader might take in two
    ///   ways, an empty list of rules, a threshold of zero, or a word that is not known.
    package static func policy(_ bytes: [UInt8]) throws(TrustError) -> Policy {
        guard bytes.count <= Policy.maximumSize, let text = String(validating: bytes, as: UTF8.self) else {
            throw malformed("is not UTF-8 or larger than \(Policy.maximumSize) bytes")
        }
        do {
            try PlainYAML.check(text)
            guard let node = try Yams.compose(yaml: text) else { throw malformed("is empty") }
            return try policy(YAMLReader(node, path: "policy"))
        } catch let error as TrustError {
            throw error
        } catch {
            throw malformed("is not YAML that Hallmark reads: \(error)")
        }
    }

    private static func policy(_ root: YAMLReader) throws -> Policy {
        var reader = root
        let version = try reader.integer("version")
        guard version >= 1 else { throw malformed("has version \(version); versions begin at 1") }
        let expires = try reader.string("expires")
        guard let timestamp = Timestamp(expires) else {
            throw malformed("expires must be a time such as 2027-11-23T00:00:00Z, not \(expires)")
        }
        let repository = try reader.string("repository")
        var rules: [Policy.Rule] = []
        for element in try reader.list("rules") { rules.append(try rule(element)) }
        guard !rules.isEmpty else { throw malformed("has no rules, so nothing could ever be verified") }
        guard Set(rules.map(\.name)).count == rules.count else { throw malformed("has two rules of one name") }
        try reader.finish()
        return Policy(version: Int64(version), expires: timestamp, repository: repository, rules: rules)
    }

    private static func rule(_ value: YAMLReader) throws -> Policy.Rule {
        var reader = value
        let name = try reader.string("name")
        var match = try reader.mapping("match")
        let kind: Policy.ArtifactKind = try match.word("kind")
        // A dependency has no path in the tree, but a package URL, whose components a pattern matches as well.
        let key = kind == .dependency ? "package" : "path"
        let text = try match.optionalString(key) ?? (kind == .package ? "." : "**")
        guard let path = PathPattern(text) else { throw malformed("rule \(name) has a path that is none: \(text)") }
        guard kind != .package || !text.utf8.contains(UInt8(ascii: "*")) else {
            throw malformed("rule \(name): the path of a package names one directory, without *")
        }
        guard kind != .commit || path == .any else {
            throw malformed("rule \(name): a commit has no path, so a rule with one would never apply")
        }
        try match.finish()
        var requirements: [Policy.Requirement] = []
        for element in try reader.list("require") {
            requirements.append(try requirement(element, kind: kind, rule: name))
        }
        guard !requirements.isEmpty else { throw malformed("rule \(name) requires nothing") }
        // A dependency's own root counts for that package only, so that package must be named.
        let hasOwnRoot = requirements.contains { $0.root != nil && $0.team == nil }
        guard !hasOwnRoot || !text.utf8.contains(UInt8(ascii: "*")) else {
            throw malformed("rule \(name): a root is one package's, so the rule names that package, without *")
        }
        let count = try count(&reader, of: requirements, kind: kind, rule: name)
        try reader.finish()
        return Policy.Rule(name: name, kind: kind, path: path, requirements: requirements, count: count)
    }

    private static func requirement(
        _ value: YAMLReader,
        kind: Policy.ArtifactKind,
        rule: String
    ) throws -> Policy.Requirement {
        var reader = value
        let statement: StatementKind = try reader.word("statement")
        guard kind.statements.contains(statement) else {
            let allowed = kind.statements.map(\.rawValue).joined(separator: ", ")
            throw malformed("rule \(rule): about a \(kind.rawValue) there is \(allowed), not \(statement.rawValue)")
        }
        let roleName = try reader.string("role")
        guard let role = Role(roleName) else { throw malformed("rule \(rule) has a role that is none: \(roleName)") }
        let threshold = try reader.integer("threshold")
        guard (1...1024).contains(threshold) else {
            throw malformed("rule \(rule) has the threshold \(threshold); it must be at least 1")
        }
        let binding: Policy.Binding? = try reader.optionalWord("binding")
        guard binding == nil || statement == .commit else {
            throw malformed("rule \(rule): only a commit statement has a binding")
        }
        let criteria: ReviewCriteria? = try reader.optionalWord("criteria")
        let team = try team(&reader, rule: rule)
        guard statement == .review || (criteria == nil && team == nil) else {
            throw malformed("rule \(rule): only a review has criteria and a team")
        }
        let root = try root(&reader, kind: kind, statement: statement, team: team, rule: rule)
        try reader.finish()
        return Policy.Requirement(
            statement: statement,
            role: role,
            threshold: threshold,
            binding: binding ?? .commit,
            root: root,
            criteria: criteria ?? .safeToDeploy,
            team: team
        )
    }

    /// How many requirements of a rule about dependencies must be met.
    private static func count(
        _ reader: inout YAMLReader,
        of requirements: [Policy.Requirement],
        kind: Policy.ArtifactKind,
        rule: String
    ) throws -> Int? {
        guard try reader.optionalString("count") != nil else { return nil }
        let count = try reader.integer("count")
        guard kind == .dependency else { throw malformed("rule \(rule): only a rule about dependencies has a count") }
        guard (1...requirements.count).contains(count) else {
            throw malformed("rule \(rule): count must be 1 to \(requirements.count), as many as it has requirements")
        }
        return count
    }

    private static func team(_ reader: inout YAMLReader, rule: String) throws -> TeamName? {
        guard let text = try reader.optionalString("team") else { return nil }
        guard let team = TeamName(text) else {
            throw malformed("rule \(rule): a team has a name of a-z, 0-9 and -, not \(text)")
        }
        return team
    }

    /// The root of trust of a dependency or of a team, which a dependency's commit statements and a team's reviews need
    /// and nothing else has.
    private static func root(
        _ reader: inout YAMLReader,
        kind: Policy.ArtifactKind,
        statement: StatementKind,
        team: TeamName?,
        rule: String
    ) throws -> Pin? {
        let text = try reader.optionalString("root")
        guard (kind == .dependency && statement == .commit) || team != nil else {
            guard text == nil else {
                throw malformed(
                    "rule \(rule): only a dependency's own commit statement has a root, or a team's review"
                )
            }
            return nil
        }
        guard let text, let digest = Digest(prefixed: text), digest.algorithm == .sha256 else {
            let whose = team.map { "a review of the team \($0)" } ?? "a dependency's commit statement"
            throw malformed("rule \(rule): \(whose) needs root: sha256:HEX, the digest of its own root of trust")
        }
        return Pin(digest)
    }

    static func malformed(_ reason: String) -> TrustError {
        TrustError(.malformedPolicy, "the policy \(reason)")
    }
}
#endif
