package import HallmarkCore
package import HallmarkStatement

/// How one kind of statement is bound to what it claims to be about.
///
/// A rule sees only statements whose envelope some principal of the root signed.
package protocol StatementRule: Sendable {
    /// The kind of statement that the rule reads.
    static var kind: StatementKind { get }

    /// Compares a signed statement with an artifact.
    static func check(_ statement: SignedStatement, about artifact: Artifact, context: RuleContext) -> Binding

    /// Texts by which statements are looked up; one that shares none with an artifact is unrelated to it.
    static func marks(of statement: Statement) -> Set<String>

    /// The marks of an artifact.
    static func marks(of artifact: Artifact) -> Set<String>
}

extension StatementRule {
    // Where there are few artifacts of a kind, every statement of the kind is looked at.
    package static func marks(of statement: Statement) -> Set<String> { [""] }
    package static func marks(of artifact: Artifact) -> Set<String> { [""] }
}

/// What a statement is to an artifact.
package enum Binding: Sendable {
    /// The statement is about exactly this artifact.
    case bound
    /// It is about something else.
    case unrelated
    /// It claims to be about this artifact, and the artifact is otherwise.
    case contradicted([Reason])
    /// It claims to be about this artifact, and a part of it is not at hand.
    case incomplete([Reason])
}

/// What rules may know beside statement and artifact.
package struct RuleContext: Sendable {
    /// The URI of the repository, from the policy.
    package let repository: String
    package let binding: Policy.Binding
    package let commit: Evidence.Commit?
    package let documents: ReferencedDocuments
    /// What a review has to say.
    var criteria = ReviewCriteria.safeToDeploy
    /// Contents of the package from which a review of a difference may begin.
    var covered: Set<Digest> = []
}

/// A statement that at least one principal of the root signed; only the verifier makes one.
package struct SignedStatement: Sendable {
    package let statement: Statement
    package let origin: Evidence.Found.Origin
    /// The principals who signed it.
    package let signers: [Principal]
    /// The digest of its envelope.
    package let envelope: Digest
    /// Why signatures on it do not count any more.
    package let fallen: [Reason]

    init(
        statement: Statement,
        origin: Evidence.Found.Origin,
        signers: [Principal],
        envelope: Digest,
        fallen: [Reason]
    ) {
        self.statement = statement
        self.origin = origin
        self.signers = signers
        self.envelope = envelope
        self.fallen = fallen
    }
}

/// One thing under test.
package enum Artifact: Sendable {
    case policy(Policy, digest: Digest)
    case commit(Evidence.Commit)
    case package(Evidence.Package)
    case model(Evidence.Model)
    case release(Evidence.Release, artifacts: [String: Digest])
    case artifact(name: String, digest: Digest)
    case dependency(Evidence.Dependency)
}

/// The rules by the kind of statement that they read.
enum StatementRules {
    static let all: [any StatementRule.Type] = [
        CommitRule.self, SBOMRule.self, ModelRule.self, BuildRule.self, ReleaseRule.self, PolicyRule.self,
        DependencyRule.self,
    ]

    static func rule(for kind: StatementKind) -> (any StatementRule.Type)? {
        all.first { $0.kind == kind }
    }
}
