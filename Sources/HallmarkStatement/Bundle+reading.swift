package import HallmarkCore

extension Bundle {
    /// Reads the JSON form, on one line or many.
    ///
    /// The mapping of protobuf to JSON is read in one spelling only: names in lower camel case, enumerations by name,
    /// nothing unknown in the bundle, its material, its envelope and its signature. `null` stands for an absent member.
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
            self = try Self.read(value)
        } catch {
            throw StatementError(reading: error)
        }
    }

    private static func read(_ value: JSONValue) throws -> Bundle {
        var reader = try JSONReader(value)
        let mediaType = try reader.string("mediaType")
        guard mediaTypes.contains(where: { $0.utf8.elementsEqual(mediaType.utf8) }) else {
            throw StatementError(.json, "the media type \"\(mediaType)\" is not one of a Sigstore bundle up to v0.3")
        }
        let material = try Material(reader.object("verificationMaterial"))
        let content: Content
        switch (reader.present("dsseEnvelope"), reader.present("messageSignature")) {
        case (let envelope?, nil): content = .envelope(try Self.envelope(envelope, material))
        case (nil, let message?): content = try Self.message(message, material)
        default: throw StatementError(.json, "a bundle has either a dsseEnvelope or a messageSignature")
        }
        try reader.finish()
        return Bundle(content: content, logEntries: material.logEntries)
    }

    private static func envelope(_ value: JSONValue, _ material: Material) throws -> Envelope {
        var reader = try JSONReader(value, path: "dsseEnvelope")
        let elements = try reader.array("signatures")
        // `sigstore_bundle.proto`: "DSSE envelopes in a bundle MUST have exactly one signature".
        guard elements.count == 1 else {
            throw StatementError(
                .signatures,
                "the envelope of a bundle has exactly one signature, not \(elements.count)"
            )
        }
        var signature = try JSONReader(elements[0], path: "dsseEnvelope.signatures")
        let sig = try signature.string("sig")
        var keyID: String?
        if signature.present("keyid") != nil { keyID = try signature.string("keyid") }
        // What DSSE leaves open in a signature could contradict the material here.
        try signature.finish()
        let envelope = try Envelope([
            "payload": .string(try reader.string("payload")), "payloadType": .string(try reader.string("payloadType")),
            "signatures": [["sig": .string(sig)]],
        ])
        try reader.finish()
        let named = try material.signature(envelope.signatures[0].bytes, keyID: keyID)
        return envelope.replacingSignatures(by: named)
    }

    private static func message(_ value: JSONValue, _ material: Material) throws -> Content {
        var reader = try JSONReader(value, path: "messageSignature")
        var claim = try reader.object("messageDigest")
        let name = try claim.string("algorithm")
        guard let algorithm = DigestAlgorithm.allCases.first(where: { $0.bundleName == name }) else {
            throw StatementError(.json, "the digest algorithm \"\(name)\" of a bundle is not SHA-2 of 256 to 512 bits")
        }
        guard let digest = Digest(algorithm, bytes: try claim.bytes("digest")) else {
            throw StatementError(.json, "the digest of a bundle does not have the \(algorithm.size) bytes of \(name)")
        }
        try claim.finish()
        let signature = try material.signature(try reader.bytes("signature"), keyID: nil)
        try reader.finish()
        return .message(digest: digest, signature: signature)
    }
}

/// The verification material of a bundle.
private struct Material {
    let hint: String?
    let certificates: [[UInt8]]
    let timestamps: [[UInt8]]
    let logEntries: [JSONValue]

    init(_ value: JSONReader) throws {
        var reader = value
        let kinds = ["publicKey", "x509CertificateChain", "certificate"].filter { reader.present($0) != nil }
        guard let kind = kinds.first, kinds.count == 1 else {
            throw StatementError(
                .json,
                "a bundle has exactly one of publicKey, x509CertificateChain and certificate, not \(kinds.count)"
            )
        }
        let logEntries = reader.present("tlogEntries") == nil ? [] : try reader.array("tlogEntries")
        guard logEntries.count <= Bundle.maximumLogEntries, logEntries.allSatisfy({ $0.object != nil }) else {
            throw StatementError(.json, "tlogEntries of a bundle are at most \(Bundle.maximumLogEntries) objects")
        }
        self.logEntries = logEntries
        var content = try reader.object(kind)
        switch kind {
        case "publicKey":
            hint = try Self.hint(&content)
            certificates = []
        case "certificate":
            // OMS v1.0 §4.1: a certificate of minutes means nothing without the log that says when it was used.
            guard !logEntries.isEmpty else {
                throw StatementError(.json, "a bundle with a keyless certificate has no entry of a transparency log")
            }
            hint = nil
            certificates = [try content.bytes("rawBytes")]
        default:
            let elements = try content.array("certificates")
            guard (1...Envelope.Signature.maximumCertificates).contains(elements.count) else {
                let limit = Envelope.Signature.maximumCertificates
                throw StatementError(.json, "the certificate chain of a bundle has 1 to \(limit) certificates")
            }
            hint = nil
            certificates = try elements.map { element in
                var reader = try JSONReader(element, path: "verificationMaterial.x509CertificateChain.certificates")
                return try reader.bytes("rawBytes")
            }
        }
        timestamps = try Self.timestamps(&reader)
        try reader.finish()
    }

    /// The one signature, with what the material says about it.
    func signature(_ bytes: [UInt8], keyID: String?) throws(StatementError) -> Envelope.Signature {
        let names = Set([keyID, hint].compactMap { $0 }.filter { !$0.isEmpty }.map { Array($0.utf8) })
        // `sigstore_bundle.proto`: a hint and a keyid, where both are set, are the same.
        guard names.count <= 1 else {
            throw StatementError(.signatures, "the hint and the keyid of a bundle name two keys")
        }
        return Envelope.Signature(
            keyID: names.first.map { String(decoding: $0, as: UTF8.self) },
            bytes: bytes,
            certificates: certificates,
            timestamps: timestamps
        )
    }

    private static func hint(_ reader: inout JSONReader) throws -> String? {
        switch (reader.present("hint") != nil, reader.present("rawBytes") != nil) {
        case (true, false): return try reader.string("hint")
        case (false, true):
            // The form before v0.1 of the format; the key is not believed, but it has to be one value.
            _ = try reader.bytes("rawBytes")
            _ = try reader.string("keyDetails")
            return nil
        default: throw StatementError(.json, "the publicKey of a bundle has either a hint or rawBytes")
        }
    }

    private static func timestamps(_ reader: inout JSONReader) throws -> [[UInt8]] {
        guard reader.present("timestampVerificationData") != nil else { return [] }
        var data = try reader.object("timestampVerificationData")
        let elements = data.present("rfc3161Timestamps") == nil ? [] : try data.array("rfc3161Timestamps")
        guard elements.count <= Envelope.Signature.maximumTimestamps else {
            let limit = Envelope.Signature.maximumTimestamps
            throw StatementError(.signatures, "a bundle brings along more than \(limit) timestamps")
        }
        return try elements.map { element in
            var reader = try JSONReader(element, path: data.place("rfc3161Timestamps"))
            return try reader.bytes("signedTimestamp")
        }
    }
}

extension JSONReader {
    /// The member, or `nil` when it is absent or `null`, which protobuf takes for the same.
    fileprivate mutating func present(_ name: String) -> JSONValue? {
        guard let value = optional(name), value != .null else { return nil }
        return value
    }

    /// The bytes of a Base64 member, of which there is at least one.
    fileprivate mutating func bytes(_ name: String) throws -> [UInt8] {
        let text = try string(name).utf8
        guard let bytes = Base64.decode(text) ?? Base64.decode(text, alphabet: .urlSafe), !bytes.isEmpty else {
            throw StatementError(.base64, "\(place(name)) is not Base64 in canonical form")
        }
        return bytes
    }
}
