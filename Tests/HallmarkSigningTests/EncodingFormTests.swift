import HallmarkCore
import HallmarkSigning
import Testing

/// Signatures and keys that are right but for their form, written by hand in DER.
struct EncodingFormTests {
    private static let message = Array("a message".utf8)

    /// The order of each curve's group (SP 800-186 §3.2.1).
    private static let orders: [(KeyAlgorithm, String)] = [
        (.p256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        (
            .p384,
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        ),
        (
            .p521,
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
    ]

    /// FIPS 186-5 §6.4.2: both numbers are from 1 to n - 1; RFC 3279 §2.2.3: they are a DER sequence.
    @Test(arguments: orders)
    func ecdsaSignaturesAreTwoMinimalNumbersBelowTheOrder(algorithm: KeyAlgorithm, order: String) throws {
        let key = try PrivateKey(generating: algorithm)
        let order = try #require(Hex.decode(order.utf8))
        let (r, s) = try Self.numbers(of: key.signature(over: Self.message))
        #expect(key.publicKey.isValid(signature: Self.signature(r, s), over: Self.message))
        let bodyOfBoth = Self.integer(r) + Self.integer(s)
        let hostile: [(String, [UInt8])] = [
            ("r is zero", Self.signature([0], s)), ("s is zero", Self.signature(r, [0])),
            ("both are zero", Self.signature([0], [0])), ("both are one", Self.signature([1], [1])),
            ("r is n", Self.signature(order, s)), ("s is n", Self.signature(r, order)),
            ("both are n", Self.signature(order, order)),
            ("r + n", Self.signature(Self.sum(r, order), s)), ("s + n", Self.signature(r, Self.sum(s, order))),
            ("r is negative", Self.element(0x30, Self.element(0x02, Self.negative(r)) + Self.integer(s))),
            ("s is negative", Self.element(0x30, Self.integer(r) + Self.element(0x02, Self.negative(s)))),
            ("r has a zero too many", Self.element(0x30, Self.element(0x02, [0, 0] + r) + Self.integer(s))),
            ("s has a zero too many", Self.element(0x30, Self.integer(r) + Self.element(0x02, [0, 0] + s))),
            ("r is empty", Self.element(0x30, [0x02, 0x00] + Self.integer(s))),
            ("s is missing", Self.element(0x30, Self.integer(r))),
            ("a third number", Self.element(0x30, bodyOfBoth + [0x02, 0x01, 0x01])),
            ("bytes inside", Self.element(0x30, bodyOfBoth + [0])),
            ("bytes behind", Self.element(0x30, bodyOfBoth) + [0]),
            ("indefinite length", [0x30, 0x80] + bodyOfBoth + [0, 0]),
            ("no sequence", bodyOfBoth), ("a set", Self.element(0x31, bodyOfBoth)),
            ("raw numbers", Self.padded(r, to: order.count) + Self.padded(s, to: order.count)),
        ]
        for (name, signature) in hostile {
            #expect(!key.publicKey.isValid(signature: signature, over: Self.message), "\(name)")
        }
    }

    /// RFC 8017 §8.1.2: a signature has the length of the modulus, and §5.2.2: it is a number below it.
    @Test func rsaSignaturesAreNumbersBelowTheModulus() throws {
        let key = try PrivateKey(generating: .rsa)
        let der = key.publicKey.der
        #expect(der.suffix(5) == [0x02, 0x03, 0x01, 0x00, 0x01])
        let modulus = Array(der.dropLast(5).suffix(3072 / 8))
        let good = try key.signature(over: Self.message)
        #expect(good.count == modulus.count)
        #expect(key.publicKey.isValid(signature: good, over: Self.message))
        let one = [UInt8](repeating: 0, count: modulus.count - 1) + [1]
        for signature in [
            Self.sum(good, modulus), [0] + good, good.dropLast(), modulus, one, [UInt8](repeating: 0, count: 384),
        ] {
            #expect(!key.publicKey.isValid(signature: signature, over: Self.message))
        }
    }

    @Test(
        arguments: [
            (2048, [0x01, 0x00, 0x01], true), (3072, [3], true), (8192, [0x01, 0x00, 0x01], true),
            (2048, [UInt8](repeating: 0xFF, count: 8), true), (2047, [0x01, 0x00, 0x01], false), (8193, [3], false),
            (16 << 10, [3], false), (2048, [1], false), (2048, [2], false), (2048, [0x01, 0x00, 0x00], false),
            (2048, [0x01, 0, 0, 0, 0, 0, 0, 0, 1], false),
        ] as [(Int, [UInt8], Bool)]
    )
    func rsaKeysHaveSecureNumbers(size: Int, exponent: [UInt8], isRead: Bool) throws {
        let der = Self.rsaKey(Self.integer(Self.modulus(size)) + Self.integer(exponent))
        if isRead {
            let key = try PublicKey(der: der)
            #expect(key.algorithm == .rsa && key.der == der)
            #expect(!key.isValid(signature: [UInt8](repeating: 1, count: size / 8), over: Self.message))
        } else {
            let error = #expect(throws: SigningError.self) { try PublicKey(der: der) }
            #expect(error?.code == .keyAlgorithm)
        }
    }

    /// RFC 3279 §2.3.1: rsaEncryption, NULL, and a sequence of two positive integers; anything else would be one more
    /// id of the same key.
    @Test func rsaKeysHaveOneSpelling() throws {
        let n = Self.modulus(2048)
        let numbers = Self.integer(n) + Self.integer([3])
        #expect(throws: Never.self) { try PublicKey(der: Self.rsaKey(numbers)) }
        let hostile: [(String, [UInt8])] = [
            ("no parameters", Self.rsaKey(numbers, parameters: [])),
            ("other parameters", Self.rsaKey(numbers, parameters: [0x30, 0x00])),
            ("parameters and more", Self.rsaKey(numbers, parameters: [0x05, 0x00, 0x05, 0x00])),
            ("long NULL", Self.rsaKey(numbers, parameters: [0x05, 0x81, 0x00])),
            ("RSASSA-PSS", Self.rsaKey(numbers, arc: 0x0A, parameters: [])),
            ("RSAES-OAEP", Self.rsaKey(numbers, arc: 0x07, parameters: [])),
            ("n has a zero too many", Self.rsaKey(Self.element(0x02, [0, 0] + n) + Self.integer([3]))),
            ("n is negative", Self.rsaKey(Self.element(0x02, n) + Self.integer([3]))),
            ("n is even", Self.rsaKey(Self.integer(n.dropLast() + [2]) + Self.integer([3]))),
            ("e has a zero too many", Self.rsaKey(Self.integer(n) + Self.element(0x02, [0, 3]))),
            ("e is negative", Self.rsaKey(Self.integer(n) + Self.element(0x02, [0xFD]))),
            ("no e", Self.rsaKey(Self.integer(n))),
            ("a third number", Self.rsaKey(numbers + Self.integer([3]))),
            ("bytes behind the numbers", Self.rsaKey(numbers, behind: [0])),
            ("unused bits", Self.rsaKey(numbers, unusedBits: 1)),
            ("bytes behind", Self.rsaKey(numbers) + [0]),
            ("PKCS#1", Self.element(0x30, numbers)),
        ]
        for (name, der) in hostile {
            #expect(throws: SigningError.self, "\(name)") { try PublicKey(der: der) }
        }
    }

    private static func modulus(_ size: Int) -> [UInt8] {
        [1 << UInt8((size - 1) % 8)] + [UInt8](repeating: 0, count: (size - 1) / 8 - 1) + [1]
    }

    private static func rsaKey(
        _ numbers: [UInt8],
        arc: UInt8 = 0x01,
        parameters: [UInt8] = [0x05, 0x00],
        unusedBits: UInt8 = 0,
        behind: [UInt8] = []
    ) -> [UInt8] {
        let name: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, arc]
        let key = element(0x03, [unusedBits] + element(0x30, numbers) + behind)
        return element(0x30, element(0x30, name + parameters) + key)
    }

    /// The two numbers of a DER signature, without sign bytes.
    private static func numbers(of signature: [UInt8]) throws -> (r: [UInt8], s: [UInt8]) {
        var cursor = ByteCursor(signature)
        try cursor.skip(signature.count >= 0x83 ? 3 : 2)
        let numbers = try (0..<2).map { _ in
            try cursor.skip(1)
            let count = try cursor.readByte()
            return Array(try cursor.read(Int(count)).drop { $0 == 0 })
        }
        #expect(cursor.isAtEnd)
        return (numbers[0], numbers[1])
    }

    private static func signature(_ r: [UInt8], _ s: [UInt8]) -> [UInt8] { element(0x30, integer(r) + integer(s)) }

    private static func integer(_ number: [UInt8]) -> [UInt8] {
        element(0x02, number[0] & 0x80 == 0 ? number : [0] + number)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] =
            switch content.count {
            case ..<0x80: [UInt8(content.count)]
            case ..<0x100: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            }
        return [tag] + length + content
    }

    private static func padded(_ number: [UInt8], to count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, count - number.count)) + number
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        let count = max(left.count, right.count)
        var carry = 0
        var digits: [UInt8] = []
        for (a, b) in zip(padded(left, to: count).reversed(), padded(right, to: count).reversed()) {
            carry += Int(a) + Int(b)
            digits.append(UInt8(carry & 0xFF))
            carry >>= 8
        }
        return (carry == 0 ? [] : [UInt8(carry)]) + digits.reversed()
    }

    /// Minus a number, in two's complement.
    private static func negative(_ number: [UInt8]) -> [UInt8] {
        let inverted = ([0] + number).map { ~$0 }
        let sum = sum(inverted, [1])
        // Of two leading ones one says it all.
        return number[0] & 0x80 == 0 ? Array(sum.dropFirst()) : sum
    }
}
