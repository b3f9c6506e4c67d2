import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

// Foundation has a type of the same name.
private typealias Bundle = HallmarkStatement.Bundle

struct BundleTests {
    private static let envelope = Envelope(
        payload: Array("{}".utf8),
        signatures: [Envelope.Signature(keyID: "k", bytes: [1, 2])]
    )
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/fixtures/oms/vectors-v1.0")
        .path()
    private static let hasFixtures = FileManager.default.fileExists(atPath: fixtures)

    private static let mediaType = #""mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json""#
    private static let hint = #"{"publicKey":{"hint":"k"},"tlogEntries":[]}"#
    private static let dsse =
        #""dsseEnvelope":{"payload":"e30=","payloadType":"t","signatures":[{"sig":"AQI=","keyid":""}]}"#
    /// 32 zero bytes and the signature 01 02.
    private static let message = """
        "messageSignature":{"messageDigest":{"algorithm":"SHA2_256",\
        "digest":"\(String(repeating: "A", count: 43))="},"signature":"AQI="}
        """

    private static func text(_ material: String, _ content: String = dsse, _ type: String = mediaType) -> String {
        "{\(type),\"verificationMaterial\":\(material),\(content)}"
    }

    private static func bundle(_ text: String) throws(StatementError) -> Bundle { try Bundle(json: Array(text.utf8)) }

    private func refusal(_ text: String) -> StatementError.Code? {
        do {
            _ = try Self.bundle(text)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func writtenFormIsCanonicalAndIsReadBack() throws {
        let bundle = try Bundle(envelope: Self.envelope, hint: "h")
        #expect(
            String(decoding: bundle.jsonBytes, as: UTF8.self) == """
                {"dsseEnvelope":{"payload":"e30=","payloadType":"application/vnd.in-toto+json",\
                "signatures":[{"keyid":"","sig":"AQI="}]},\
                "mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",\
                "verificationMaterial":{"publicKey":{"hint":"h"},"tlogEntries":[]}}
                """
        )
        #expect(try Bundle(json: bundle.jsonBytes) == bundle)
        #expect(bundle.signature.keyID == "h")
        #expect(try Bundle(envelope: Self.envelope, hint: nil).signature.keyID == "k")
    }

    @Test func bundleOfCertificatesAndTimestampsIsReadBack() throws {
        let signature = Envelope.Signature(
            keyID: "k",
            bytes: [1],
            certificates: [[2], [3]],
            timestamps: [[4], [5]]
        )
        let envelope = Envelope(payload: [], signatures: [signature])
        let bundle = try Bundle(envelope: envelope, hint: nil)
        let material = try #require(try JSONParser.parse(bundle.jsonBytes)["verificationMaterial"])
        #expect(
            material == [
                "x509CertificateChain": ["certificates": [["rawBytes": "Ag=="], ["rawBytes": "Aw=="]]],
                "timestampVerificationData": [
                    "rfc3161Timestamps": [["signedTimestamp": "BA=="], ["signedTimestamp": "BQ=="]]
                ],
                "tlogEntries": [],
            ]
        )
        #expect(try Bundle(json: bundle.jsonBytes).content == .envelope(envelope))
    }

    @Test func indentedFormIsReadAsTheCompactOne() throws {
        let bundle = try Bundle(envelope: Self.envelope, hint: "h")
        let indented = JSONWriter.bytes(of: try JSONParser.parse(bundle.jsonBytes), layout: .indented)
        #expect(try Bundle(json: indented) == bundle)
    }

    @Test(arguments: [0, 2])
    func onlyAnEnvelopeOfOneSignatureBecomesABundle(count: Int) {
        let signatures = (0..<count).map { Envelope.Signature(keyID: nil, bytes: [UInt8($0)]) }
        let error = #expect(throws: StatementError.self) {
            try Bundle(envelope: Envelope(payload: [], signatures: signatures), hint: nil)
        }
        #expect(error?.code == .signatures)
    }

    @Test(arguments: [
        (hint, ["k"], 0), (#"{"publicKey":{"hint":""}}"#, [], 0),
        (#"{"publicKey":{"hint":"k"},"tlogEntries":null}"#, ["k"], 0),
        (#"{"publicKey":{"rawBytes":"AQ==","keyDetails":"PKIX_ECDSA_P256_SHA_256"}}"#, [], 0),
        (#"{"x509CertificateChain":{"certificates":[{"rawBytes":"AQ=="},{"rawBytes":"Ag=="}]}}"#, [], 2),
        (#"{"certificate":{"rawBytes":"AQ=="},"tlogEntries":[{"logIndex":"1"}]}"#, [], 1),
        (#"{"publicKey":{"hint":"k"},"timestampVerificationData":null}"#, ["k"], 0),
        (#"{"publicKey":{"hint":"k"},"timestampVerificationData":{}}"#, ["k"], 0),
    ])
    func readsEveryMaterial(material: String, keyIDs: [String], certificates: Int) throws {
        for content in [Self.dsse, Self.message] {
            let bundle = try Self.bundle(Self.text(material, content))
            #expect(bundle.signature.keyID.map { [$0] } ?? [] == keyIDs)
            #expect(bundle.signature.certificates == [[1], [2]].prefix(certificates).map { $0 })
            #expect(bundle.signature.bytes == [1, 2])
            #expect(try Bundle(json: bundle.jsonBytes) == bundle)
        }
    }

    @Test(arguments: [
        "{}", #"{"publicKey":{}}"#, #"{"publicKey":{"hint":7}}"#, #"{"publicKey":null}"#, "[]", "null",
        #"{"publicKey":{"hint":"k","rawBytes":"AQ==","keyDetails":"d"}}"#, #"{"publicKey":{"rawBytes":"AQ=="}}"#,
        #"{"publicKey":{"hint":"k"},"certificate":{"rawBytes":"AQ=="},"tlogEntries":[{}]}"#,
        #"{"x509CertificateChain":{"certificates":[]}}"#, #"{"x509CertificateChain":{"certificates":[{}]}}"#,
        #"{"certificate":{"rawBytes":"AQ=="}}"#, #"{"certificate":{"rawBytes":"AQ=="},"tlogEntries":[]}"#,
        #"{"publicKey":{"hint":"k"},"tlogEntries":{}}"#, #"{"publicKey":{"hint":"k"},"tlogEntries":[1]}"#,
        #"{"publicKey":{"hint":"k"},"more":1}"#, #"{"publicKey":{"hint":"k"},"publicKey":{"hint":"k"}}"#,
    ])
    func refusesOtherMaterial(material: String) {
        #expect(refusal(Self.text(material)) == .json)
    }

    @Test(arguments: ["AQ", "AQ=", "AR==", "A Q=", "A+_=", "", "AQ==\\n"])
    func refusesBase64OutsideOfItsCanonicalForm(text: String) {
        #expect(
            refusal(Self.text("{\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"\(text)\"}]}}")) == .base64
        )
        let stamp = "{\"rfc3161Timestamps\":[{\"signedTimestamp\":\"\(text)\"}]}"
        #expect(refusal(Self.text("{\"publicKey\":{\"hint\":\"\"},\"timestampVerificationData\":\(stamp)}")) == .base64)
        let signed = Self.message.replacing("AQI=", with: text)
        #expect(refusal(Self.text(Self.hint, signed)) == .base64)
    }

    @Test func readsBothAlphabets() throws {
        for text in ["-_8=", "+/8="] {
            let chain = "{\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"\(text)\"}]}}"
            #expect(try Self.bundle(Self.text(chain)).signature.certificates == [[0xFB, 0xFF]])
        }
    }

    @Test(arguments: [
        (#""keyid":"""#, Optional("k")), (#""keyid":null"#, "k"), (#""keyid":"k""#, "k"), (#""keyid":"other""#, nil),
        (#""keyid":7"#, nil), (#""keyid":"k","certificate":"AQ==""#, nil), (#""keyid":"k","ext":{}"#, nil),
    ])
    func keyIDIsTheHint(member: String, keyID: String?) throws {
        let text = Self.text(Self.hint, Self.dsse.replacing(#""keyid":"""#, with: member))
        if let keyID {
            #expect(try Self.bundle(text).signature.keyID == keyID)
        } else {
            #expect(refusal(text) != nil)
        }
    }

    @Test(arguments: ["", #"{"sig":"AQI="},{"sig":"AQI="}"#, #"{"sig":""}"#, #"{}"#, "null"])
    func refusesAnEnvelopeOfOtherThanOneSignature(signatures: String) {
        let content = #""dsseEnvelope":{"payload":"e30=","payloadType":"t","signatures":["# + signatures + "]}"
        #expect(refusal(Self.text(Self.hint, content)) != nil)
    }

    @Test func refusesBothContentsAndNone() {
        #expect(refusal(Self.text(Self.hint, Self.dsse + "," + Self.message)) == .json)
        #expect(refusal(Self.text(Self.hint, #""dsseEnvelope":null"#)) == .json)
        #expect(refusal(Self.text(Self.hint, Self.dsse + #","more":1"#)) == .json)
        #expect(
            refusal(Self.text(Self.hint, Self.dsse.replacing(#""payload""#, with: #""more":1,"payload""#))) == .json
        )
    }

    @Test(arguments: [
        ("SHA2_256", 32, true), ("SHA2_384", 48, true), ("SHA2_512", 64, true), ("SHA2_256", 31, false),
        ("SHA2_512", 32, false), ("SHA3_256", 32, false), ("sha256", 32, false),
    ])
    func messageDigestHasTheSizeOfItsAlgorithm(name: String, size: Int, isRead: Bool) throws {
        let digest = Base64.encode([UInt8](repeating: 7, count: size))
        let text = Self.text(
            Self.hint,
            """
            "messageSignature":{"messageDigest":{"algorithm":"\(name)","digest":"\(digest)"},"signature":"AQ=="}
            """
        )
        guard isRead else { return #expect(refusal(text) == .json) }
        let bundle = try Self.bundle(text)
        guard case .message(let digest, let signature) = bundle.content else {
            Issue.record("an envelope")
            return
        }
        #expect(digest.bytes == [UInt8](repeating: 7, count: size))
        #expect(signature == Envelope.Signature(keyID: "k", bytes: [1]))
        #expect(try Bundle(json: bundle.jsonBytes) == bundle)
    }

    @Test func readsTheMediaTypesUpToVersion3() throws {
        for type in Bundle.mediaTypes {
            #expect(refusal(Self.text(Self.hint, Self.dsse, "\"mediaType\":\"\(type)\"")) == nil)
        }
        for type in [
            "", "application/vnd.dev.sigstore.bundle+json;version=0.4", "application/vnd.dev.sigstore.bundle.v0.4+json",
            "application/vnd.dev.sigstore.bundle+json", "application/vnd.dev.sigstore.bundle+json\u{37E}version=0.3",
        ] {
            #expect(refusal(Self.text(Self.hint, Self.dsse, "\"mediaType\":\"\(type)\"")) == .json)
        }
        #expect(refusal(Self.text(Self.hint, Self.dsse, #""mediatype":"t""#)) == .json)
    }

    @Test func everyListHasALimit() {
        func list(_ element: String, _ count: Int) -> String {
            "[\([String](repeating: element, count: count).joined(separator: ","))]"
        }
        func refusals(_ limit: Int, _ material: (Int) -> String) -> [Bool] {
            [limit, limit + 1].map { refusal(Self.text(material($0))) != nil }
        }
        let log = refusals(Bundle.maximumLogEntries) { #"{"publicKey":{"hint":""},"tlogEntries":\#(list("{}", $0))}"# }
        let chain = refusals(Envelope.Signature.maximumCertificates) {
            #"{"x509CertificateChain":{"certificates":\#(list(#"{"rawBytes":"AQ=="}"#, $0))}}"#
        }
        let stamps = refusals(Envelope.Signature.maximumTimestamps) {
            let stamps = list(#"{"signedTimestamp":"AQ=="}"#, $0)
            return #"{"publicKey":{"hint":""},"timestampVerificationData":{"rfc3161Timestamps":\#(stamps)}}"#
        }
        #expect([log, chain, stamps] == [[false, true], [false, true], [false, true]])
        let spaces = String(repeating: " ", count: Bundle.maximumSize)
        #expect(refusal(Self.text(Self.hint) + spaces) == .json)
    }

    @Test(
        .enabled(if: hasFixtures, "../shared/fixtures is not here"),
        arguments: ["valid/key", "valid/certificate", "valid/sigstore", "invalid-payload/wrong-predicate"]
    )
    func readsTheVectorsOfModelSigning(name: String) throws {
        let bundle = try Bundle(json: read("\(Self.fixtures)/\(name).bundle.json"))
        #expect(try Bundle(json: bundle.jsonBytes) == bundle)
        guard case .envelope(let envelope) = bundle.content else {
            Issue.record("a message")
            return
        }
        let statement = try Statement(payloadOf: envelope)
        if name.hasPrefix("valid/") {
            #expect(
                try ModelSignaturePredicate(statement: statement).resources.map(\.name) == ["signme-1", "signme-2"]
            )
        } else {
            #expect(throws: StatementError.self) { try ModelSignaturePredicate(statement: statement) }
        }
    }

    @Test(
        .enabled(if: hasFixtures, "../shared/fixtures is not here"),
        arguments: ["empty", "missing-envelope", "missing-tlog-entries", "missing-verification-material"]
    )
    func refusesTheInvalidVectorsOfModelSigning(name: String) throws {
        let bytes = try read("\(Self.fixtures)/invalid/\(name).bundle.json")
        let error = #expect(throws: StatementError.self) { try Bundle(json: bytes) }
        #expect(error?.code == .json)
    }
}
