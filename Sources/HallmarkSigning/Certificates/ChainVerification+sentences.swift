internal import CHallmarkOpenSSL
internal import HallmarkCore

extension ChainVerification {
    /// Whether a refusal comes from the revocation lists.
    static func isAboutRevocation(_ error: Int32) -> Bool {
        switch error {
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_CRL_NOT_YET_VALID,
            X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
            X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
            X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_DIFFERENT_CRL_SCOPE,
            X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
            true
        default: false
        }
    }

    /// What libcrypto's number means to who can mend it; `nil` for numbers that speak for themselves.
    static func sentence(for error: Int32, time: Timestamp) -> String? {
        switch error {
        case X509_V_ERR_CERT_HAS_EXPIRED: "it had expired at \(time)"
        case X509_V_ERR_CERT_NOT_YET_VALID: "it was not yet valid at \(time)"
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed and no trusted root"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: "it is the root of the given chain, but no trusted root"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            "its issuer is neither a trusted root nor among the given certificates"
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: "its issuer's signature is wrong"
        case X509_V_ERR_INVALID_CA: "it may not issue certificates, but has"
        case X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA: "its keyUsage names keyCertSign, but it is no authority's"
        case X509_V_ERR_PATH_LENGTH_EXCEEDED: "more certificates stand below it than it allows (pathlen)"
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: "it has a critical extension that is not understood"
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION:
            "an issuer's name constraints do not allow its names"
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL: "its key is weaker than 112 bits"
        case X509_V_ERR_CA_MD_TOO_WEAK: "it is signed with a broken digest, such as SHA-1"
        case X509_V_ERR_CERT_CHAIN_TOO_LONG: "more than \(maximumDepth) certificates stand between it and a root"
        case X509_V_ERR_UNABLE_TO_GET_CRL: "no revocation list of its issuer is given"
        case X509_V_ERR_CRL_HAS_EXPIRED: "its issuer's revocation list is stale at \(time); get the next one"
        case X509_V_ERR_CRL_NOT_YET_VALID: "its issuer's revocation list was not yet valid at \(time)"
        case X509_V_ERR_CRL_SIGNATURE_FAILURE: "the signature on its issuer's revocation list is wrong"
        default: nil
        }
    }
}

/// Why a certificate was revoked (RFC 5280 §5.3.1).
enum RevocationReason {
    static func name(of code: Int?) -> String {
        switch code {
        case 1: "key compromise"
        case 2: "compromise of its issuer"
        case 3: "affiliation changed"
        case 4: "superseded"
        case 5: "cessation of operation"
        case 6: "on hold"
        case 9: "privilege withdrawn"
        case 10: "compromise of an attribute authority"
        default: "no reason given"
        }
    }
}
