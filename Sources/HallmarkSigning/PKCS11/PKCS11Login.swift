/// How a key that asks for the PIN with every signature (`CKA_ALWAYS_AUTHENTICATE`) gets it.
struct PKCS11Login: Sendable {
    /// `nil` when it is typed on the token itself.
    let pin: Secret?
}
