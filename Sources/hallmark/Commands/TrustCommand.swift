import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// `hallmark trust`: what this user trusts to begin with.
struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract:
            "Pins the root of trust, outside of anything that travels with a repository, and writes its successors.",
        subcommands: [
            Initialize.self, PinRoot.self, Show.self, Rotate.self, Sign.self, Revoke.self, Deny.self, Renew.self,
        ]
    )

    /// `hallmark trust init`.
    struct Initialize: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Shows this repository's root of trust and pins it after a typed yes."
        )

        @OptionGroup var repository: RepositoryOptions

        func run() throws {
            let surroundings = Surroundings.current
            let (root, pin, location) = try TrustCommand.firstRoot(repository, surroundings)
            Output.error(Self.description(of: root, pin: pin))
            guard let answer = surroundings.ask("Pin this root? Type yes:") else {
                throw Failure(
                    .undecided,
                    "no-terminal",
                    "trust on first use needs a person at a terminal",
                    mend: "hallmark trust pin \(pin.digest), with a digest that you have from elsewhere"
                )
            }
            guard answer == "yes" else { throw Failure(.undecided, "not-pinned", "nothing was pinned") }
            try TrustCommand.save(pin, root, location, surroundings)
        }

        static func description(of root: Root, pin: Pin) -> String {
            let principals = root.principals.map { principal in
                let roles = principal.roles.map(\.name).sorted().joined(separator: ", ")
                return "  \(principal.name) (\(roles)): \(principal.credentials.joined(separator: ", "))"
            }
            return """
                root of trust \(pin.digest)
                  repository \(root.repository), version \(root.version), expires \(root.expires)
                \(principals.joined(separator: "\n"))
                Compare the digest with what the maintainers publish elsewhere.
                """
        }
    }

    /// `hallmark trust pin`.
    struct PinRoot: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pin",
            abstract: "Pins a root by a digest, or a root file, that you have from elsewhere.",
            discussion: "Example: hallmark trust pin sha256:9f86d081…"
        )

        @OptionGroup var repository: RepositoryOptions

        @Argument(help: "sha256:HEX of the root's payload, or a root file.")
        var root: String

        func run() throws {
            let surroundings = Surroundings.current
            let pin = try TrustAnchor.pin(named: root, surroundings)
            let (found, present, location) = try TrustCommand.firstRoot(repository, surroundings)
            guard pin == present else {
                throw Failure(
                    .rejected,
                    "not-the-pinned-root",
                    "this repository's root 1 is \(present.digest), not \(pin.digest): nothing was pinned"
                )
            }
            try TrustCommand.save(pin, found, location, surroundings)
        }
    }

    /// Root 1 of the work tree, its pin, and where the repository is.
    static func firstRoot(
        _ options: RepositoryOptions,
        _ surroundings: Surroundings
    ) throws -> (Root, Pin, location: String?) {
        let folder = options.folder(surroundings)
        let path = RootStep.path
        var location: String?
        var top = folder
        var committed: [UInt8]?
        do {
            let repository = try options.open(surroundings)
            location = repository.git.commonDirectory
            top = repository.folder
            // A server's repository has no files of its own.
            if repository.git.workDirectory == nil {
                committed = try VerifyCommand.target("HEAD", repository).tree.bytes(
                    of: path,
                    maximumSize: Root.maximumSize
                )
            }
        } catch let failure as Failure where failure.code == "not-a-repository" {
            // An archive has roots too; its pin is then kept without a location.
        }
        guard let bytes = try committed ?? FileTree(path: top).bytes(of: path, maximumSize: Root.maximumSize) else {
            throw Failure(.missing, "no-roots", "\(top) has no \(path)", mend: "hallmark init")
        }
        let envelope = try Envelope(json: bytes)
        return (try Root(payload: envelope.payload), Pin(Digest.sha256(envelope.payload)), location)
    }

    static func save(_ pin: Pin, _ root: Root, _ location: String?, _ surroundings: Surroundings) throws {
        try Self.pin(pin, root, location, surroundings)
        Output.lines("pinned \(pin.digest) for \(root.repository)\n")
    }

    /// Pins a root for a place.
    static func pin(_ pin: Pin, _ root: Root, _ location: String?, _ surroundings: Surroundings) throws {
        let store = try TrustStore(surroundings)
        var record =
            try store.pins().first { $0.pin == pin }
            ?? PinRecord(pin: pin, repository: root.repository, locations: [])
        // One place has one pin: the newest decision counts.
        for var other in try store.pins() where other.pin != pin {
            guard let location, other.locations.remove(location) != nil else { continue }
            try store.save(other)
        }
        if let location { record.locations.insert(location) }
        try store.save(record)
    }
}
