@testable import HallmarkVerification
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// Signatures are counted by whose they are, whatever an envelope says of them.
struct SignatureTests {
    /// The order of P-256's base point (SEC 2 §2.4.2, `n`).
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6,
        0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    private let alice: Person
    private let bob: Person
    private let root: Root

    init() throws {
        alice = try Person("alice", .p256)
        bob = try Person("bob")
        root = try Root(
            version: 1,
            expires: future,
            repository: repositoryURI,
            principals: [alice.principal(.root, .policy), bob.principal(.root, .policy)],
            thresholds: [.root: 2, .policy: 1]
        )
    }

    /// The other valid signature over the same message: `(r, n - s)` for `(r, s)`.
    private func malleated(_ signature: [UInt8]) throws -> [UInt8] {
        var cursor = ByteCursor(signature)
        _ = try cursor.read(3)
        let r = Array(try cursor.read(Int(cursor.readByte())))
        _ = try cursor.readByte()
        let s = Array(try cursor.read(Int(cursor.readByte()))).drop { $0 == 0 }
        let padded = [UInt8](repeating: 0, count: 32 - s.count) + s
        var difference: [UInt8] = []
        var borrow = 0
        for (n, s) in zip(Self.order, padded).reversed() {
            let digit = Int(n) - Int(s) - borrow
            borrow = digit < 0 ? 1 : 0
            difference.insert(UInt8(digit & 0xFF), at: 0)
        }
        var other = Array(difference.drop { $0 == 0 })
        if let first = other.first, first > 0x7F { other.insert(0, at: 0) }
        let body = [0x02, UInt8(r.count)] + r + [0x02, UInt8(other.count)] + other
        return [0x30, UInt8(body.count)] + body
    }

    private func refused(_ envelope: Envelope) -> Bool {
        do {
            _ = try UnverifiedRoots([envelope]).verified(from: root.pin, at: now)
            return false
        } catch {
            return error.code == .rootSignatures
        }
    }

    @Test func repeatedSignatureCountsOnce() throws {
        let once = try sign(root, alice)
        let repeated = once.adding(once.signatures[0])
        #expect(root.signers(of: repeated).map(\.name) == ["alice"])
        #expect(refused(repeated))
        // ECDSA gives another signature each time.
        let again = try alice.signer.cosign(once)
        #expect(again.signatures[0].bytes != again.signatures[1].bytes)
        #expect(refused(again))
        #expect(!refused(try bob.signer.cosign(repeated)))
    }

    @Test func relabelledSignatureCountsForWhoMadeIt() throws {
        let once = try sign(root, alice)
        let relabelled = once.adding(Envelope.Signature(keyID: bob.signer.keyID, bytes: once.signatures[0].bytes))
        #expect(root.signers(of: relabelled).map(\.name) == ["alice"])
        #expect(refused(relabelled))
    }

    @Test(arguments: [nil, "", "another tool's name", "0000"])
    func hintsDoNotMatter(keyID: String?) throws {
        let signed = try sign(root, alice, bob)
        let signatures = signed.signatures.map { Envelope.Signature(keyID: keyID, bytes: $0.bytes) }
        let envelope = Envelope(payload: signed.payload, payloadType: signed.payloadType, signatures: signatures)
        #expect(!refused(envelope))
    }

    @Test func exchangedHintsDoNotMatter() throws {
        let signed = try sign(root, alice, bob)
        let envelope = Envelope(
            payload: signed.payload,
            payloadType: signed.payloadType,
            signatures: zip(signed.signatures, signed.signatures.reversed()).map {
                Envelope.Signature(keyID: $1.keyID, bytes: $0.bytes)
            }
        )
        #expect(!refused(envelope))
    }

    @Test func malleatedSignatureCountsOnce() throws {
        let once = try sign(root, alice)
        let other = try malleated(once.signatures[0].bytes)
        #expect(other != once.signatures[0].bytes)
        #expect(alice.keys[0].publicKey.isValid(signature: other, over: once.preAuthenticationEncoding))
        let both = once.adding(Envelope.Signature(keyID: nil, bytes: other))
        #expect(root.signers(of: both).map(\.name) == ["alice"])
        #expect(refused(both))
    }

    @Test func signatureOverOtherBytesOrAnotherTypeIsNone() throws {
        let signed = try sign(root, alice, bob)
        let other = Envelope(
            payload: signed.payload + [0x20],
            payloadType: signed.payloadType,
            signatures: signed.signatures
        )
        #expect(root.signers(of: other).isEmpty)
        let retyped = Envelope(payload: signed.payload, signatures: signed.signatures)
        #expect(root.signers(of: retyped).isEmpty)
        #expect(root.signers(of: signed).map(\.name) == ["alice", "bob"])
    }

    @Test func budgetIsSpentOnGuessesAlone() throws {
        let signed = try sign(root, alice, bob)
        let unnamed = Envelope(
            payload: signed.payload,
            payloadType: signed.payloadType,
            signatures: signed.signatures.map { Envelope.Signature(keyID: nil, bytes: $0.bytes) }
        )
        var budget = SignatureBudget()
        #expect(root.validSignatures(of: unnamed, within: &budget).count == 2)
        while budget.spend(0) {}
        #expect(budget.isExceeded)
        #expect(root.validSignatures(of: unnamed, within: &budget).isEmpty)
        #expect(root.validSignatures(of: signed, within: &budget).map(\.principal.name) == ["alice", "bob"])
    }

    @Test func honestSignaturesSpendNothing() throws {
        var budget = SignatureBudget()
        let signed = try sign(root, bob, alice)
        for _ in 0..<8 { #expect(root.validSignatures(of: signed, within: &budget).count == 2) }
        let all = budget.spend(SignatureBudget.maximumBytes - SignatureBudget.costOfCheck)
        #expect(all && !budget.isExceeded)
        let more = budget.spend(0)
        #expect(!more && budget.isExceeded)
    }

    @Test func largeMessageCostsMoreThanASmallOne() {
        var budget = SignatureBudget()
        var checks = 0
        while budget.spend(Envelope.maximumSize) { checks += 1 }
        #expect(checks == SignatureBudget.maximumBytes / (Envelope.maximumSize + SignatureBudget.costOfCheck))
        #expect(budget.isExceeded)
    }
}
