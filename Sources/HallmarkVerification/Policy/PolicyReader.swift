#if CommandLine
package import HallmarkCore
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

    /// Reads a policy with the policies that it extends.
    ///
    /// - Parameters:
    ///   - shared: the bytes of those, by their SHA-256.
    ///   - time: when it judges: a shared policy that has expired is refused.
    /// - Throws: a ``TrustError`` with `.malformedPolicy`, also for a shared policy that is absent, has expired or extends
    ///   another, and for a rule that asks less than a shared one of its name.
    package static func policy(
        _ bytes: [UInt8],
        extending shared: [Digest: [UInt8]],
        at time: Timestamp
    ) throws(TrustError) -> Policy {
        let own = try policy(bytes)
        var extended = own
        for link in own.shared {
            guard let bytes = shared[link.digest] else {
                throw malformed("extends \(link.file), and no file with \(link.digest) is there")
            }
            let other: Policy
            do {
                other = try policy(bytes)
            } catch {
                throw malformed("extends \(link.file), which cannot be read: \(error.reason)")
            }
            guard other.shared.isEmpty, other.startsAt == nil else {
                throw malformed("extends \(link.file), which may have rules and summaries: no extends or starts_at")
            }
            guard other.expires > time else {
                throw malformed("extends \(link.file), which expired at \(other.expires): ask whoever publishes it")
            }
            guard other.repository == Policy.anyRepository || other.repository.isExactly(own.repository) else {
                throw malformed("extends \(link.file), which is about \(other.repository); a shared policy is about *")
            }
            if let reason = own.loosening(of: other) {
                throw malformed("extends \(link.file) and loosens it: \(reason)")
            }
            extended = extended.extended(by: other.layers[0])
        }
        return extended
    }

    private static func policy(_ root: YAMLReader) throws -> Policy {
        var reader = root
        let version = try reader.integer("version")
        guard version >= 1, version <= Policy.maximumVersion else {
            throw malformed("has version \(version); versions go from 1 to \(Policy.maximumVersion)")
        }
        let timestamp = try time(&reader, "expires")
        let repository = try reader.string("repository")
        let startsAt = try reader.optionalString("starts_at")
        guard startsAt.map({ $0.utf8.count == 40 && Hex.decode($0.utf8) != nil && $0.lowercased() == $0 }) ?? true
        else { throw malformed("starts_at must be a commit's whole id, 40 digits of 0-9 and a-f") }
        let shared = try reader.optionalList("extends").map { try link($0) }
        guard shared.count <= Policy.maximumShared, Set(shared.map(\.digest)).count == shared.count else {
            throw malformed("extends a policy twice, or more than \(Policy.maximumShared)")
        }
        let summaries = try reader.optionalMapping("summaries").map { try summaryTrust($0) }
        var rules: [Policy.Rule] = []
        for element in try reader.list("rules") { rules.append(try rule(element)) }
        guard !rules.isEmpty else { throw malformed("has no rules, so nothing could ever be verified") }
        guard Set(rules.map(\.name)).count == rules.count else { throw malformed("has two rules of one name") }
        try reader.finish()
        return Policy(
            version: Int64(version),
            expires: timestamp,
            repository: repository,
            startsAt: startsAt,
            shared: shared,
            summaries: summaries,
            rules: rules
        )
    }

    private static func link(_ value: YAMLReader) throws -> Policy.Shared {
        var reader = value
        let file = try reader.string("file")
        let hex = try reader.string("sha256")
        guard let digest = Digest(prefixed: "sha256:" + hex) else {
            throw malformed("extends \(file) without the SHA-256 of its bytes, 64 digits of 0-9 and a-f")
        }
        let parts = file.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || Array($0) == Array(".".utf8) || Array($0) == Array("..".utf8) })
        else { throw malformed("extends \(file), which is no path below the root of the repository") }
        try reader.finish()
        return Policy.Shared(file: file, digest: digest)
    }

    private static func summaryTrust(_ value: YAMLReader) throws -> Policy.SummaryTrust {
        var reader = value
        let role = try role(&reader, "summaries")
        let age = try duration(&reader, "age")
        try reader.finish()
        return Policy.SummaryTrust(role: role, maximumAge: age)
    }

    private static func rule(_ value: YAMLReader) throws -> Policy.Rule {
        var reader = value
        let name = try reader.string("name")
        var match = try reader.mapping("match")
        let kind: Policy.ArtifactKind = try match.word("kind")
        // A dependency has no path in the tree, but a package URL, whose components a pattern matches as well; a product
        // has a name, a release a tag.
        let place = kind == .dependency ? nil : try match.optionalString("path")
        let pattern = try place ?? match.optionalString(kind.patternKey)
        let text = pattern ?? (kind == .package ? "." : "**")
        guard let path = PathPattern(text) else { throw malformed("rule \(name) has a path that is none: \(text)") }
        guard kind != .package || !text.utf8.contains(UInt8(ascii: "*")) else {
            throw malformed("rule \(name): the path of a package names one directory, without *")
        }
        guard kind != .commit || path == .any else {
            throw malformed("rule \(name): a commit has no path, so a rule with one would never apply")
        }
        let formats = kind == .model ? Set(try match.optionalWords("format")) : []
        try match.finish()
        let mode = try mode(&reader, rule: name)
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
        return Policy.Rule(
            name: name,
            kind: kind,
            path: path,
            formats: formats,
            mode: mode,
            requirements: requirements,
            count: count
        )
    }

    private enum ModeWord: String, CaseIterable {
        case observe
        case enforce
    }

    private static func mode(_ reader: inout YAMLReader, rule: String) throws -> Policy.Mode {
        let word: ModeWord? = try reader.optionalWord("mode")
        guard word == .observe else {
            guard try reader.optionalString("until") == nil else {
                throw malformed("rule \(rule) has an end of observing, and is enforced")
            }
            return .enforce
        }
        return .observe(until: try time(&reader, "until"))
    }

    private static func requirement(
        _ value: YAMLReader,
        kind: Policy.ArtifactKind,
        rule: String
    ) throws -> Policy.Requirement {
        var reader = value
        let predicate = try reader.optionalString("predicate")
        let statement: StatementKind
        if let predicate {
            guard predicate.utf8.contains(UInt8(ascii: ":")) else {
                throw malformed("rule \(rule): a predicate is a type URI, not \(predicate)")
            }
            statement = StatementKind(predicateType: predicate)
        } else {
            statement = try reader.word("statement")
        }
        // Without a rule of its own a statement is about whatever has the digest of one of its subjects.
        let isByDigest = predicate != nil || (kind.hasDigests && kind.accepts(byDigest: statement))
        guard isByDigest ? kind.hasDigests : kind.statements.contains(statement) else {
            let allowed = kind.statements.map(\.rawValue) + (kind.hasDigests ? ["any other by its predicate type"] : [])
            throw malformed(
                "rule \(rule): about a \(kind.rawValue) there is \(allowed.joined(separator: ", ")), not \(statement.rawValue)"
            )
        }
        let role = try role(&reader, "rule \(rule)")
        let threshold = try reader.integer("threshold")
        guard (1...1024).contains(threshold) else {
            throw malformed("rule \(rule) has the threshold \(threshold); it must be at least 1")
        }
        let binding: Policy.Binding? = try reader.optionalWord("binding")
        guard binding == nil || (statement == .commit && !isByDigest) else {
            throw malformed("rule \(rule): only a commit statement has a binding")
        }
        let age = try age(&reader, of: statement, rule: rule)
        let conditions = try reader.optionalWords("where").map { try Condition($0) }
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
            isByDigest: isByDigest,
            age: age,
            conditions: conditions,
            criteria: criteria ?? .safeToDeploy,
            team: team
        )
    }

    private static func age(
        _ reader: inout YAMLReader,
        of statement: StatementKind,
        rule: String
    ) throws -> Policy.Age? {
        let place = try reader.optionalString("time")
        guard try reader.optionalString("age") != nil else {
            guard place == nil else { throw malformed("rule \(rule) says where a time stands, and asks for no age") }
            return nil
        }
        guard let place = place ?? statement.timePath else {
            throw malformed(
                "rule \(rule): a \(statement.rawValue) statement says of no time where it stands; add time: predicate.…"
            )
        }
        return Policy.Age(maximum: try duration(&reader, "age"), time: try ConditionParser.path(place))
    }

    private static func role(_ reader: inout YAMLReader, _ place: String) throws -> Role {
        let name = try reader.string("role")
        guard let role = Role(name) else { throw malformed("\(place) has a role that is none: \(name)") }
        return role
    }

    private static func time(_ reader: inout YAMLReader, _ name: String) throws -> Timestamp {
        let text = try reader.string(name)
        guard let time = Timestamp(text) else {
            throw malformed("\(name) must be a time such as 2027-11-23T00:00:00Z, not \(text)")
        }
        return time
    }

    /// Seconds, from `12h` or `30d`.
    private static func duration(_ reader: inout YAMLReader, _ name: String) throws -> Int64 {
        let text = try reader.string(name)
        let unit: Int64? = text.hasSuffix("d") ? 86_400 : text.hasSuffix("h") ? 3600 : nil
        let digits = String(text.dropLast())
        guard let unit, let count = Int64(digits), String(count) == digits, (1...36_500).contains(count) else {
            throw malformed("\(name) must be a number of days or hours such as 30d or 12h, not \(text)")
        }
        return count * unit
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

extension Policy.ArtifactKind {
    /// Whether a statement about this kind is found by digest alone.
    fileprivate func accepts(byDigest statement: StatementKind) -> Bool {
        switch statement {
        case .scan, .summary, .vulnerabilities: true
        case .sbom: self == .artifact
        default: false
        }
    }
}

extension StatementKind {
    /// Where statements of the kind say of when they are.
    fileprivate var timePath: String? {
        switch self {
        case .scan: "predicate.configuration[0].annotations.scannedOn"
        case .summary: "predicate.timeVerified"
        case .vulnerabilities: "predicate.metadata.scanFinishedOn"
        case .build: "predicate.runDetails.metadata.finishedOn"
        default: nil
        }
    }
}
#endif
