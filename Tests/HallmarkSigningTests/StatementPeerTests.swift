import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// Our statements, links and envelopes read by in-toto's own libraries, peers from PyPI (`Scripts/test --peers`).
@Suite(.enabled(if: Peer.python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct StatementPeerTests {
    /// The layout of two steps, by which `in-toto-verify` judges our links, and the key ids of its functionaries.
    private static let layout = """
        import sys
        from pathlib import Path
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
        from in_toto.models.layout import Layout, Step
        from in_toto.models.metadata import Envelope
        from securesystemslib.signer import CryptoSigner, SSlibKey
        folder = Path(sys.argv[1])
        read = lambda name: SSlibKey.from_crypto(load_pem_public_key((folder / f"{name}.pem").read_bytes()))
        first, second = read("first"), read("second")
        layout = Layout(expires="2099-01-01T00:00:00Z", steps=[
            Step(name="fetch", pubkeys=[first.keyid], expected_products=[["CREATE", "a.txt"], ["DISALLOW", "*"]]),
            Step(name="build", pubkeys=[second.keyid],
                 expected_materials=[["MATCH", "a.txt", "WITH", "PRODUCTS", "FROM", "fetch"], ["DISALLOW", "*"]],
                 expected_products=[["CREATE", "b.bin"], ["DISALLOW", "*"]]),
        ])
        for key in (first, second): layout.keys[key.keyid] = {"keyid": key.keyid, **key.to_dict()}
        owner = CryptoSigner.generate_ed25519()
        envelope = Envelope.from_signable(layout)
        envelope.create_signature(owner)
        envelope.dump(str(folder / "root.layout"))
        raw = Ed25519PublicKey.from_public_bytes(bytes.fromhex(owner.public_key.keyval["public"]))
        (folder / "owner.pem").write_bytes(raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        print(first.keyid, second.keyid)
        """

    private static let statement = """
        import sys
        import google.protobuf.json_format as form
        from in_toto_attestation.v1 import statement_pb2
        from in_toto_attestation.v1.statement import Statement
        message = form.Parse(open(sys.argv[1]).read(), statement_pb2.Statement())
        Statement.copy_from_pb(message).validate()
        print(message.predicate_type)
        """

    private static let keys = Result {
        (first: KeySigner(try PrivateKey(generating: .p256)), second: KeySigner(try PrivateKey(generating: .ed25519)))
    }

    /// Signs a payload with the key id that in-toto gives the key.
    private static func envelope(_ payload: [UInt8], by signer: KeySigner, keyID: String) throws -> Envelope {
        let envelope = Envelope(payload: payload)
        let bytes = try signer.signature(over: envelope.preAuthenticationEncoding)
        return envelope.adding(Envelope.Signature(keyID: keyID, bytes: bytes))
    }

    private static func writeKeys(to folder: String) throws -> (first: KeySigner, second: KeySigner) {
        let keys = try keys.get()
        try write(keys.first.publicKey.pem.utf8, to: "\(folder)/first.pem")
        try write(keys.second.publicKey.pem.utf8, to: "\(folder)/second.pem")
        return keys
    }

    enum Chain: CaseIterable {
        case good, otherMaterial, otherKey, furtherProduct
    }

    private static func status(of chain: Chain) throws -> Int32 {
        var status: Int32 = -1
        try withTemporaryFolder { folder in
            let keys = try writeKeys(to: folder)
            let ids = try Peer.output("-c", layout, folder).split(separator: " ").map(String.init)
            let a = DigestSet(Digest.sha256([1]))
            let b = DigestSet(Digest.sha256([2]))
            let fetch = ClassicLink(name: "fetch", command: ["curl"], materials: [:], products: ["a.txt": a])
            let build = ClassicLink(
                name: "build",
                command: ["make", "all"],
                materials: ["a.txt": chain == .otherMaterial ? b : a],
                products: chain == .furtherProduct ? ["b.bin": b, "c.bin": b] : ["b.bin": b],
                byproducts: ["return-value": 0, "stdout": "", "stderr": ""]
            )
            let first = try envelope(fetch.jsonBytes, by: keys.first, keyID: ids[0])
            let builder = chain == .otherKey ? keys.first : keys.second
            let second = try envelope(build.jsonBytes, by: builder, keyID: ids[1])
            try write(first.jsonBytes, to: "\(folder)/fetch.\(ids[0].prefix(8)).link")
            try write(second.jsonBytes, to: "\(folder)/build.\(ids[1].prefix(8)).link")
            let program = try Peer.program("in-toto-verify")
            status = try Peer.run([
                program, "--layout", "\(folder)/root.layout", "--verification-keys", "\(folder)/owner.pem",
                "--link-dir",
                folder,
            ]).status
        }
        return status
    }

    @Test func layoutsAreSatisfiedByOurLinks() throws {
        #expect(try Self.status(of: .good) == 0)
    }

    @Test(arguments: Chain.allCases.filter { $0 != .good })
    func layoutsAreNotSatisfiedByABrokenChain(chain: Chain) throws {
        #expect(try Self.status(of: chain) == 1)
    }

    @Test func ourStatementsAreValid() throws {
        try withTemporaryFolder { folder in
            let predicate = TestResultPredicate(rulesDigest: Digest.sha256([]), files: [("a", "safe")])
            let subject = Subject(name: "a", digest: DigestSet(Digest.sha256([])))
            let file = "\(folder)/statement.json"
            try write(Statement(subjects: [subject], predicate: predicate).jsonBytes, to: file)
            #expect(try Peer.output("-c", Self.statement, file) == TestResultPredicate.type)
            // The check can fail.
            try write(Statement(subjects: [], predicate: predicate).jsonBytes, to: file)
            #expect(throws: Peer.Failure.self) { try Peer.output("-c", Self.statement, file) }
        }
    }
}
