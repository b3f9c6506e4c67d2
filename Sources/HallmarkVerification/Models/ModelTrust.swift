internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// Whose signature makes a model one that may be loaded.
///
/// ```swift
/// let trust = try ModelTrust(publicKeys: [key])
/// let model = try trust.open("/srv/models/classifier", bundle: "/srv/models/classifier.sig", atUnixTime: now)
/// let weights = try model.file("weights.safetensors").sealedCopy()
/// ```
public struct ModelTrust: Sendable {
    private enum Way {
        case keys([PublicKey])
        case certificates(CertificateTrust, TimestampTrust?)
        case allowedSigners(AllowedSigners, identities: [String])
    }

    private let way: Way

    /// Trusts signatures by public keys.
    ///
    /// - Parameter publicKeys: a key each, `-----BEGIN PUBLIC KEY-----` in PEM.
    /// - Throws: ``ModelError``, `trust-file`, when there is none or one cannot be read.
    public init(publicKeys: [[UInt8]]) throws(ModelError) {
        guard !publicKeys.isEmpty else { throw Self.unusable("no public key is given") }
        var keys: [PublicKey] = []
        for pem in publicKeys { keys.append(try Self.reading { () throws(SigningError) in try PublicKey(pem: pem) }) }
        self.way = .keys(keys)
    }

    /// Trusts signatures by certificates below given roots that name one of the identities (RFC 5280).
    ///
    /// - Parameters:
    ///   - certificateRoots: the root certificates in PEM; the system's are never used.
    ///   - identities: `email:…`, `uri:…` or `dns:…` of the subjectAltName, compared byte by byte.
    ///   - revocationLists: a list of an issuer each, `-----BEGIN X509 CRL-----` in PEM. When there is one, the leaf's
    ///     issuer must have one.
    ///   - timestampRoots: the root certificates of time-stamping authorities (RFC 3161) in PEM; without them a
    ///     certificate has to be valid when the model is opened.
    /// - Throws: ``ModelError``, `trust-file`, when one of these cannot be read, or when there is no root or identity.
    public init(
        certificateRoots: [UInt8],
        identities: [String],
        revocationLists: [[UInt8]] = [],
        timestampRoots: [UInt8]? = nil
    ) throws(ModelError) {
        self.way = try Self.reading { () throws(SigningError) in
            var lists: [RevocationList] = []
            for pem in revocationLists { lists.append(try RevocationList(pem: pem)) }
            let trust = try CertificateTrust(
                roots: Certificate.chain(pem: certificateRoots),
                identities: identities.map { CertificateIdentity($0) },
                revocationLists: lists
            )
            guard let timestampRoots else { return .certificates(trust, nil) }
            let timestamps = try TimestampTrust(
                roots: Certificate.chain(pem: timestampRoots),
                revocationLists: lists
            )
            return .certificates(trust, timestamps)
        }
    }

    /// Trusts SSH signatures by a list of signers.
    ///
    /// - Parameters:
    ///   - allowedSigners: the list, in the form of git's `gpg.ssh.allowedSignersFile` (ssh-keygen(1)).
    ///   - identities: the principals of the list who count; all of them when there is none.
    /// - Throws: ``ModelError``, `trust-file`, when the list cannot be read.
    public init(allowedSigners: [UInt8], identities: [String] = []) throws(ModelError) {
        let signers = try Self.reading { () throws(SigningError) in try AllowedSigners(allowedSigners) }
        self.way = .allowedSigners(signers, identities: identities)
    }

    /// Verifies a model by its OpenSSF model signature (v1.0), and hands back what was verified.
    ///
    /// Each file is opened once, relative to its folder and without following links, and read once, on all cores; the call
    /// blocks its thread meanwhile. Nothing of the model is executed or interpreted.
    ///
    /// - Parameters:
    ///   - path: the model's file, or the folder that is a model as a whole.
    ///   - bundle: the path of the signature, a Sigstore bundle; it may lie in the folder.
    ///   - time: now, in seconds since 1970-01-01T00:00:00Z; certificates and SSH signers are judged by it.
    /// - Throws: ``ModelError``, with the codes of `hallmark verify model --bundle`: `missing` when nobody who is trusted
    ///   signed, `rejected` when the signature or the bytes are not what was signed, `undecided` when that cannot be told.
    public func open(_ path: String, bundle: String, atUnixTime time: Int64) throws(ModelError) -> VerifiedModel {
        let envelope = try Self.envelope(in: bundle)
        let signatures = try signers(at: time).verify(envelope)
        guard signatures.isAccepted else {
            let reasons = Verdict.Line.refusal(of: bundle, kind: "bundle", signatures).reasons
            throw ModelError(signatures.isContradicted ? .rejected : .missing, reasons)
        }
        let judgement = try ModelJudgement(
            of: path,
            signed: Self.statement(of: envelope),
            signature: bundle,
            maximumOpenFiles: VerifiedModel.maximumOpenFiles
        )
        guard let manifest = judgement.manifest, judgement.reasons.isEmpty else {
            throw ModelError(.rejected, judgement.reasons)
        }
        let names = signatures.signers.map(\.name)
        return VerifiedModel(judgement.files, manifest, signers: names, remarks: judgement.remarks)
    }

    private func signers(at time: Int64) throws(ModelError) -> TrustedSigners {
        // The years that RFC 5280 and RFC 3339 can write.
        guard (0...253_402_300_799).contains(time) else {
            throw ModelError(.undecided, Reason("time", "\(time) is no time", mend: "give the seconds since 1970"))
        }
        let time = Timestamp(seconds: time)
        let check: any SignatureCheck =
            switch way {
            case .keys(let keys): KeyCheck(keys)
            case .certificates(let trust, let timestamps): CertificateCheck(trust, timestamps: timestamps, at: time)
            case .allowedSigners(let list, let identities): AllowedSignersCheck(list, identities: identities, at: time)
            }
        // A bundle has exactly one signature.
        do { return try TrustedSigners([check], threshold: 1) } catch { throw Self.unusable("\(error)") }
    }

    private static func envelope(in path: String) throws(ModelError) -> Envelope {
        let bundle: Bundle
        do {
            guard !path.utf8.contains(0) else { throw FileError(.name, path: path, reason: "holds a NUL") }
            let file = try FileBytes(path: path, followingLink: true)
            bundle = try Bundle(json: file.allBytes(maximumSize: Bundle.maximumSize))
        } catch let error as FileError {
            throw ModelError(error)
        } catch {
            throw ModelError(
                .undecided,
                Reason("malformed", "\(path) is no sigstore bundle: \(error)", mend: "have the model signed anew")
            )
        }
        guard case .envelope(let envelope) = bundle.content else {
            throw ModelError(
                .rejected,
                Reason("predicate-type", "\(path) signs a file's bytes and holds no statement", mend: "sign the model")
            )
        }
        return envelope
    }

    private static func statement(of envelope: Envelope) throws(ModelError) -> Statement {
        let statement: Statement
        do {
            statement = try Statement(payloadOf: envelope)
        } catch {
            throw ModelError(
                .rejected,
                Reason("malformed", "the signed payload is no in-toto statement: \(error)", mend: "sign the model")
            )
        }
        guard statement.predicateType == ModelSignaturePredicate.type else {
            throw ModelError(
                .rejected,
                Reason(
                    "predicate-type",
                    "the statement is no model signature",
                    expected: ModelSignaturePredicate.type,
                    found: statement.predicateType
                )
            )
        }
        return statement
    }

    private static func reading<Value>(_ parse: () throws(SigningError) -> Value) throws(ModelError) -> Value {
        do throws(SigningError) { return try parse() } catch { throw unusable("\(error)") }
    }

    private static func unusable(_ reason: String) -> ModelError {
        ModelError(
            .undecided,
            Reason(
                "trust-file",
                "this cannot be used to verify: \(reason)",
                mend: "give keys, roots or signers in their form"
            )
        )
    }
}
