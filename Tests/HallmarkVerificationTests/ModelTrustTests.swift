import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification
import Testing

struct ModelTrustTests {
    private func refusal(_ signed: SignedModel) throws -> ModelError {
        try #require(throws: ModelError.self) { try signed.open() }
    }

    @Test(arguments: KeyAlgorithm.allCases)
    func opensAModelThatATrustedKeySigned(algorithm: KeyAlgorithm) throws {
        let signed = try SignedModel(["a", "d/b", ".gitignore"], algorithm)
        let model = try signed.open()
        #expect(model.files == ["a", "d/b"])
        #expect(model.signers == [signed.person.keys[0].publicKey.keyID])
        #expect(model.remarks == [])
        #expect(try model.file("d/b").bytes() == Array("d/b".utf8))
        #expect(try model.file("d/b").sha256 == digest("d/b").hex)
        #expect(try model.file("d/b").size == 3)
    }

    @Test(arguments: ["", "/", "//", "/."])
    func takesASignatureInTheModelHoweverThePathIsWritten(end: String) throws {
        let signed = try SignedModel()
        let inside = signed.path + "/./m.sig"
        try signed.sign(to: inside)
        let model = try signed.trust.open(signed.path + end, bundle: inside, atUnixTime: now.seconds)
        #expect(model.files == ["a", "d/b"])
    }

    @Test func aModelCanBeOneFile() throws {
        let signed = try SignedModel()
        let path = signed.path + "/a"
        try signed.write(ModelSignatureCheck.statement(name: "a", manifest: signed.model.manifest(file: "a")))
        let model = try signed.trust.open(path, bundle: signed.bundle, atUnixTime: now.seconds)
        #expect(model.files == ["a"])
        #expect(try model.file("a").bytes() == Array("a".utf8))
        let error = #expect(throws: ModelError.self) { try model.file(".") }
        #expect(error?.code == "not-in-model")
    }

    @Test(arguments: [
        ("another file", "changed"), ("extra file", "unlisted"), ("missing file", "removed"),
        ("file as folder", "kind"),
        ("link", "odd-file"), ("link in place of a file", "odd-file"), ("pipe", "odd-file"), ("two cases", "odd-file"),
        ("empty folder", "odd-file"),
    ])
    func refusesAModelThatIsNotTheOneSigned(change: String, code: String) throws {
        let signed = try SignedModel()
        let path = signed.path
        switch change {
        case "another file": try signed.model.write("x", "a")
        case "extra file": try signed.model.write("", "c")
        case "missing file": try signed.model.remove("a")
        case "file as folder":
            try signed.model.remove("a")
            try signed.model.write("", "a/a")
        case "link": try FileManager.default.createSymbolicLink(atPath: path + "/l", withDestinationPath: "a")
        case "link in place of a file":
            try FileManager.default.moveItem(atPath: path + "/a", toPath: signed.bundle + ".a")
            defer { try? FileManager.default.removeItem(atPath: signed.bundle + ".a") }
            try FileManager.default.createSymbolicLink(
                atPath: path + "/a",
                withDestinationPath: signed.bundle + ".a"
            )
        case "pipe": try #require(unsafe mkfifo(path + "/p", 0o600) == 0)
        case "two cases": try signed.model.write("", "A")
        default:
            try signed.model.remove("a")
            try signed.model.remove("d")
        }
        let error = try refusal(signed)
        #expect(error.kind == .rejected)
        #expect(error.code == code, "\(error)")
    }

    @Test func refusesAModelOfAnotherKey() throws {
        let signed = try SignedModel()
        try signed.sign(by: Person("stranger").signer)
        let error = try refusal(signed)
        #expect(error.kind == .missing)
        #expect(error.code == "unsigned")
    }

    @Test func refusesASignatureThatIsNotItsSigners() throws {
        let signed = try SignedModel()
        let statement = try signed.model.statement()
        let other = try signed.person.sign(ModelSignaturePredicate(files: ["a": digest("x")]).statement(name: "m"))
        let forged = Envelope(
            payload: statement.jsonBytes,
            payloadType: Envelope.inTotoPayloadType,
            signatures: other.signatures
        )
        let bytes = try HallmarkStatement.Bundle(envelope: forged, hint: nil).jsonBytes
        try Data(bytes).write(to: URL(filePath: signed.bundle))
        let error = try refusal(signed)
        #expect(error.kind == .rejected)
        #expect(error.code == "invalid-signature")
    }

    @Test func refusesAnotherStatement() throws {
        let signed = try SignedModel()
        let statement = try signed.model.statement()
        try signed.write(
            Statement(subjects: statement.subjects, predicateType: "https://e.com/t", predicate: statement.predicate)
        )
        let error = try refusal(signed)
        #expect(error.kind == .rejected)
        #expect(error.code == "predicate-type")
    }

    @Test(arguments: [("", "malformed"), ("{}", "malformed"), (nil, "unreadable")])
    func cannotDecideWithoutABundle(text: String?, code: String) throws {
        let signed = try SignedModel()
        try FileManager.default.removeItem(atPath: signed.bundle)
        if let text { try Data(text.utf8).write(to: URL(filePath: signed.bundle)) }
        let error = try refusal(signed)
        #expect(error.kind == .undecided)
        #expect(error.code == code)
    }

    @Test(arguments: ["/nowhere", "\0", ""])
    func cannotDecideWithoutAModel(end: String) throws {
        let signed = try SignedModel()
        let path = end.isEmpty ? "" : signed.path + end
        let error = #expect(throws: ModelError.self) {
            try signed.trust.open(path, bundle: signed.bundle, atUnixTime: now.seconds)
        }
        #expect(error?.kind == .undecided)
        #expect(error?.code == "no-model")
    }

    @Test(arguments: [-1, 253_402_300_800, .max, .min])
    func refusesATimeThatIsNone(time: Int64) throws {
        let signed = try SignedModel()
        let error = #expect(throws: ModelError.self) {
            try signed.trust.open(signed.path, bundle: signed.bundle, atUnixTime: time)
        }
        #expect(error?.code == "time")
    }

    @Test func refusesTrustInNothing() throws {
        let person = try Person("p")
        #expect(throws: Never.self) { try ModelTrust(publicKeys: [person.pem, person.pem]) }
        let attempts: [() throws -> ModelTrust] = [
            { try ModelTrust(publicKeys: []) }, { try ModelTrust(publicKeys: [person.pem, []]) },
            { try ModelTrust(certificateRoots: [], identities: ["email:a@example.com"]) },
            { try ModelTrust(allowedSigners: Array("nonsense".utf8)) },
        ]
        for attempt in attempts {
            let error = #expect(throws: ModelError.self) { try attempt() }
            #expect(error?.kind == .undecided)
            #expect(error?.code == "trust-file")
        }
    }

    @Test func errorsCannotForgeALine() throws {
        let signed = try SignedModel()
        try signed.model.write("", "x\naccepted")
        let error = try refusal(signed)
        #expect(!error.description.contains("\naccepted"))
        #expect(error.description.contains("[unlisted]") || error.description.contains("[odd-file]"))
    }
}
