internal import HallmarkCore

/// The names by which signatures call a key.
///
/// They are hints and prove nothing (DSSE v1 §2): a signature counts when the key that is found verifies it.
extension PublicKey {
    /// Every name of the key that tools are known to write.
    package var identifiers: Set<String> {
        let digest = Digest.sha256(der)
        let names: Set = [
            digest.hex,
            // sigstore's hint of a public key.
            Base64.encode(digest.bytes),
            // model-signing and witness hash the key file, its final line feed included.
            Digest.sha256(Array(pem.utf8)).hex,
            inTotoKeyID,
            // The older key format of securesystemslib took the final line feed away.
            Self.inTotoKeyID(algorithm, value: strippedValue),
            // go-securesystemslib, and whoever wrote `keyid_hash_algorithms` into keys.
            Self.inTotoKeyID(algorithm, value: strippedValue, withHashAlgorithms: true),
            sshFingerprint,
        ]
        guard algorithm.sshCurve != nil else { return names }
        // go-securesystemslib has one scheme for every curve.
        return names.union([Self.inTotoKeyID(.p256, value: strippedValue, withHashAlgorithms: true)])
    }

    /// Whether a hint is one of the key's names; the empty hint is nobody's.
    package func isNamed(by hint: String) -> Bool { identifiers.contains(hint) }

    /// The key id of in-toto: the SHA-256 of the key's canonical JSON, as securesystemslib 1 computes it.
    package var inTotoKeyID: String {
        Self.inTotoKeyID(algorithm, value: algorithm == .ed25519 ? strippedValue : pem)
    }

    /// The fingerprint that `ssh-keygen -l` shows.
    package var sshFingerprint: String { SSHPublicKey.fingerprint(ofBlob: sshWireForm) }

    /// The key as SSH sends it (RFC 4253 §6.6; RFC 5656 §3.1; RFC 8709 §4).
    package var sshWireForm: [UInt8] {
        var bytes: [UInt8] = []
        if let rsa {
            bytes.append(string: SSHKeyType.rsa.rawValue.utf8)
            bytes.append(integer: rsa.exponent)
            bytes.append(integer: rsa.modulus)
        } else if let curve = algorithm.sshCurve {
            bytes.append(string: "ecdsa-sha2-\(curve.rawValue)".utf8)
            bytes.append(string: curve.rawValue.utf8)
            bytes.append(string: ownBytes)
        } else {
            bytes.append(string: SSHKeyType.ed25519.rawValue.utf8)
            bytes.append(string: ownBytes)
        }
        return bytes
    }

    /// The key's own bytes in its SubjectPublicKeyInfo: an uncompressed point, or an Ed25519 key.
    private var ownBytes: [UInt8] { Array(der.suffix(algorithm.keySize ?? 0)) }

    /// The key as in-toto's JSON holds it, without a final line feed.
    private var strippedValue: String {
        algorithm == .ed25519 ? Hex.encode(ownBytes) : String(pem.dropLast())
    }

    // OLPC canonical JSON: members sorted, no spaces, line feeds as they are. No value here has a quote or a backslash.
    private static func inTotoKeyID(
        _ algorithm: KeyAlgorithm,
        value: String,
        withHashAlgorithms: Bool = false
    ) -> String {
        let hashes = withHashAlgorithms ? #""keyid_hash_algorithms":["sha256","sha512"],"# : ""
        let (type, scheme) = (algorithm.inTotoKeyType, algorithm.inTotoScheme)
        let json = #"{\#(hashes)"keytype":"\#(type)","keyval":{"public":"\#(value)"},"scheme":"\#(scheme)"}"#
        return Digest.sha256(Array(json.utf8)).hex
    }
}

extension KeyAlgorithm {
    /// SSH's name of the curve (RFC 5656 §10.1); `nil` for what is no ECDSA.
    fileprivate var sshCurve: SSHCurve? {
        switch self {
        case .p256: .p256
        case .p384: .p384
        case .p521: .p521
        case .ed25519, .rsa: nil
        }
    }

    fileprivate var inTotoKeyType: String {
        switch self {
        case .p256, .p384, .p521: "ecdsa"
        case .ed25519: "ed25519"
        case .rsa: "rsa"
        }
    }

    fileprivate var inTotoScheme: String {
        switch self {
        case .p256: "ecdsa-sha2-nistp256"
        case .p384: "ecdsa-sha2-nistp384"
        case .p521: "ecdsa-sha2-nistp521"
        case .ed25519: "ed25519"
        case .rsa: "rsassa-pss-sha256"
        }
    }
}
