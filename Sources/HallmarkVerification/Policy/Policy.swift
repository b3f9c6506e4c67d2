package import HallmarkCore
package import HallmarkStatement

/// What must be signed, by whom: the content of `attestations/policy.yaml`.
package struct Policy: Sendable, Hashable {
    /// The kinds of artifact that a rule can match.
    package enum ArtifactKind: String, Sendable, CaseIterable {
        case commit
        case package
        case model
        case release
        case artifact
        case dependency

        /// The statements that make sense about the kind, beside those that are matched by digest alone.
        package var statements: [StatementKind] {
            switch self {
            case .commit: [.commit]
            case .package: [.sbom]
            case .model: [.model]
            case .release: [.release]
            case .artifact: [.build]
            case .dependency: [.review, .commit]
            }
        }

        /// Whether it has digests of its own, by which any statement about it is found.
        package var hasDigests: Bool {
            switch self {
            case .commit, .model, .artifact, .dependency: true
            // A package's SBOM is about its inputs, a release's statement about its tag.
            case .package, .release: false
            }
        }

        /// What its patterns match, as the policy names it.
        package var patternKey: String {
            switch self {
            case .dependency: "package"
            case .artifact: "name"
            case .release: "tag"
            case .commit, .package, .model: "path"
            }
        }
    }

    /// What comes of a rule that is not met.
    package enum Mode: Sendable, Hashable {
        case enforce
        /// It is said, and nothing else, before this time; from then on it is enforced.
        case observe(until: Timestamp)

        /// When it ends to be only observed; `nil` when it is enforced.
        package func observed(at time: Timestamp) -> Timestamp? {
            guard case .observe(let end) = self, time < end else { return nil }
            return end
        }
    }

    /// How old a statement may be.
    package struct Age: Sendable, Hashable {
        /// How far ahead of ours the clock of a signer may be, in seconds.
        package static let maximumSkew: Int64 = 300

        /// In seconds.
        package let maximum: Int64
        /// Where the statement says of when it is.
        let time: Condition.Path
    }

    /// A policy of others that this one adds to.
    package struct Shared: Sendable, Hashable {
        /// Where it lies, below the root of the tree.
        package let file: String
        /// The SHA-256 of its bytes, for which whoever signed this policy vouches.
        package let digest: Digest

        package init(file: String, digest: Digest) {
            self.file = file
            self.digest = digest
        }
    }

    /// When a signed summary stands in for looking again (SLSA VSA v1).
    package struct SummaryTrust: Sendable, Hashable {
        package let role: Role
        /// How many seconds ago it may have been written.
        package let maximumAge: Int64

        package init(role: Role, maximumAge: Int64) {
            self.role = role
            self.maximumAge = maximumAge
        }
    }

    /// How a commit statement is bound.
    package enum Binding: String, Sendable, CaseIterable {
        /// To the commit's id and its content.
        case commit
        /// To its content alone, as for a recorded statement, which cannot name the commit that contains it.
        case content
    }

    /// A statement that a rule requires.
    package struct Requirement: Sendable, Hashable {
        package let statement: StatementKind
        package let role: Role
        /// How many distinct principals of the role must have signed.
        package let threshold: Int
        package let binding: Binding
        /// The root of trust of a dependency's own maintainers or of a team, whose role is meant; `nil` for the policy's
        /// own root.
        package let root: Pin?
        /// Whether any statement counts that has the artifact's digest as a subject, and no rule of its own reads it.
        package let isByDigest: Bool
        package let age: Age?
        /// What the predicate must say; all of them.
        package let conditions: [Condition]
        /// What a review has to say, at least.
        package let criteria: ReviewCriteria
        /// The team whose review it is; `nil` for our own reviewers.
        package let team: TeamName?

        package init(
            statement: StatementKind,
            role: Role,
            threshold: Int,
            binding: Binding = .commit,
            root: Pin? = nil,
            isByDigest: Bool = false,
            age: Age? = nil,
            conditions: [Condition] = [],
            criteria: ReviewCriteria = .safeToDeploy,
            team: TeamName? = nil
        ) {
            self.statement = statement
            self.role = role
            self.threshold = threshold
            self.binding = binding
            self.root = root
            self.isByDigest = isByDigest
            self.age = age
            self.conditions = conditions
            self.criteria = criteria
            self.team = team
        }
    }

    /// One rule: what it matches, and what it requires of it.
    package struct Rule: Sendable, Hashable {
        package let name: String
        package let kind: ArtifactKind
        /// Which paths are meant, for kinds that have one; for a dependency, which package URLs.
        package let path: PathPattern
        /// The formats of the models that are meant, as found by their bytes; empty for all.
        package let formats: Set<String>
        package let mode: Mode
        package let requirements: [Requirement]
        /// How many of the requirements about a dependency must be met; `nil` where they are alternatives by whose word
        /// they ask for.
        package let count: Int?

        package init(
            name: String,
            kind: ArtifactKind,
            path: PathPattern,
            formats: Set<String> = [],
            mode: Mode = .enforce,
            requirements: [Requirement],
            count: Int? = nil
        ) {
            self.name = name
            self.kind = kind
            self.path = path
            self.formats = formats
            self.mode = mode
            self.requirements = requirements
            self.count = count
        }
    }

    /// How many bytes a policy may have.
    package static let maximumSize = 1 << 20
    /// The highest version: whoever raised it to the end could never be followed.
    package static let maximumVersion = 1_000_000_000
    /// What a policy that is shared by several repositories is about.
    package static let anyRepository = "*"
    /// How many policies one may extend.
    package static let maximumShared = 16

    package let version: Int64
    package let expires: Timestamp
    package let repository: String
    /// The commit, 40 hex, before which nothing was signed yet.
    package let startsAt: String?
    package let shared: [Shared]
    package let summaries: SummaryTrust?
    /// The rules of the policy itself, and then those of each that it extends; what each layer asks must be met.
    package private(set) var layers: [[Rule]]

    package init(
        version: Int64,
        expires: Timestamp,
        repository: String,
        startsAt: String? = nil,
        shared: [Shared] = [],
        summaries: SummaryTrust? = nil,
        rules: [Rule]
    ) {
        self.version = version
        self.expires = expires
        self.repository = repository
        self.startsAt = startsAt
        self.shared = shared
        self.summaries = summaries
        self.layers = [rules]
    }

    /// All rules.
    package var rules: [Rule] { Array(layers.joined()) }

    /// The rules for one artifact.
    ///
    /// - Parameter formats: what a model's bytes say it is.
    package func rules(for kind: ArtifactKind, path: String, formats: Set<String> = []) -> [Rule] {
        layers.joined().filter { $0.matches(kind, path, formats) }
    }

    /// Whether no rule asks how old a statement is: what is met then is met for good.
    package var isTimeless: Bool {
        summaries == nil && layers.joined().allSatisfy { rule in rule.requirements.allSatisfy { $0.age == nil } }
    }

    /// The policy with the rules of one that it extends, without those that it states again.
    func extended(by rules: [Rule]) -> Policy {
        var policy = self
        let stated = Set(layers[0].map { Array($0.name.utf8) })
        policy.layers.append(rules.filter { !stated.contains(Array($0.name.utf8)) })
        return policy
    }

    /// The paths of the packages whose SBOM some rule requires, each once, `.` for the root.
    package var packagePaths: [String] {
        Set(rules.filter { $0.kind == .package }.map { Array($0.path.text.utf8) })
            .sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Policy.Rule {
    func matches(_ kind: Policy.ArtifactKind, _ path: String, _ formats: Set<String>) -> Bool {
        self.kind == kind && self.path.matches(path)
            && (self.formats.isEmpty || !self.formats.isDisjoint(with: formats))
    }
}
