import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// The root of trust: who may sign, in which roles; signed by the key, and pinned on this machine.
struct RootStep: SetupStep {
    static let name = SetupStepName.root
    static let path = TreeContents.rootsFolder + "/1.json"
    /// How long a new root and a new policy are good for.
    static let lifetime: Int64 = 365 * 86_400

    /// The roles that the first principal gets: all that policies ask for.
    static let roles = ["root", "policy", "review", "model", "scan", "build", "release"].compactMap { Role($0) }

    let setup: Setup

    func question() throws -> String {
        "Make the root of trust \(Self.path) for \(setup.repositoryURI), signed by this key, and pin it on this machine?"
    }

    func present() throws -> String? {
        guard let bytes = try setup.bytes(of: Self.path, maximumSize: Root.maximumSize) else { return nil }
        let pin = Pin(Digest.sha256(try Envelope(json: bytes).payload))
        // Whose root it is, a person has to say: the one who made it on this machine has it pinned already.
        let isPinned = try TrustStore(setup.surroundings).pins().contains { $0.pin == pin }
        return "\(Self.path), \(pin.digest), \(isPinned ? "pinned" : "not pinned here: hallmark trust init")"
    }

    func run() throws -> String {
        let signer = try setup.signer()
        let principal = Principal(name: setup.principal, keys: [signer.publicKey], roles: Set(Self.roles))
        let root = try Root(
            version: 1,
            expires: Timestamp(seconds: setup.surroundings.now.seconds + Self.lifetime),
            repository: setup.repositoryURI,
            principals: [principal],
            thresholds: [.root: 1, .policy: 1]
        )
        let envelope = try signer.envelope(payload: root.payload, payloadType: Root.payloadType)
        let keys = try setup.top() + TreeContents.folder + "/keys"
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        // For people, and never trusted: one of an earlier root gives way.
        try FileWriter.replace("\(keys)/\(setup.principal).pub", bytes: Array(signer.publicKey.pem.utf8))
        let readmePath = "\(TreeContents.folder)/README.md"
        if try setup.bytes(of: readmePath, maximumSize: .max) == nil {
            try setup.create(readmePath, Array(readme(root).utf8))
        }
        try setup.create(Self.path, envelope.jsonBytes + [UInt8(ascii: "\n")])
        let pin = Pin(Digest.sha256(root.payload))
        try TrustCommand.pin(pin, root, setup.repository.git.commonDirectory, setup.surroundings)
        return "\(Self.path), pinned \(pin.digest)"
    }

    private func readme(_ root: Root) -> String {
        """
        # Attestations

        What proves where this repository's code and models come from, kept by [Hallmark](https://github.com/hallmark-swift/hallmark).

        | File | What it is |
        | --- | --- |
        | `roots/N.json` | who may sign, in which roles: a signed root of trust, every version kept |
        | `policy.yaml` | what must be signed, by which role; in force once the role `policy` has signed its bytes |
        | `models.lock` | every model with the digests of its files |
        | `keys/` | the public keys, for people; what counts is in the root |
        | `recorded/` | signed statements as files, for copies without git notes |

        The statements themselves are git notes: `git notes --ref attestations show HEAD`. Notes do not travel with a clone:

            hallmark notes fetch
            hallmark verify

        Root 1 is `\(Digest.sha256(root.payload))`. Publish this digest somewhere else too: whoever verifies for the first time
        compares it, on a terminal with `hallmark trust init`, in CI as `HALLMARK_TRUST_ROOT`.

        """
    }
}
