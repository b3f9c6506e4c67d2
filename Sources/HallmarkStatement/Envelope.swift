package import HallmarkCore

/// A DSSE envelope (DSSE v1, `envelope.md`): a payload, its type and signatures over both.
///
/// Nothing in it is trusted until a verifier says so.
package struct Envelope: Sendable, Hashable {
    /// A signature, with the hint which key made it, and what it takes to check it by a certificate.
    package struct Signature: Sendable, Hashable {
        /// How many certificates a signature may bring along.
        package static let maximumCertificates = 16
        /// How many timestamps a signature may bring along.
        package static let maximumTimestamps = 16

        /// An unauthenticated hint; never a reason to trust.
        package let keyID: String?
        package let bytes: [UInt8]
        /// The signer's certificate and those between it and a root, in DER, as they came: untrusted.
        package let certificates: [[UInt8]]
        /// RFC 3161 timestamps over ``bytes`` in DER, responses or bare tokens, as they came: untrusted.
        package let timestamps: [[UInt8]]

        package init(
            keyID: String?,
            bytes: [UInt8],
            certificates: [[UInt8]] = [],
            timestamps: [[UInt8]] = []
        ) {
            self.keyID = keyID
            self.bytes = bytes
            self.certificates = certificates
            self.timestamps = timestamps
        }
    }

    /// The payload type of in-toto statements.
    package static let inTotoPayloadType = "application/vnd.in-toto+json"
    /// How many bytes an envelope's JSON may have.
    package static let maximumSize = 16 << 20
    /// How many signatures an envelope may carry.
    package static let maximumSignatures = 64

    package let payload: [UInt8]
    package let payloadType: String
    package let signatures: [Signature]

    package init(payload: [UInt8], payloadType: String = inTotoPayloadType, signatures: [Signature] = []) {
        self.payload = payload
        self.payloadType = payloadType
        self.signatures = signatures
    }

    /// Reads the JSON form.
    package init(json bytes: [UInt8]) throws(StatementError) {
        do {
            try self.init(JSONParser.parse(bytes, maximumSize: Self.maximumSize))
        } catch {
            throw StatementError(reading: error)
        }
    }

    /// Reads a parsed JSON object.
    package init(_ value: JSONValue) throws(StatementError) {
        do {
            var reader = try JSONReader(value)
            let payload = try reader.string("payload")
            self.payloadType = try reader.string("payloadType")
            guard let bytes = Self.decode(payload) else {
                throw StatementError(.base64, "the payload of the envelope is not Base64 in canonical form")
            }
            self.payload = bytes
            let elements = try reader.array("signatures")
            guard (1...Self.maximumSignatures).contains(elements.count) else {
                throw StatementError(.signatures, "an envelope carries 1 to \(Self.maximumSignatures) signatures")
            }
            var signatures: [Signature] = []
            for element in elements { signatures.append(try Self.signature(element)) }
            self.signatures = signatures
        } catch {
            throw StatementError(reading: error)
        }
    }

    /// What is signed: DSSE v1 §"Signature Definition", `PAE(type, body)`.
    package var preAuthenticationEncoding: [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    /// The JSON form on one line, without a line feed, the same bytes for the same envelope.
    package var jsonBytes: [UInt8] {
        JSONWriter.bytes(of: [
            "payload": .string(Base64.encode(payload)),
            "payloadType": .string(payloadType),
            "signatures": .array(signatures.map(\.json)),
        ])
    }

    /// The SHA-256 of the JSON form, by which references and verdicts name an envelope.
    package var digest: Digest { Digest.sha256(jsonBytes) }

    /// The same payload with a further signature.
    package func adding(_ signature: Signature) -> Envelope {
        Envelope(payload: payload, payloadType: payloadType, signatures: signatures + [signature])
    }

    private static func signature(_ value: JSONValue) throws -> Signature {
        var reader = try JSONReader(value, path: "signatures")
        guard let bytes = decode(try reader.string("sig")), !bytes.isEmpty else {
            throw StatementError(.base64, "a signature of the envelope is not Base64 in canonical form")
        }
        // Members that the reader does not know are left alone (DSSE v1 §"Parameters"): they are not signed.
        return Signature(
            keyID: try reader.optionalString("keyid"),
            bytes: bytes,
            certificates: try Signature.certificates(&reader),
            timestamps: try Signature.timestamps(&reader)
        )
    }

    // DSSE v1 allows both alphabets; each only in its canonical form.
    fileprivate static func decode(_ text: String) -> [UInt8]? {
        Base64.decode(text.utf8) ?? Base64.decode(text.utf8, alphabet: .urlSafe)
    }
}

/// The members by which witness-style envelopes carry what a certificate's verification needs: `certificate` and
/// `intermediates` are Base64 of PEM, `timestamps` lists `{"type":"tsp","data":…}`.
extension Envelope.Signature {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["sig": .string(Base64.encode(bytes))]
        if let keyID { members["keyid"] = .string(keyID) }
        let encoded = certificates.map { der -> JSONValue in
            let block = PEM.Block(label: Self.certificateLabel, bytes: der)
            return .string(Base64.encode(Array(PEM.encode(block).utf8)))
        }
        if let leaf = encoded.first { members["certificate"] = leaf }
        if encoded.count > 1 { members["intermediates"] = .array(Array(encoded.dropFirst())) }
        if !timestamps.isEmpty {
            members["timestamps"] = .array(
                timestamps.map { ["type": "tsp", "data": .string(Base64.encode($0))] }
            )
        }
        return .object(members)
    }

    private static let certificateLabel = "CERTIFICATE"

    fileprivate static func certificates(_ reader: inout JSONReader) throws -> [[UInt8]] {
        let others = try reader.elements("intermediates")
        guard let leaf = try reader.optionalString("certificate") else {
            guard others.isEmpty else {
                throw StatementError(.signatures, "a signature brings intermediates along without its certificate")
            }
            return []
        }
        guard others.count < maximumCertificates else {
            throw StatementError(.signatures, "a signature brings along more than \(maximumCertificates) certificates")
        }
        return try ([.string(leaf)] + others).map { element in
            guard let text = element.string, let pem = Envelope.decode(text), let blocks = PEM.decode(pem),
                blocks.count == 1, blocks[0].label == certificateLabel
            else { throw StatementError(.base64, "a certificate of the envelope is not one PEM block in Base64") }
            return blocks[0].bytes
        }
    }

    fileprivate static func timestamps(_ reader: inout JSONReader) throws -> [[UInt8]] {
        let elements = try reader.elements("timestamps")
        guard elements.count <= maximumTimestamps else {
            throw StatementError(.signatures, "a signature brings along more than \(maximumTimestamps) timestamps")
        }
        return try elements.compactMap { element in
            var reader = try JSONReader(element, path: "signatures.timestamps")
            guard try reader.string("type") == "tsp" else { return nil }
            guard let bytes = try Envelope.decode(reader.string("data")) else {
                throw StatementError(.base64, "a timestamp of the envelope is not Base64 in canonical form")
            }
            return bytes
        }
    }
}

extension JSONReader {
    /// The elements of an array member, of which an absent one has none.
    fileprivate mutating func elements(_ name: String) throws(JSONError) -> [JSONValue] {
        optional(name) == nil ? [] : try array(name)
    }
}
