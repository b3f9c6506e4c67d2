internal import CHallmarkOpenSSL

/// The modulus and the exponent of a public RSA key (RFC 8017 §3.1).
struct RSANumbers: Sendable {
    /// How many bits a modulus may have: fewer can be factored one day, more take long to check.
    static let sizes = 2048...8192
    /// How many bits a new modulus has.
    static let generatedSize: Int32 = 3072
    /// How many bits an exponent may have (libcrypto's own limit for large moduli).
    static let maximumExponentSize = 64

    /// Most significant byte first, without leading zeros.
    let modulus: [UInt8]
    /// Most significant byte first, without leading zeros.
    let exponent: [UInt8]

    init(modulus: [UInt8], exponent: [UInt8]) {
        self.modulus = modulus
        self.exponent = exponent
    }

    /// The numbers of a key; `nil` when it has none.
    init?(of handle: KeyHandle) {
        guard let modulus = unsafe Self.number("n", of: handle.pointer),
            let exponent = unsafe Self.number("e", of: handle.pointer)
        else { return nil }
        self.modulus = modulus
        self.exponent = exponent
    }

    /// Refuses numbers that make no secure key.
    func check() throws(SigningError) {
        let size = Self.bits(of: modulus)
        guard Self.sizes.contains(size) else {
            throw SigningError(
                .keyAlgorithm,
                "the RSA key has \(size) bits, not \(Self.sizes.lowerBound) to \(Self.sizes.upperBound)"
            )
        }
        guard let last = modulus.last, last & 1 == 1, let final = exponent.last, final & 1 == 1, exponent != [1],
            Self.bits(of: exponent) <= Self.maximumExponentSize
        else {
            throw SigningError(
                .keyAlgorithm,
                "the RSA key's modulus is even, or its exponent is not odd and from 3 to 64 bits long"
            )
        }
    }

    /// The one SubjectPublicKeyInfo: rsaEncryption with NULL parameters, two minimal integers (RFC 3279 §2.3.1).
    var encoding: [UInt8] {
        KeyAlgorithm.rsa.encoding(of: DER.value(.sequence, DER.integer(modulus) + DER.integer(exponent)))
    }

    private static func number(_ name: String, of key: OpaquePointer) -> [UInt8]? {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else { return nil }
        defer { unsafe BN_free(number) }
        let count = Int(unsafe BN_num_bits(number) + 7) / 8
        var bytes = [UInt8](repeating: 0, count: count)
        return unsafe BN_bn2binpad(number, &bytes, Int32(count)) == Int32(count) ? bytes : nil
    }

    private static func bits(of number: [UInt8]) -> Int {
        guard let first = number.first else { return 0 }
        return number.count * 8 - first.leadingZeroBitCount
    }
}
