import Foundation
import HallmarkCore
import Testing

/// The Python that `Scripts/test --peers` names.
private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// What `hallmark attest` writes, read by in-toto's own tools (`Scripts/test --peers`).
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS is not set (Scripts/test --peers)"))
struct AttestPeerTests {
    /// A layout of one step that two functionaries must have carried out alike.
    private static let layout = """
        import sys
        from pathlib import Path
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
        from in_toto.models.layout import Layout, Step
        from in_toto.models.metadata import Envelope
        from securesystemslib.signer import CryptoSigner, SSlibKey
        folder = Path(sys.argv[1])
        keys = [SSlibKey.from_crypto(load_pem_public_key((folder / f"{name}.pub").read_bytes())) for name in ("k0", "k1")]
        layout = Layout(expires="2099-01-01T00:00:00Z", steps=[
            Step(name="build", pubkeys=[key.keyid for key in keys], threshold=2,
                 expected_command=["cp", "in.txt", "out.txt"],
                 expected_materials=[["ALLOW", "in.txt"], ["DISALLOW", "*"]],
                 expected_products=[["CREATE", "out.txt"], ["DISALLOW", "*"]]),
        ])
        for key in keys: layout.keys[key.keyid] = {"keyid": key.keyid, **key.to_dict()}
        owner = CryptoSigner.generate_ed25519()
        envelope = Envelope.from_signable(layout)
        envelope.create_signature(owner)
        envelope.dump(str(folder / "root.layout"))
        raw = Ed25519PublicKey.from_public_bytes(bytes.fromhex(owner.public_key.keyval["public"]))
        (folder / "owner.pem").write_bytes(raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        """

    /// Reads an envelope's statement as in-toto's own messages, which refuse members that they do not know.
    private static let statement = """
        import base64, json, sys
        import google.protobuf.json_format as form
        from in_toto_attestation.v1 import statement_pb2
        from in_toto_attestation.v1.statement import Statement
        from in_toto_attestation.predicates.link.v0 import link_pb2
        from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
        from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
        text = base64.b64decode(json.load(open(sys.argv[1]))["payload"])
        message = form.Parse(text, statement_pb2.Statement())
        Statement.copy_from_pb(message).validate()
        kind = {"link": link_pb2.Link, "test-result": test_result_pb2.TestResult,
                "vsa": vsa_pb2.VerificationSummary}[sys.argv[2]]
        predicate = json.loads(text)["predicate"]
        if sys.argv[2] == "vsa":
            # The library's message (0.9.3) has one level where SLSA has a list, and not SLSA 1.1's version of the verifier.
            (predicate["verifiedLevels"],) = predicate["verifiedLevels"]
            del predicate["verifier"]["version"]
        if len(sys.argv) > 3: predicate[sys.argv[3]] = 1
        form.Parse(json.dumps(predicate), kind())
        print(message.predicate_type)
        """

    enum Chain: CaseIterable {
        case good, oneFunctionary, otherProduct, furtherMaterial, changedAfterSigning
    }

    private func verify(_ chain: Chain) throws -> Project.Run {
        let project = try Project.plain()
        let folder = project.root + "/links"
        for (index, algorithm) in ["p256", "ed25519"].enumerated() {
            let key = "\(project.root)/k\(index)"
            try project.expect(project.hallmark("keys", "generate", "--algorithm", algorithm, "--output", key))
            try project.write(bytes: project.bytes(of: key + ".pub"), to: "\(folder)/k\(index).pub")
            guard index == 0 || chain != .oneFunctionary else { continue }
            let work = "\(project.root)/work\(index)"
            try project.write(index == 1 && chain == .otherProduct ? "other" : "text", to: work + "/in.txt")
            try project.write("more", to: work + "/more.txt")
            let materials = chain == .furtherMaterial ? ["in.txt", "more.txt"] : ["in.txt"]
            try project.expect(
                project.run(
                    Project.executable,
                    ["attest", "link", "--classic", "--name", "build", "--key", key, "--materials"] + materials
                        + ["--products", "out.txt", "--", "cp", "in.txt", "out.txt"],
                    in: work
                )
            )
            try project.expect(project.run("sh", ["-c", "mv *.link '\(folder)'"], in: work))
        }
        if chain == .changedAfterSigning {
            // The payload's Base64 of one link in the envelope of the other.
            try project.expect(
                project.run("sh", ["-c", "sed -i 's/\"payload\":\"e/\"payload\":\"f/' *.link"], in: folder)
            )
        }
        let python = try #require(python)
        try project.expect(project.run(python, ["-c", Self.layout, folder]))
        let program = URL(filePath: python).deletingLastPathComponent().appending(path: "in-toto-verify").path()
        return try project.run(
            program,
            [
                "--layout", folder + "/root.layout", "--verification-keys", folder + "/owner.pem", "--link-dir",
                folder,
            ]
        )
    }

    @Test func aLayoutIsSatisfiedByOurLinks() throws {
        let run = try verify(.good)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: Chain.allCases.filter { $0 != .good })
    func aLayoutIsNotSatisfiedByABrokenChain(chain: Chain) throws {
        #expect(try verify(chain).status == 1)
    }

    private func type(_ file: String, _ kind: String, adding member: String? = nil, _ project: Project) throws -> String
    {
        let run = try project.run(
            #require(python),
            ["-c", Self.statement, file, kind] + [member].compactMap(\.self)
        )
        try project.expect(run)
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func ourStatementsAreOfTheirKinds() throws {
        let project = try Project.signed()
        for arguments in [
            ["link", "--name", "n", "--materials", "LICENSE", "--products", "Package.swift", "--output", "link.json"],
            ["scan", "Models", "--output", "test-result.json"], ["vsa", "--output", "vsa.json"],
        ] {
            try project.expect(project.run(Project.executable, ["attest"] + arguments))
        }
        for (kind, type) in [
            ("link", "https://in-toto.io/attestation/link/v0.3"),
            ("test-result", "https://in-toto.io/attestation/test-result/v0.1"),
            ("vsa", "https://slsa.dev/verification_summary/v1"),
        ] {
            #expect(try self.type("\(kind).json", kind, project) == type)
            // The check can fail.
            #expect(throws: Project.Failure.self) { try self.type("\(kind).json", kind, adding: "odd", project) }
        }
    }
}
