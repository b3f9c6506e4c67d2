import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

let repositoryURI = "https://example.com/r"
/// The time of every test: 2027-01-15T08:00:00Z.
let now = Timestamp(seconds: 1_800_000_000)
let past = Timestamp(seconds: now.seconds - 1)
let future = Timestamp(seconds: now.seconds + 1)
/// `é` in one scalar and in two: Swift takes them for one text, git and file systems for two names.
let composed = "\u{E9}"
let decomposed = "e\u{301}"

/// Someone with keys of their own.
struct Person {
    let name: String
    let keys: [PrivateKey]

    init(_ name: String, keys: Int = 1, _ algorithm: KeyAlgorithm = .ed25519) throws {
        self.name = name
        self.keys = try (0..<keys).map { _ in try PrivateKey(generating: algorithm) }
    }

    /// The signer with the first key.
    var signer: KeySigner { KeySigner(keys[0]) }

    func sign(_ statement: Statement) throws -> Envelope { try signer.envelope(statement) }

    func principal(_ roles: Role...) -> Principal {
        Principal(name: name, keys: keys.map(\.publicKey), roles: Set(roles))
    }
}

extension Role {
    static let developer = Role.named("developer")
    static let builder = Role.named("builder")

    private static func named(_ name: String) -> Role {
        guard let role = Role(name) else { preconditionFailure("\(name) is no role") }
        return role
    }
}

/// Signs a root with the first key of each person.
func sign(_ root: Root, _ people: Person...) throws -> Envelope {
    var envelope = Envelope(payload: root.payload, payloadType: Root.payloadType)
    for person in people { envelope = try person.signer.cosign(envelope) }
    return envelope
}

extension Root {
    var pin: Pin { Pin(Digest.sha256(payload)) }
}

/// A small world: a root with a maintainer (root and policy), two developers and a builder, and a stranger.
struct World {
    let maintainer: Person
    let developer: Person
    let colleague: Person
    let builder: Person
    let stranger: Person
    let root: Root
    let rootEnvelope: Envelope
    let verified: VerifiedRoot

    init(developerThreshold: Int = 1, repository: String = repositoryURI) throws {
        maintainer = try Person("maintainer")
        developer = try Person("developer")
        colleague = try Person("colleague", .p256)
        builder = try Person("builder")
        stranger = try Person("stranger")
        root = try Root(
            version: 1,
            expires: future,
            repository: repository,
            principals: [
                maintainer.principal(.root, .policy), developer.principal(.developer),
                colleague.principal(.developer), builder.principal(.builder),
            ],
            thresholds: [.root: 1, .policy: 1, .developer: developerThreshold]
        )
        rootEnvelope = try sign(root, maintainer)
        verified = try UnverifiedRoots([rootEnvelope]).verified(from: root.pin, at: now)
    }

    /// The one line about an artifact that one rule asks one statement of.
    func line(
        _ kind: Policy.ArtifactKind,
        _ requirement: Policy.Requirement,
        path: PathPattern = .any,
        _ evidence: Evidence
    ) throws -> Verdict.Line {
        let rule = Policy.Rule(name: "rule", kind: kind, path: path, requirements: [requirement])
        let lines = Verifier(root: verified, policy: policy([rule]), evidence: evidence).lines([kind])
        guard let line = lines.first, lines.count == 1 else { throw UnexpectedLines(lines: lines) }
        return line
    }
}

struct UnexpectedLines: Error {
    let lines: [Verdict.Line]
}

func policy(_ rules: [Policy.Rule], repository: String = repositoryURI) -> Policy {
    Policy(version: 1, expires: future, repository: repository, rules: rules)
}

/// The text of a policy file.
func policyText(
    version: Int = 1,
    expires: String = "2028-01-01T00:00:00Z",
    repository: String = repositoryURI,
    role: String = "developer"
) -> [UInt8] {
    Array(
        """
        version: \(version)
        expires: \(expires)
        repository: \(repository)
        rules:
          - name: models
            match:
              kind: model
              path: "**"
            require:
              - statement: model
                role: \(role)
                threshold: 1

        """.utf8
    )
}

func digest(_ text: String) -> Digest { Digest.sha256(Array(text.utf8)) }

extension Statement {
    /// A model signature over files.
    static func model(_ name: String, _ files: [String: Digest]) -> Statement {
        ModelSignaturePredicate(files: files).statement(name: name)
    }
}

func sha256(_ name: String, _ digest: Digest) -> Subject { Subject(name: name, digest: DigestSet(digest)) }

extension [String: Digest] {
    var subjects: [Subject] { map { sha256($0.key, $0.value) } }
}

extension Evidence.Found {
    /// An envelope from a recorded file, a place that says nothing.
    static func recorded(_ envelope: Envelope) -> Evidence.Found {
        Evidence.Found(envelope, origin: .recorded(path: "attestations/recorded/a.intoto.jsonl"))
    }
}

extension Verdict.Line {
    var codes: [String] { reasons.map(\.code) }
}
