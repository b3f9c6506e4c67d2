import Foundation
import HallmarkCore
import HallmarkSigning
import Testing

struct SSHPublicKeyTests {
    /// A key that is on the curve, and its blob.
    private static func p256() throws -> (point: [UInt8], key: PublicKey) {
        let key = try PrivateKey(generating: .p256).publicKey
        return (Array(key.der.suffix(65)), key)
    }

    private func code(_ body: () throws -> SSHPublicKey) -> SigningError.Code? {
        #expect(throws: SigningError.self) { try body() }?.code
    }

    @Test(.enabled(if: OpenSSH.isInstalled), arguments: OpenSSH.types)
    func readsWhatSSHKeygenWritesAndWritesTheSame(type: String) throws {
        try withTemporaryFolder { folder in
            let path = try OpenSSH.generate(type, in: folder)
            let key = try OpenSSH.publicKey(path)
            #expect(try OpenSSH.run("ssh-keygen", "-l", "-f", path + ".pub").contains(" \(key.fingerprint) "))
            #expect(try SSHPublicKey(of: key.publicKey) == key)
            #expect(key.application == nil)
            // ssh-keygen writes no Ed25519 key in another form than its own.
            if type != "ed25519" {
                let other = try OpenSSH.run("ssh-keygen", "-e", "-m", "PKCS8", "-f", path + ".pub")
                #expect(key.publicKey.pem == other)
            }
            #expect(try SSHPublicKey(line: key.line) == key)
        }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func everyKeyOfHallmarkHasAFormOfSSH(algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey(generating: algorithm).publicKey
        let ssh = try SSHPublicKey(of: key)
        #expect(ssh.publicKey == key)
        #expect(try SSHPublicKey(blob: ssh.blob) == ssh)
        for count in 0..<ssh.blob.count {
            #expect(code { try SSHPublicKey(blob: Array(ssh.blob.prefix(count))) } != nil, "the first \(count) bytes")
        }
        #expect(code { try SSHPublicKey(blob: ssh.blob + [0]) } == .keyFormat)
    }

    @Test func readsTheKeyInsideASecurityKey() throws {
        let (point, key) = try Self.p256()
        let blob = Wire().adding("sk-ecdsa-sha2-nistp256@openssh.com").adding("nistp256").adding(point)
            .adding("ssh:").bytes
        let read = try SSHPublicKey(blob: blob)
        #expect(read.publicKey == key)
        #expect(read.application == "ssh:")
        #expect(read.type.isSecurityKey)
        #expect(code { try SSHPublicKey(blob: Array(blob.dropLast(8))) } == .keyFormat)
        #expect(code { try SSHPublicKey(blob: blob + [1]) } == .keyFormat)
    }

    @Test func refusesAPointThatIsNotOfTheTypesCurve() throws {
        let (point, _) = try Self.p256()
        let type = "ecdsa-sha2-nistp256"
        func key(_ curve: String, _ point: [UInt8], type: String = type) throws -> SSHPublicKey {
            try SSHPublicKey(blob: Wire().adding(type).adding(curve).adding(point).bytes)
        }
        #expect(throws: Never.self) { try key("nistp256", point) }
        #expect(code { try key("nistp384", point) } == .keyFormat)
        #expect(code { try key("nistp384", point, type: "ecdsa-sha2-nistp384") } == .keyFormat)
        #expect(code { try key("nistp256", [2] + point[1...32]) } == .keyFormat, "a compressed point")
        #expect(code { try key("nistp256", [6] + point.dropFirst()) } == .keyFormat, "a hybrid point")
        #expect(code { try key("nistp256", [0]) } == .keyFormat, "the point at infinity")
        #expect(code { try key("nistp256", [4] + [UInt8](repeating: 1, count: 64)) } == .keyFormat, "off the curve")
    }

    @Test func refusesRSAThatIsWeakOrWrittenOtherwise() throws {
        let good = [0, 0xC1] + [UInt8](repeating: 0x5B, count: 255)
        func key(_ exponent: [UInt8], _ modulus: [UInt8]) throws -> SSHPublicKey {
            try SSHPublicKey(blob: Wire().adding("ssh-rsa").adding(exponent).adding(modulus).bytes)
        }
        #expect(throws: Never.self) { try key([1, 0, 1], good) }
        #expect(code { try key([0, 1, 0, 1], good) } == .keyFormat, "a zero too many")
        #expect(code { try key([1, 0, 1], [0] + good) } == .keyFormat, "a zero too many")
        #expect(code { try key([1, 0, 1], Array(good.dropFirst())) } == .keyFormat, "a negative modulus")
        #expect(code { try key([], good) } == .keyFormat)
        #expect(code { try key([1], good) } != nil, "an exponent of one")
        #expect(code { try key([1, 0, 1], [0x7F] + good.suffix(254) + [1]) } == .keyAlgorithm, "2047 bits")
    }

    @Test(arguments: ["ssh-dss", "ssh-ed25519-cert-v01@openssh.com", "SSH-ED25519", "ssh-ed25519\0", "ssh-ed448", ""])
    func refusesOtherTypes(type: String) throws {
        let key = try PrivateKey(generating: .ed25519).publicKey.der.suffix(32)
        #expect(throws: Never.self) { try SSHPublicKey(blob: Wire().adding("ssh-ed25519").adding(Array(key)).bytes) }
        #expect(code { try SSHPublicKey(blob: Wire().adding(type).adding(Array(key)).bytes) } == .keyAlgorithm)
    }

    @Test func aLineIsATypeItsKeyAndAComment() throws {
        let key = try SSHPublicKey(of: PrivateKey(generating: .ed25519).publicKey)
        let base64 = Base64.encode(key.blob)
        for good in ["\(key.line)", "\(key.line)\n", "\(key.line) me", "ssh-ed25519\t\(base64) me at home\n"] {
            #expect(try SSHPublicKey(line: good) == key)
        }
        let bad = [
            "", "ssh-ed25519", base64, "ssh-rsa \(base64)", "\(key.line)\n\(key.line)", "\(key.line)=", "# \(key.line)",
            "ssh-ed25519 \(base64.dropLast())", "ssh-ed25519 \(base64)AAAA", "restrict \(key.line)",
        ]
        for line in bad { #expect(code { try SSHPublicKey(line: line) } != nil, "\(line)") }
    }
}
