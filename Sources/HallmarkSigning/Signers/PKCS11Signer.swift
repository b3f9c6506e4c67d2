internal import CHallmarkPKCS11
internal import HallmarkCore

/// Signs with a private key that never leaves its token, through a PKCS#11 module.
///
/// The module and the token are not trusted: a signature that the public key does not verify is an error. The session
/// lasts as long as the signer.
package struct PKCS11Signer: Signer {
    private let session: PKCS11Session
    private let key: UInt
    private let mechanism: PKCS11Mechanism
    private let login: PKCS11Login?
    package let publicKey: PublicKey

    /// Finds a key by its URI, and logs in to its token.
    ///
    /// - Parameters:
    ///   - module: the absolute path of the module, for a URI that names none.
    ///   - pin: gives the PIN for a token of which the name is passed; called once, and only when one is needed.
    /// - Throws: `SigningError` of `.passphraseWrong` when the token refuses the PIN, which is never tried twice, and
    ///   of `.token` for a module, token or key that is not there, cannot be told from another or cannot sign.
    package init(
        _ uri: PKCS11URI,
        module: String?,
        pin: (_ token: String) throws -> [UInt8]
    ) throws {
        guard let path = uri.modulePath ?? module else {
            throw SigningError(
                .token,
                "no PKCS#11 module is named, the library that drives the token; add ?module-path=/usr/lib/….so to the URI"
            )
        }
        let module = try PKCS11Module(path: path)
        let token = try PKCS11Token.only(of: module.tokens(), for: uri)
        session = try PKCS11Session(module, token)
        var secret: Secret?
        if token.needsLogin {
            try token.checkLogin()
            secret = token.hasPINPad ? nil : Secret(try pin(token.name))
            try session.logIn(pin: secret?.bytes)
        }
        key = try session.privateKey(uri)
        publicKey = try session.publicKey(of: key)
        mechanism = PKCS11Mechanism(publicKey.algorithm)
        try session.checkSigns(mechanism)
        login = try session.value(CKA_ALWAYS_AUTHENTICATE, of: key) == [1] ? PKCS11Login(pin: secret) : nil
    }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        let bytes = try session.signature(over: mechanism.input(for: message), mechanism, key: key, login: login)
        let signature = mechanism.signature(bytes)
        guard publicKey.isValid(signature: signature, over: message) else {
            throw SigningError(
                .signing,
                "the token gave a signature that its public key does not verify; see whether two keys share an id: pkcs11-tool --list-objects"
            )
        }
        return signature
    }
}

extension PKCS11Session {
    /// The one private key that a URI names.
    fileprivate func privateKey(_ uri: PKCS11URI) throws(SigningError) -> UInt {
        var attributes = [PKCS11Attribute(CKA_CLASS, CKO_PRIVATE_KEY)]
        if let label = uri.object { attributes.append(PKCS11Attribute(CKA_LABEL, Array(label.utf8))) }
        if let id = uri.id { attributes.append(PKCS11Attribute(CKA_ID, id)) }
        let keys = try objects(attributes)
        if keys.count == 1 { return keys[0] }
        let place = "the token \(token.name)"
        guard keys.isEmpty else {
            let names = try keys.map { key throws(SigningError) in try name(of: key) }.joined(separator: ", ")
            throw SigningError(
                .token,
                "the PKCS#11 URI matches \(keys.count) private keys in \(place): \(names); add object or id to it"
            )
        }
        throw SigningError(
            .token,
            "the PKCS#11 URI matches no private key in \(place); see which are there: pkcs11-tool --login --list-objects --type privkey"
        )
    }

    private func name(of key: UInt) throws(SigningError) -> String {
        let label = String(decoding: try value(CKA_LABEL, of: key) ?? [], as: UTF8.self)
        let id = (try value(CKA_ID, of: key) ?? []).map { "%\(Hex.encode([$0]))" }.joined()
        return "object=\(DisplayText.escape(label)) id=\(id)"
    }
}
