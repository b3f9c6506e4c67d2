import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// Envelopes exchanged with securesystemslib, a peer from PyPI (`Scripts/test --peers`).
@Suite(.enabled(if: Peer.python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct EnvelopePeerTests {
    private static let verifying = """
        import json, sys
        from pathlib import Path
        from cryptography.hazmat.primitives.serialization import load_pem_public_key
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer import SSlibKey
        folder = Path(sys.argv[1])
        keys = [SSlibKey.from_crypto(load_pem_public_key((folder / f"{number}.pem").read_bytes()), keyid)
                for number, keyid in enumerate(sys.argv[2:])]
        envelope = Envelope.from_dict(json.loads((folder / "envelope.json").read_bytes()))
        print(len(envelope.verify(keys, len(keys))))
        """

    private static let signing = """
        import json, sys
        from pathlib import Path
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer import CryptoSigner
        folder = Path(sys.argv[1])
        envelope = Envelope("{\\"é\\":1}".encode(), "application/vnd.in-toto+json", {})
        for number, make in enumerate(
            (CryptoSigner.generate_ed25519, CryptoSigner.generate_ecdsa, CryptoSigner.generate_rsa)):
            signer = make()
            envelope.sign(signer)
            pem = signer._private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            (folder / f"{number}.pem").write_bytes(pem)
        (folder / "envelope.json").write_text(json.dumps(envelope.to_dict()))
        """

    private static let algorithms: [KeyAlgorithm] = [.ed25519, .p256, .rsa]

    @Test func theyTakeOurEnvelopeOfThreeKindsOfKeys() throws {
        try withTemporaryFolder { folder in
            let signers = try Self.algorithms.map { KeySigner(try PrivateKey(generating: $0)) }
            for (number, signer) in signers.enumerated() {
                try write(signer.publicKey.pem.utf8, to: "\(folder)/\(number).pem")
            }
            let payload = Array(#"{"é":"payload"}"#.utf8)
            let accepted = { (envelope: Envelope) in
                try write(envelope.jsonBytes, to: "\(folder)/envelope.json")
                let python = try #require(Peer.python)
                return try Peer.run([python, "-c", Self.verifying, folder] + signers.map(\.keyID))
            }
            var envelope = Envelope(payload: payload)
            for signer in signers { envelope = try signer.cosign(envelope) }
            #expect(try accepted(envelope) == (0, "3\n"))
            let two = Envelope(payload: payload, signatures: Array(envelope.signatures.dropLast()))
            #expect(try accepted(two).status != 0)
            let changed = Envelope(payload: payload + [32], signatures: envelope.signatures)
            #expect(try accepted(changed).status != 0)
        }
    }

    @Test func weTakeTheirEnvelopeOfThreeKindsOfKeys() throws {
        try withTemporaryFolder { folder in
            _ = try Peer.output("-c", Self.signing, folder)
            let keys = try Self.algorithms.indices.map { try PublicKey(pem: read("\(folder)/\($0).pem")) }
            #expect(keys.map(\.algorithm) == Self.algorithms)
            let envelope = try Envelope(json: read("\(folder)/envelope.json"))
            let signers = try TrustedSigners([KeyCheck(keys)], threshold: 3)
            #expect(signers.verify(envelope).isAccepted)
            // Each signature names its key, in the way of its maker.
            for signature in envelope.signatures {
                let name = try #require(signature.keyID)
                #expect(keys.count { $0.isNamed(by: name) } == 1)
            }
            let changed = Envelope(payload: envelope.payload + [32], signatures: envelope.signatures)
            #expect(signers.verify(changed).signers.isEmpty)
        }
    }
}
