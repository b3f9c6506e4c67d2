import HallmarkCore
import HallmarkSigning

/// A key in a PKCS#11 token, as `--key pkcs11:…` names it.
enum TokenKey {
    /// The environment variable with the path of the module, for URIs that name none.
    static let moduleVariable = "HALLMARK_PKCS11_MODULE"

    /// Opens the key; no failure shows the URI, into which somebody may have put a PIN.
    static func signer(_ text: String, passphraseFile: String?, _ surroundings: Surroundings) throws -> any Signer {
        do {
            let uri = try PKCS11URI(text)
            return try PKCS11Signer(uri, module: surroundings.environment[moduleVariable]) { token in
                try pin(of: token, uri, passphraseFile, surroundings)
            }
        } catch let error as SigningError {
            throw Failure(.undecided, error.code == .passphraseWrong ? "passphrase" : "token", error.reason)
        }
    }

    private static func pin(
        of token: String,
        _ uri: PKCS11URI,
        _ passphraseFile: String?,
        _ surroundings: Surroundings
    ) throws -> [UInt8] {
        if let pin = try Passphrase.read(passphraseFile, surroundings) { return pin }
        if let source = uri.pinSource, let pin = try Passphrase.read(source, surroundings) { return pin }
        if let pin = Passphrase.ask("PIN of the token \(token):", surroundings), !pin.isEmpty { return pin }
        throw Failure(
            .undecided,
            "passphrase",
            "the token \(token) wants its PIN",
            mend: "give --passphrase-file FILE, or set \(Passphrase.variable)"
        )
    }
}
