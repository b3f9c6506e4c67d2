import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// What a run trusts to begin with: a pin, and what was accepted under it before.
struct TrustAnchor {
    /// Where what was accepted is kept.
    private enum Keeping {
        case nowhere
        case file
        case folder
    }

    let pin: Pin
    let state: AcceptedState
    let remarks: [String]
    private let keeping: Keeping
    private let keep: (AcceptedState) throws -> Void

    /// The place of a clone's notes in the state: a state file belongs to whatever clone it is used with, the user's folder
    /// tells clones apart; `nil` when nothing is kept.
    func place(ofClone location: String) -> String? {
        switch keeping {
        case .nowhere: nil
        case .file: "clone"
        case .folder: "clone \(Digest.sha256(Array(location.utf8)))"
        }
    }

    /// Whether what was accepted is kept anywhere.
    var keepsState: Bool { keeping != .nowhere }

    /// Whether a commit of notes that is not here was lost, and not left behind in a clone that was here before.
    var expectsEveryCommit: Bool { keeping == .file }

    /// Keeps what a run accepted.
    func save(_ state: AcceptedState) throws {
        try keep(state)
    }

    /// Finds the pin: named by option or environment, else the one kept for this place, for these roots, or for the
    /// repository that they claim to be of.
    ///
    /// - Throws: a ``Failure`` with `no-pin`, undecided, that names the line to paste.
    static func find(
        _ options: TrustOptions,
        roots: [Envelope],
        location: String?,
        surroundings: Surroundings
    ) throws -> TrustAnchor {
        if let name = options.named(surroundings) {
            return try anchor(try pin(named: name, surroundings), options, surroundings, isNamed: true)
        }
        let store = try TrustStore(surroundings)
        let records = try store.pins()
        let found =
            location.flatMap { place in records.first { $0.locations.contains(place) } }
            ?? records.first { record in roots.contains { Digest.sha256($0.payload) == record.pin.digest } }
            ?? records.first { record in repositories(roots).contains(record.repository) }
        guard var record = found else { throw noPin(roots) }
        let anchor = try anchor(record.pin, options, surroundings, isNamed: false)
        let pinIsHere = roots.contains { Digest.sha256($0.payload) == record.pin.digest }
        if pinIsHere, let location, record.locations.insert(location).inserted { try store.save(record) }
        return anchor
    }

    /// Finds the pin without a look at any root: named, or kept for this place; `nil` when only roots could tell.
    static func find(
        _ options: TrustOptions,
        at location: String,
        surroundings: Surroundings
    ) throws -> TrustAnchor? {
        if let name = options.named(surroundings) {
            return try anchor(try pin(named: name, surroundings), options, surroundings, isNamed: true)
        }
        let record = try TrustStore(surroundings).pins().first { $0.locations.contains(location) }
        return try record.map { try anchor($0.pin, options, surroundings, isNamed: false) }
    }

    /// The pin that a file or digest names.
    static func pin(named name: String, _ surroundings: Surroundings) throws -> Pin {
        if name.hasPrefix("sha256:") {
            guard let digest = Digest(prefixed: name) else {
                throw Failure(.undecided, "trust-root", "\(name) is not sha256: and 64 lower-case hexadecimal digits")
            }
            return Pin(digest)
        }
        do {
            guard !name.isEmpty else { throw FileError(.name, path: name, reason: "it is empty") }
            let file = try FileBytes(path: surroundings.absolute(name), followingLink: true)
            return Pin(Digest.sha256(try Envelope(json: file.allBytes(maximumSize: Root.maximumSize)).payload))
        } catch {
            throw Failure(
                .undecided,
                "trust-root",
                "the trust root \"\(name)\" is neither sha256: with 64 lower-case hexadecimal digits nor a root file: \(error)",
                mend: "--trust-root sha256:HEX, or export HALLMARK_TRUST_ROOT=sha256:HEX"
            )
        }
    }

    private static func anchor(
        _ pin: Pin,
        _ options: TrustOptions,
        _ surroundings: Surroundings,
        isNamed: Bool
    ) throws -> TrustAnchor {
        if let file = options.state {
            let path = surroundings.absolute(file)
            let bytes = try readIfThere(path)
            return TrustAnchor(
                pin: pin,
                state: try bytes.map { try state($0, file) } ?? AcceptedState(),
                remarks: bytes == nil ? ["\(file) does not exist yet: rollback was not checked"] : [],
                keeping: .file
            ) { try FileWriter.replace(path, bytes: $0.jsonBytes(), permissions: 0o600) }
        }
        guard !isNamed else {
            return TrustAnchor(
                pin: pin,
                state: AcceptedState(),
                remarks: ["no state is kept (--state FILE): rollback was not checked"],
                keeping: .nowhere
            ) { _ in }
        }
        let store = try TrustStore(surroundings)
        return TrustAnchor(pin: pin, state: try store.state(of: pin), remarks: [], keeping: .folder) {
            try store.save($0, of: pin)
        }
    }

    private static func state(_ bytes: [UInt8], _ file: String) throws -> AcceptedState {
        do {
            return try AcceptedState(json: bytes)
        } catch {
            throw Failure(
                .undecided,
                "state",
                "\(file) is not what hallmark writes there: \(error)",
                mend: "find out who changed it; without it rollback is not checked"
            )
        }
    }

    private static func readIfThere(_ path: String) throws -> [UInt8]? {
        do {
            return try FileBytes(path: path, followingLink: true).allBytes(maximumSize: AcceptedState.maximumSize)
        } catch  where error.code == .missing {
            return nil
        }
    }

    // A root that cannot be read claims nothing; the walk over the roots reports it.
    private static func repositories(_ roots: [Envelope]) -> Set<String> {
        Set(roots.compactMap { try? Root(payload: $0.payload).repository })
    }

    private static func noPin(_ roots: [Envelope]) -> Failure {
        let first = roots.first { (try? Root(payload: $0.payload))?.version == 1 }
        guard let first else {
            return Failure(
                .missing,
                "no-roots",
                "there is no root of trust in attestations/roots",
                mend: "hallmark init"
            )
        }
        let digest = Digest.sha256(first.payload)
        return Failure(
            .undecided,
            "no-pin",
            """
            no root of trust is pinned for this repository, and what a repository says of itself proves nothing.
              This repository's root 1 is \(digest). Compare it with what its maintainers publish elsewhere.
            """,
            mend: "hallmark trust init (on a terminal), or in CI: export HALLMARK_TRUST_ROOT=\(digest)"
        )
    }
}
