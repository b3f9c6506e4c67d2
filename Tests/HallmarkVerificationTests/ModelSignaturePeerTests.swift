import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

private typealias Bundle = HallmarkStatement.Bundle

/// A Python with model-signing, named by `Scripts/test --peers`.
private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// Model signatures exchanged with the reference implementation, model_signing from PyPI (`Scripts/test --peers`).
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS names no Python with model-signing"))
struct ModelSignaturePeerTests {
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/fixtures/schemas/oms-v1.0")
        .path()

    private typealias Model = ModelSignatureCheckTests.Model

    /// Keys and signatures beside a model, removed at the end.
    private final class Place {
        let model: Model
        let folder: String
        let key: PrivateKey

        init() throws {
            model = try Model(["a/x", "a-b", "a.b/x", "é", ".gitignore", "empty"])
            try model.write("", "empty")
            folder = model.path + ".place"
            key = try PrivateKey(generating: .p256)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try write(try key.pem(passphrase: nil), to: "key.pem")
            try write(Array(key.publicKey.pem.utf8), to: "pub.pem")
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        /// What model_signing names the key by: the SHA-256 of its PEM.
        var hint: String { Digest.sha256(Array(key.publicKey.pem.utf8)).hex }

        func write(_ bytes: [UInt8], to file: String) throws {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(file)"))
        }

        func read(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))) }

        /// Runs model_signing on the model or a file of it; gives the exit status.
        func modelSigning(_ verb: String, _ method: String, _ options: String..., of file: String = "") throws -> Int32
        {
            let program = URL(filePath: try #require(python)).deletingLastPathComponent().appending(
                path: "model_signing"
            )
            return try run([program.path(), verb, method, "\(model.path)/\(file)"] + options)
        }

        func run(_ command: [String]) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = command
            process.currentDirectoryURL = URL(filePath: folder)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }

        /// A leaf certificate of the key and the one that issued it, as `leaf.pem` and `root.pem`.
        func makeCertificates() throws {
            let extensions =
                "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n"
            try write(Array(extensions.utf8), to: "leaf.ext")
            let commands = [
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem"
                    + " -days 2 -subj /CN=root -addext keyUsage=critical,keyCertSign",
                "openssl req -new -key key.pem -subj /CN=leaf -out leaf.csr",
                "openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -days 1 -extfile leaf.ext -out leaf.pem",
            ]
            for command in commands { #expect(try run(command.split(separator: " ").map(String.init)) == 0) }
        }
    }

    private func envelope(_ bundle: Bundle) throws -> Envelope {
        guard case .envelope(let envelope) = bundle.content else { throw StatementError(.json, "a message") }
        return envelope
    }

    private func isValid(_ envelope: Envelope, by key: PublicKey) -> Bool {
        key.isValid(signature: envelope.signatures[0].bytes, over: envelope.preAuthenticationEncoding)
    }

    @Test(arguments: ["", "a-b"])
    func weAcceptASignatureOfModelSigning(file: String) throws {
        let place = try Place()
        #expect(
            try place.modelSigning("sign", "key", "--private_key", "key.pem", "--signature", "m.sig", of: file) == 0
        )
        let bundle = try Bundle(json: place.read("m.sig"))
        #expect(bundle.signature.keyID == place.hint)
        let envelope = try envelope(bundle)
        #expect(isValid(envelope, by: place.key.publicKey))
        let signed = try Statement(payloadOf: envelope)
        let manifest = { () throws in
            file.isEmpty ? try place.model.manifest() : try place.model.manifest(file: file)
        }
        #expect(try ModelSignatureCheck.reasons(signed: signed, found: manifest()) == [])
        #expect(try ModelSignatureCheck.remarks(signed: signed) == [])
        try place.model.write("other", "a-b")
        #expect(try ModelSignatureCheck.reasons(signed: signed, found: manifest()).map(\.code) == ["changed"])
    }

    @Test(arguments: ["", "a-b"])
    func modelSigningAcceptsOurSignature(file: String) throws {
        let place = try Place()
        let manifest = file.isEmpty ? try place.model.manifest() : try place.model.manifest(file: file)
        let envelope = try KeySigner(place.key).envelope(ModelSignatureCheck.statement(name: "m", manifest: manifest))
        try place.write(try Bundle(envelope: envelope, hint: place.hint).jsonBytes, to: "m.sig")
        let verify = { () throws in
            try place.modelSigning("verify", "key", "--public_key", "pub.pem", "--signature", "m.sig", of: file)
        }
        #expect(try verify() == 0)
        try place.model.write("other", "a-b")
        #expect(try verify() == 1)
    }

    @Test func certificatesAreExchanged() throws {
        let place = try Place()
        try place.makeCertificates()
        #expect(
            try place.modelSigning(
                "sign",
                "certificate",
                "--private_key",
                "key.pem",
                "--signing_certificate",
                "leaf.pem",
                "--certificate_chain",
                "root.pem",
                "--signature",
                "m.sig"
            ) == 0
        )
        let bundle = try Bundle(json: place.read("m.sig"))
        let chain = try ["leaf.pem", "root.pem"].map { try #require(PEM.decode(place.read($0))?.first).bytes }
        #expect(bundle.signature.certificates.first == chain[0])
        #expect(Set(bundle.signature.certificates).isSubset(of: chain))
        #expect(isValid(try envelope(bundle), by: place.key.publicKey))

        let statement = ModelSignatureCheck.statement(name: "m", manifest: try place.model.manifest())
        let signed = try KeySigner(place.key).envelope(statement)
        let signature = Envelope.Signature(
            keyID: nil,
            bytes: signed.signatures[0].bytes,
            certificates: [chain[0]]
        )
        let ours = Envelope(payload: signed.payload, signatures: [signature])
        try place.write(try Bundle(envelope: ours, hint: nil).jsonBytes, to: "ours.sig")
        let verify = { () throws in
            try place.modelSigning(
                "verify",
                "certificate",
                "--certificate_chain",
                "root.pem",
                "--signature",
                "ours.sig"
            )
        }
        #expect(try verify() == 0)
        try place.model.write("other", "a-b")
        #expect(try verify() == 1)
    }

    /// Prints what the schemas of OMS say against a bundle and its payload.
    private static let validator = """
        import base64, json, pathlib, sys
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        schemas = {p.name.split(".")[0]: json.loads(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob("*.json")}
        registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas.values())
        bundle = json.loads(pathlib.Path(sys.argv[2]).read_text())
        payload = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
        found = [e for n, d in (("bundle", bundle), ("statement", payload))
                 for e in Draft202012Validator(schemas[n], registry=registry).iter_errors(d)]
        sys.exit(2 if found else 0)
        """

    @Test(.enabled(if: FileManager.default.fileExists(atPath: schemas), "../shared/fixtures is not here"))
    func ourBundlesPassTheSchemas() throws {
        let place = try Place()
        let program = try #require(python)
        let statement = ModelSignatureCheck.statement(name: "m", manifest: try place.model.manifest())
        let signed = try KeySigner(place.key).envelope(statement)
        for (predicate, status) in [(statement.predicate, 0), ([:], 2)] as [(JSONValue, Int32)] {
            let other = Statement(
                subjects: statement.subjects,
                predicateType: statement.predicateType,
                predicate: predicate
            )
            for certificates in [[], [[1]], [[1], [2]]] as [[[UInt8]]] {
                let signature = Envelope.Signature(
                    keyID: nil,
                    bytes: signed.signatures[0].bytes,
                    certificates: certificates,
                    timestamps: [[3]]
                )
                let envelope = Envelope(payload: other.jsonBytes, signatures: [signature])
                try place.write(try Bundle(envelope: envelope, hint: place.hint).jsonBytes, to: "m.sig")
                #expect(try place.run([program, "-c", Self.validator, Self.schemas, "m.sig"]) == status)
            }
        }
    }
}
