internal import CHallmarkPKCS11
internal import HallmarkCore

extension PKCS11Session {
    /// The public key beside a private one: the public object with the same `CKA_ID`.
    func publicKey(of privateKey: CK_OBJECT_HANDLE) throws(SigningError) -> PublicKey {
        guard let id = try value(CKA_ID, of: privateKey), !id.isEmpty else {
            throw SigningError(.token, "the key in the token has no id; give it one: pkcs11-tool --set-id")
        }
        guard let type = try value(CKA_KEY_TYPE, of: privateKey).flatMap(PKCS11Attribute.number) else {
            throw SigningError(.token, "the key in the token has no type")
        }
        let objects = try objects([
            PKCS11Attribute(CKA_CLASS, CKO_PUBLIC_KEY), PKCS11Attribute(CKA_KEY_TYPE, type),
            PKCS11Attribute(CKA_ID, id),
        ])
        guard objects.count == 1, let object = objects.first else {
            throw SigningError(
                .token,
                "the token holds \(objects.count) public keys with the id \(Hex.encode(id)) of the private one, not one; write it there: pkcs11-tool --write-object FILE --type pubkey --id \(Hex.encode(id))"
            )
        }
        switch type {
        case CKK_RSA: return try rsaKey(object)
        case CKK_EC, CKK_EC_EDWARDS: return try curveKey(object, type)
        default:
            throw SigningError(
                .keyAlgorithm,
                "the key in the token is neither ECDSA (P-256, P-384, P-521), Ed25519 nor RSA; use one of those"
            )
        }
    }

    private func rsaKey(_ object: CK_OBJECT_HANDLE) throws(SigningError) -> PublicKey {
        let numbers = try [CKA_MODULUS, CKA_PUBLIC_EXPONENT].map { type throws(SigningError) in
            Array(try value(type, of: object)?.drop { $0 == 0 } ?? [])
        }
        return try PublicKey(der: RSANumbers(modulus: numbers[0], exponent: numbers[1]).encoding)
    }

    private func curveKey(_ object: CK_OBJECT_HANDLE, _ type: CK_ULONG) throws(SigningError) -> PublicKey {
        guard let parameters = try value(CKA_EC_PARAMS, of: object),
            let algorithm = KeyAlgorithm(curveParameters: parameters),
            (algorithm == .ed25519) == (type == CKK_EC_EDWARDS)
        else {
            throw SigningError(
                .keyAlgorithm,
                "the key in the token is on another curve than P-256, P-384, P-521 and Ed25519; use one of those"
            )
        }
        let encoded = try value(CKA_EC_POINT, of: object) ?? []
        // An octet string of the point (PKCS #11 curr §2.3.3); some tokens give the point alone.
        var cursor = ByteCursor(encoded)
        let point =
            encoded.count == algorithm.keySize
            ? encoded : DER.content(.octetString, &cursor).flatMap { cursor.isAtEnd ? $0 : nil }
        guard let point, algorithm.isKey(point) else {
            throw SigningError(.keyFormat, "the token gives no uncompressed point of its key's curve")
        }
        return try PublicKey(der: algorithm.encoding(of: point))
    }
}

extension KeyAlgorithm {
    /// The algorithm of `CKA_EC_PARAMS`: the object identifier of a curve, or the name `edwards25519` in a
    /// PrintableString (PKCS #11 curr §2.3.10).
    fileprivate init?(curveParameters: [UInt8]) {
        let named: [UInt8] = [0x13, 0x0C] + Array("edwards25519".utf8)
        let identifier = curveParameters == named ? Self.ed25519.curveIdentifier : curveParameters
        guard let algorithm = Self.allCases.first(where: { $0.curveIdentifier == identifier }) else { return nil }
        self = algorithm
    }
}
