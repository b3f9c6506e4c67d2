import Foundation
import HallmarkCore
import HallmarkSigning

/// The signing key, outside of the repository.
struct KeyStep: SetupStep {
    static let name = SetupStepName.key

    let setup: Setup

    func question() throws -> String {
        try refuseInside()
        return "Make a signing key (ECDSA P-256) in \(setup.keyPath)?"
    }

    func present() throws -> String? {
        guard SigningOptions.isFile(setup.keyPath) else {
            return "in an agent or a token, key id \(try setup.signer().keyID)"
        }
        guard FileManager.default.fileExists(atPath: setup.keyPath) else { return nil }
        try refuseInside()
        return "\(setup.keyPath), key id \(try setup.signer().keyID)"
    }

    func run() throws -> String {
        let folder = URL(filePath: setup.keyPath).deletingLastPathComponent().path(percentEncoded: false)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let passphrase = try Passphrase.read(setup.signing.passphraseFile, setup.surroundings)
        let key = try KeyMaker.make(.p256, at: setup.keyPath, passphrase: passphrase)
        let protection = passphrase == nil ? "not encrypted" : "encrypted"
        return "\(setup.keyPath) (mode 0600, \(protection)) and \(setup.keyPath).pub, key id \(key.keyID)"
    }

    // One `git add .` would publish it.
    private func refuseInside() throws {
        guard !setup.keyPath.hasPrefix(try setup.top()) else {
            throw Failure(
                .undecided,
                "key-inside",
                "\(setup.keyPath) lies inside of the repository, where it would be committed",
                mend: "choose a file outside: hallmark init --key FILE"
            )
        }
    }
}
