package import HallmarkCore

/// A Sigstore bundle (protobuf-specs, `sigstore_bundle.proto`, v0.3): one signature and what it takes to check it.
///
/// Nothing in it is trusted until a verifier says so: its certificates lead to no root by themselves, its log entries
/// are kept as they came, and a key that lies inside is left there, since it would vouch for itself.
package struct Bundle: Sendable, Hashable {
    /// What is signed.
    package enum Content: Sendable, Hashable {
        /// An envelope of exactly one signature, which has the certificates and timestamps of the bundle.
        case envelope(Envelope)
        /// A message that lies elsewhere, with the digest that the bundle claims for it.
        case message(digest: Digest, signature: Envelope.Signature)
    }

    /// How many bytes a bundle may have.
    package static let maximumSize = Envelope.maximumSize
    /// How many entries of transparency logs a bundle may bring along.
    package static let maximumLogEntries = 16
    /// The media type that is written.
    package static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    /// The media types that are read.
    package static let mediaTypes =
        [mediaType] + ["0.1", "0.2", "0.3"].map { "application/vnd.dev.sigstore.bundle+json;version=\($0)" }

    package let content: Content
    /// Entries of transparency logs (`sigstore_rekor.proto`, `TransparencyLogEntry`), as they came: untrusted.
    package let logEntries: [JSONValue]

    init(content: Content, logEntries: [JSONValue]) {
        self.content = content
        self.logEntries = logEntries
    }

    /// A bundle of an envelope with one signature.
    ///
    /// - Parameter hint: what the bundle calls the key, where that is not what the signature calls it.
    package init(envelope: Envelope, hint: String?) throws(StatementError) {
        guard let signature = envelope.signatures.first, envelope.signatures.count == 1 else {
            throw StatementError(
                .signatures,
                "a bundle carries exactly one signature, and this envelope has \(envelope.signatures.count)"
            )
        }
        let named = Envelope.Signature(
            // An empty hint is how a bundle says that it has none.
            keyID: (hint ?? signature.keyID).flatMap { $0.isEmpty ? nil : $0 },
            bytes: signature.bytes,
            certificates: signature.certificates,
            timestamps: signature.timestamps
        )
        self.init(content: .envelope(envelope.replacingSignatures(by: named)), logEntries: [])
    }

    /// The one signature.
    package var signature: Envelope.Signature {
        switch content {
        case .envelope(let envelope): envelope.signatures[0]
        case .message(_, let signature): signature
        }
    }

    /// The JSON form on one line, without a line feed, the same bytes for the same bundle.
    package var jsonBytes: [UInt8] {
        var members: [String: JSONValue] = ["mediaType": .string(Self.mediaType), "verificationMaterial": material]
        switch content {
        case .envelope(let envelope): members["dsseEnvelope"] = json(envelope)
        case .message(let digest, let signature):
            members["messageSignature"] = [
                "messageDigest": [
                    "algorithm": .string(digest.algorithm.bundleName), "digest": .string(Base64.encode(digest.bytes)),
                ],
                "signature": .string(Base64.encode(signature.bytes)),
            ]
        }
        return JSONWriter.bytes(of: .object(members))
    }

    private var material: JSONValue {
        let certificates = signature.certificates.map { ["rawBytes": .string(Base64.encode($0))] as JSONValue }
        var members: [String: JSONValue] = ["tlogEntries": .array(logEntries)]
        if certificates.isEmpty {
            members["publicKey"] = ["hint": .string(signature.keyID ?? "")]
        } else if certificates.count == 1, !logEntries.isEmpty {
            members["certificate"] = certificates[0]
        } else {
            members["x509CertificateChain"] = ["certificates": .array(certificates)]
        }
        if !signature.timestamps.isEmpty {
            let timestamps = signature.timestamps.map { ["signedTimestamp": .string(Base64.encode($0))] as JSONValue }
            members["timestampVerificationData"] = ["rfc3161Timestamps": .array(timestamps)]
        }
        return .object(members)
    }

    private func json(_ envelope: Envelope) -> JSONValue {
        // The hint names the key; only beside certificates is the member of the envelope the one place for a name.
        let keyID = signature.certificates.isEmpty ? "" : signature.keyID ?? ""
        return [
            "payload": .string(Base64.encode(envelope.payload)),
            "payloadType": .string(envelope.payloadType),
            "signatures": [["sig": .string(Base64.encode(signature.bytes)), "keyid": .string(keyID)]],
        ]
    }
}

extension DigestAlgorithm {
    /// The name in `sigstore_common.proto`, `HashAlgorithm`.
    var bundleName: String {
        switch self {
        case .sha256: "SHA2_256"
        case .sha384: "SHA2_384"
        case .sha512: "SHA2_512"
        }
    }
}

extension Envelope {
    /// The same payload with one signature only.
    func replacingSignatures(by signature: Signature) -> Envelope {
        Envelope(payload: payload, payloadType: payloadType, signatures: [signature])
    }
}
