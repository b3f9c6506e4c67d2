import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

struct EnvelopeTests {
    private static let sample = Envelope(
        payload: Array("hello world".utf8),
        payloadType: "http://example.com/HelloWorld",
        signatures: [Envelope.Signature(keyID: nil, bytes: [1, 2]), Envelope.Signature(keyID: "k", bytes: [3])]
    )

    // DSSE v1, protocol.md, "Test Vectors": key, message and signature; the signature in DER as OpenSSL reads it.
    private static let vectorKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZ805D3eqNZywjCI19lInBJOp7YMr
        CrzAH3CVTAOQ0jgMeCvVTiaRJaRPRDOv8UMs6U4SvKc6pnrIDOoSYI3fdA==
        -----END PUBLIC KEY-----

        """
    private static let vectorInDER =
        "MEQCIANyarEBrVbCdjtsaqyOSHJ14qeRk6CdxfhZ2fjvPEo7AiBR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
    private static let vectorRaw =
        "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="

    private func refusal(_ text: String) -> StatementError.Code? {
        do {
            _ = try Envelope(json: Array(text.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test func encodingIsTheOneOfTheSpecification() {
        #expect(
            Self.sample.preAuthenticationEncoding
                == Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8)
        )
        #expect(Envelope(payload: [], payloadType: "").preAuthenticationEncoding == Array("DSSEv1 0  0 ".utf8))
    }

    @Test func encodingCountsBytesAndNotCharacters() {
        let envelope = Envelope(payload: [0xFF], payloadType: "ಠ")
        #expect(envelope.preAuthenticationEncoding == Array("DSSEv1 3 ಠ 1 ".utf8) + [0xFF])
    }

    @Test func signatureOfTheSpecificationIsValid() throws {
        let json = """
            {"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld","signatures":[\
            {"sig":"\(Self.vectorInDER)"},{"sig":"\(Self.vectorRaw)"}]}
            """
        let envelope = try Envelope(json: Array(json.utf8))
        let key = try PublicKey(pem: Array(Self.vectorKey.utf8))
        #expect(key.isValid(signature: envelope.signatures[0].bytes, over: envelope.preAuthenticationEncoding))
        // The specification writes r and s side by side; in-toto and Sigstore use DER, and so do we.
        #expect(envelope.signatures[1].bytes.count == 64)
        #expect(!key.isValid(signature: envelope.signatures[1].bytes, over: envelope.preAuthenticationEncoding))
        #expect(!key.isValid(signature: envelope.signatures[0].bytes, over: envelope.payload))
    }

    @Test func writtenFormIsCanonicalAndIsReadBack() throws {
        let text = """
            {"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld",\
            "signatures":[{"sig":"AQI="},{"keyid":"k","sig":"Aw=="}]}
            """
        #expect(String(decoding: Self.sample.jsonBytes, as: UTF8.self) == text)
        #expect(try Envelope(json: Self.sample.jsonBytes) == Self.sample)
        #expect(Self.sample.digest == Digest.sha256(Array(text.utf8)))
    }

    @Test func spellingOfTheJSONDoesNotMatter() throws {
        let text = """
            { "signatures" : [ {"sig":"AQI=", "cert": 1}, {"sig":"Aw==","keyid":"\\u006b"} ], "unknown": {},
              "payloadType":"http:\\/\\/example.com/HelloWorld", "payload":"aGVsbG8gd29ybGQ=" }
            """
        #expect(try Envelope(json: Array(text.utf8)) == Self.sample)
    }

    @Test func readsTheURLSafeAlphabetButNoMixture() throws {
        let envelope = try Envelope(
            json: Array(#"{"payload":"-_-_","payloadType":"t","signatures":[{"sig":"-_-_"}]}"#.utf8)
        )
        #expect(envelope.payload == [0xFB, 0xFF, 0xBF])
        #expect(refusal(#"{"payload":"-/-_","payloadType":"t","signatures":[{"sig":"AQI="}]}"#) == .base64)
    }

    @Test(
        arguments: [
            (#"{"payload":"","payloadType":"t","signatures":[]}"#, .signatures),
            (#"{"payload":"","payloadType":"t"}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":null}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[null]}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[{}]}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":""}]}"#, .base64),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":1}]}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":"AQI=","keyid":1}]}"#, .json),
            (#"{"payload":"","payload":"","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .json),
            (#"{"payload":"","pay\u006coad":"","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":"AQI=","sig":"AQI="}]}"#, .json),
            (#"{"payload":"","payloadtype":"t","signatures":[{"sig":"AQI="}]}"#, .json),
            (#"{"payload":"AQI","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .base64),
            (#"{"payload":"AQJ=","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .base64),
            (#"{"payload":"AQI=\n","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .base64),
            (#"{"payload":" AQI=","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .base64),
            (#"{"payload":"AQI=AQI=","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .base64),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":"AQJ="}]}"#, .base64),
            (#"{"payload":1,"payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .json),
            (#"{"payload":"","payloadType":"t","signatures":[{"sig":"AQI="}]}x"#, .json),
            ("\u{FEFF}" + #"{"payload":"","payloadType":"t","signatures":[{"sig":"AQI="}]}"#, .json),
            ("[]", .json), ("", .json), ("null", .json),
        ] as [(String, StatementError.Code)]
    )
    func refusesEnvelopesThatAnotherReaderMightTakeOtherwise(text: String, code: StatementError.Code) {
        #expect(refusal(text) == code)
    }

    /// PEM of the bytes 1 and 2, in Base64.
    private static let certificate = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFRST0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="

    /// What a signature brings along is malformed, never absent: without it the signature would be worth something else.
    @Test(
        arguments: [
            ("{}", .json), ("null", .json), (#""tsp""#, .json), (#"["tsp"]"#, .json), ("[null]", .json),
            (#"[{"data":"AQI="}]"#, .json), (#"[{"type":1,"data":"AQI="}]"#, .json), (#"[{"type":"tsp"}]"#, .json),
            (#"[{"type":"tsp","data":[]}]"#, .json), (#"[{"type":"tsp","data":"AQI"}]"#, .base64),
            ("[]", nil), (#"[{"type":"other"}]"#, nil), (#"[{"type":"tsp","data":"AQI="}]"#, nil),
        ] as [(String, StatementError.Code?)]
    )
    func refusesMalformedTimestamps(text: String, code: StatementError.Code?) {
        #expect(refusal(Self.envelope(#""timestamps":\#(text)"#)) == code)
    }

    @Test(
        arguments: [
            ("{}", .json), ("null", .json), (#""\#(certificate)""#, .json), ("[null]", .base64),
            (#"["AQI="]"#, .base64),
            ("[]", nil), (#"["\#(certificate)"]"#, nil),
        ] as [(String, StatementError.Code?)]
    )
    func refusesMalformedIntermediates(text: String, code: StatementError.Code?) {
        let leaf = #""certificate":"\#(Self.certificate)","#
        #expect(refusal(Self.envelope(leaf + #""intermediates":\#(text)"#)) == code)
    }

    @Test func refusesIntermediatesWithoutACertificate() {
        #expect(refusal(Self.envelope(#""intermediates":["\#(Self.certificate)"]"#)) == .signatures)
        #expect(refusal(Self.envelope(#""intermediates":[]"#)) == nil)
    }

    private static func envelope(_ members: String) -> String {
        #"{"payload":"","payloadType":"t","signatures":[{"sig":"AQI=",\#(members)}]}"#
    }

    @Test func takesNoMoreSignaturesThanTheLimit() throws {
        func text(_ count: Int) -> String {
            let signatures = Array(repeating: #"{"sig":"AQI="}"#, count: count).joined(separator: ",")
            return #"{"payload":"","payloadType":"t","signatures":["# + signatures + "]}"
        }
        #expect(refusal(text(Envelope.maximumSignatures)) == nil)
        #expect(refusal(text(Envelope.maximumSignatures + 1)) == .signatures)
    }

    @Test func cosigningKeepsThePayloadAndStopsAtTheLimit() throws {
        let first = KeySigner(try PrivateKey(generating: .ed25519))
        let second = KeySigner(try PrivateKey(generating: .p256))
        var envelope = try second.cosign(first.envelope(payload: Array("{}".utf8)))
        #expect(envelope.signatures.map(\.keyID) == [first.keyID, second.keyID])
        #expect(envelope.payloadType == Envelope.inTotoPayloadType)
        #expect(try Envelope(json: envelope.jsonBytes) == envelope)
        while envelope.signatures.count < Envelope.maximumSignatures { envelope = try first.cosign(envelope) }
        let error = #expect(throws: SigningError.self) { try first.cosign(envelope) }
        #expect(error?.code == .signature)
    }

    @Test func refusesMoreBytesThanTheLimit() {
        let text = [UInt8](repeating: 0x20, count: Envelope.maximumSize + 1)
        #expect(throws: StatementError.self) { try Envelope(json: text) }
    }
}
