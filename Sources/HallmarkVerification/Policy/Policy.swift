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

        /// The statements that make sense about the kind.
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
            criteria: ReviewCriteria = .safeToDeploy,
            team: TeamName? = nil
        ) {
            self.statement = statement
            self.role = role
            self.threshold = threshold
            self.binding = binding
            self.root = root
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
        package let requirements: [Requirement]
        /// How many of the requirements about a dependency must be met; `nil` where they are alternatives by whose word
        /// they ask for.
        package let count: Int?

        package init(
            name: String,
            kind: ArtifactKind,
            path: PathPattern,
            requirements: [Requirement],
            count: Int? = nil
        ) {
            self.name = name
            self.kind = kind
            self.path = path
            self.requirements = requirements
            self.count = count
        }
    }

    /// How many bytes a policy may have.
    package static let maximumSize = 1 << 20

    package let version: Int64
    package let expires: Timestamp
    package let repository: String
    package let rules: [Rule]

    package init(version: Int64, expires: Timestamp, repository: String, rules: [Rule]) {
        self.version = version
        self.expires = expires
        self.repository = repository
        self.rules = rules
    }

    /// The rules for one artifact.
    package func rules(for kind: ArtifactKind, path: String) -> [Rule] {
        rules.filter { $0.kind == kind && $0.path.matches(path) }
    }

    /// The paths of the packages whose SBOM some rule requires, each once, `.` for the root.
    package var packagePaths: [String] {
        Set(rules.filter { $0.kind == .package }.map { Array($0.path.text.utf8) })
            .sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }
}
