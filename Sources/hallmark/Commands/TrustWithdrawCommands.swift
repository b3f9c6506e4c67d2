import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension TrustCommand {
    /// What the commands share that write lists of withdrawals.
    struct WithdrawalOptions: ParsableArguments {
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var signing: SigningOptions

        @Option(help: "When the list expires, such as 2027-11-23T00:00:00Z; without it, in a year.")
        var expires: String?

        func writer(_ surroundings: Surroundings) throws -> WithdrawalWriter {
            WithdrawalWriter(
                documents: try TrustDocuments(repository, trust, surroundings),
                signer: try signing.signer(surroundings),
                surroundings: surroundings
            )
        }
    }

    /// `hallmark trust revoke KEYID|FILE.pub`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes and signs the next list of revoked keys.",
            discussion: """
                What a key signed before the date stands only with a timestamp by an authority of the root. A key that \
                is not used any more is better taken out of the root: hallmark trust rotate --remove-key KEYID.

                Example: hallmark trust revoke 9f86d081… --reason "laptop stolen" --since 2027-03-01T00:00:00Z
                """
        )

        @OptionGroup var options: WithdrawalOptions

        @Option(help: "Why, for whoever reads a refusal.")
        var reason: String

        @Option(help: "Since when the key is not trusted, such as 2027-03-01T00:00:00Z; without it, now.")
        var since: String?

        @Argument(help: "One of the key's ids, or a file with its public half.")
        var key: String

        func run() async throws {
            let surroundings = Surroundings.current
            let writer = try options.writer(surroundings)
            let root = writer.documents.root
            let digest = try keyID(among: root, surroundings)
            let date = try TimeOption.time(since, "--since") ?? surroundings.now
            // A key that was revoked before does not become trusted again for the time between.
            let known = root.withdrawals.lists[.keys]?.entry(digest)?.since ?? date
            let entry = WithdrawalList.Entry(digest: digest, since: min(date, known), reason: reason)
            Output.result(try writer.write(.keys, adding: [entry], expires: options.expires))
            if !root.roots.contains(where: { $0.principals.contains { $0.keys.contains { $0.keyID == digest.hex } } }) {
                Output.error("note: no root has the key \(digest.hex)")
            }
        }

        private func keyID(among root: VerifiedRoot, _ surroundings: Surroundings) throws -> Digest {
            let keys = root.roots.flatMap(\.principals).flatMap(\.keys)
            let known = keys.first { $0.isNamed(by: key) }
            if let digest = Digest(hex: known?.keyID ?? key) { return digest }
            guard let digest = Digest(hex: try PublicKeyFile.read(key, surroundings).keyID) else {
                throw Failure(.undecided, "key-id", "\(key) is neither a key's id nor a file with a public key")
            }
            return digest
        }
    }

    /// `hallmark trust deny sha256:HEX|FILE`.
    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes and signs the next list of denied digests: what is in it is rejected, whoever signed it.",
            discussion: """
                Of a file that holds an envelope, what it says is denied too, however often it is signed again.

                Example: hallmark trust deny Models/classifier.safetensors --reason "trained on leaked data"
                """
        )

        @OptionGroup var options: WithdrawalOptions

        @Option(help: "Why, for whoever reads a refusal.")
        var reason: String

        @Argument(help: "sha256:HEX of content, of a commit's tree, of an envelope or its payload; or a file.")
        var content: String

        func run() async throws {
            let surroundings = Surroundings.current
            let entries = try digests(surroundings).sorted { $0.hex < $1.hex }.map {
                WithdrawalList.Entry(digest: $0, reason: reason)
            }
            let writer = try options.writer(surroundings)
            Output.result(try writer.write(.digests, adding: entries, expires: options.expires))
        }

        private func digests(_ surroundings: Surroundings) throws -> Set<Digest> {
            if content.hasPrefix("sha256:") {
                guard let digest = Digest(prefixed: content) else {
                    throw Failure(
                        .undecided,
                        "digest",
                        "\(content) is not sha256: and 64 lower-case hexadecimal digits"
                    )
                }
                return [digest]
            }
            do {
                let file = try FileBytes(path: surroundings.absolute(content), followingLink: true)
                let digest = try file.digest()
                guard file.count <= Envelope.maximumSize,
                    let envelope = try? Envelope(json: file.allBytes(maximumSize: Envelope.maximumSize))
                else { return [digest] }
                return [digest, Digest.sha256(envelope.payload)]
            } catch {
                throw Failure(.undecided, "unreadable", "\(content) cannot be read: \(error)")
            }
        }
    }

    /// `hallmark trust renew`.
    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes and signs the next version of a list with the same entries, before it expires or after.",
            discussion: "Example: hallmark trust renew keys"
        )

        /// The lists by the words of the command line.
        enum Kind: String, ExpressibleByArgument, CaseIterable {
            case keys
            case digests
            case reviews
        }

        @OptionGroup var options: WithdrawalOptions

        @Argument(help: "keys, digests, or reviews: the list of the principal whose key signs.")
        var kind: Kind

        func run() async throws {
            let surroundings = Surroundings.current
            let writer = try options.writer(surroundings)
            let root = writer.documents.root
            let name: WithdrawalList.Name =
                switch kind {
                case .keys: .keys
                case .digests: .digests
                case .reviews: .reviews(of: root.root.principal(owning: writer.signer.publicKey)?.name ?? "")
                }
            guard root.withdrawals.lists[name] != nil else {
                throw Failure(.missing, "no-list", "there is no such list: nothing of it expires")
            }
            Output.result(try writer.write(name, expires: options.expires))
        }
    }
}
