package import HallmarkCore

/// A DSSE envelope (DSSE v1, `envelope.md`): a payload, its type and signatures over both.
///
/// Nothing in it is trusted until a verifier says so.
package struct Envelope: Sendable, Hashable {
    /// A signature, with the hint which key made it.
    package struct Signature: Sendable, Hashable {
        /// An unauthenticated hint; never a reason to trust.
        package let keyID: String?
        package let bytes: [UInt8]

        package init(keyID: String?, bytes: [UInt8]) {
            self.keyID = keyID
            self.bytes = bytes
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
        } catch let error as JSONError {
            throw StatementError(error)
        } catch let error as StatementError {
            throw error
        } catch {
            throw StatementError(.json, "\(error)")
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
            for element in elements {
                var signature = try JSONReader(element, path: "signatures")
                guard let bytes = Self.decode(try signature.string("sig")), !bytes.isEmpty else {
                    throw StatementError(.base64, "a signature of the envelope is not Base64 in canonical form")
                }
                signatures.append(Signature(keyID: try signature.optionalString("keyid"), bytes: bytes))
            }
            self.signatures = signatures
        } catch let error as JSONError {
            throw StatementError(error)
        } catch let error as StatementError {
            throw error
        } catch {
            throw StatementError(.json, "\(error)")
        }
    }

    /// What is signed: DSSE v1 §"Signature Definition", `PAE(type, body)`.
    package var preAuthenticationEncoding: [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    /// The JSON form on one line, without a line feed, the same bytes for the same envelope.
    package var jsonBytes: [UInt8] {
        let signatures = signatures.map { signature -> JSONValue in
            var members: [String: JSONValue] = ["sig": .string(Base64.encode(signature.bytes))]
            if let keyID = signature.keyID { members["keyid"] = .string(keyID) }
            return .object(members)
        }
        return JSONWriter.bytes(of: [
            "payload": .string(Base64.encode(payload)),
            "payloadType": .string(payloadType),
            "signatures": .array(signatures),
        ])
    }

    /// The SHA-256 of the JSON form, by which references and verdicts name an envelope.
    package var digest: Digest { Digest.sha256(jsonBytes) }

    /// The same payload with a further signature.
    package func adding(_ signature: Signature) -> Envelope {
        Envelope(payload: payload, payloadType: payloadType, signatures: signatures + [signature])
    }

    // DSSE v1 allows both alphabets; each only in its canonical form.
    private static func decode(_ text: String) -> [UInt8]? {
        Base64.decode(text.utf8) ?? Base64.decode(text.utf8, alphabet: .urlSafe)
    }
}
