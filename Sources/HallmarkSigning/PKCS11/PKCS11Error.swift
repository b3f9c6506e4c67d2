internal import CHallmarkPKCS11

/// What a module's functions answer, as errors.
enum PKCS11Error {
    /// Throws unless a function succeeded.
    static func check(_ function: String, _ answer: CK_RV) throws(SigningError) {
        guard answer != CKR_OK else { return }
        throw make(function, answer)
    }

    /// The error of an answer.
    static func make(_ function: String, _ answer: CK_RV) -> SigningError {
        switch answer {
        case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE:
            SigningError(
                .passphraseWrong,
                "the token refuses the PIN; it locks after a few wrong ones, so be sure of it before you try again"
            )
        case CKR_PIN_LOCKED: locked
        default:
            SigningError(.token, "the PKCS#11 module failed: \(function) answers \(name(of: answer))")
        }
    }

    /// That a token takes no PIN any more.
    static var locked: SigningError {
        SigningError(
            .token,
            "the token's PIN is locked after too many wrong ones; its security officer sets a new one (pkcs11-tool --init-pin)"
        )
    }

    private static func name(of answer: CK_RV) -> String {
        switch answer {
        case CKR_FUNCTION_FAILED: "CKR_FUNCTION_FAILED"
        case CKR_DEVICE_ERROR: "CKR_DEVICE_ERROR"
        case CKR_DEVICE_REMOVED: "CKR_DEVICE_REMOVED: the token was taken out"
        case CKR_KEY_FUNCTION_NOT_PERMITTED: "CKR_KEY_FUNCTION_NOT_PERMITTED: the key may not sign"
        case CKR_MECHANISM_INVALID: "CKR_MECHANISM_INVALID: the token does not sign so"
        case CKR_MECHANISM_PARAM_INVALID: "CKR_MECHANISM_PARAM_INVALID: the token does not sign so"
        case CKR_TOKEN_NOT_PRESENT: "CKR_TOKEN_NOT_PRESENT: the token was taken out"
        case CKR_USER_NOT_LOGGED_IN: "CKR_USER_NOT_LOGGED_IN: the key needs the PIN"
        default: "0x\(String(answer, radix: 16)) (OASIS PKCS #11, CKR_ values)"
        }
    }
}
