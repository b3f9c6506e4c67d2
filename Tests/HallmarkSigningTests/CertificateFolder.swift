import HallmarkCore
import HallmarkSigning
import Testing

/// A folder in which the `openssl` command plays the authorities.
struct CertificateFolder {
    static let rootExtensions = [
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash",
    ]
    static let issuerExtensions = rootExtensions + ["authorityKeyIdentifier=keyid"]
    static let leafExtensions = [
        "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=codeSigning",
        "subjectAltName=email:releases@example.com,URI:https://example.com/build,DNS:example.com",
        "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid",
    ]
    static let ecKey = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]

    let path: String

    /// The extensions of a good leaf, with some replaced by name and, without a value, left out.
    static func leaf(_ changes: String...) -> [String] {
        let names = changes.map { $0.split(separator: "=")[0] }
        let kept = leafExtensions.filter { !names.contains($0.split(separator: "=")[0]) }
        return kept + changes.filter { $0.contains("=") }
    }

    /// Issues a certificate; without an issuer, by its own key.
    @discardableResult
    func issue(
        _ name: String,
        by issuer: String? = nil,
        extensions: [String],
        key: [String] = ecKey,
        days: Int = 100,
        serial: Int = 7,
        options: [String] = []
    ) throws -> Certificate {
        try OpenSSL.run(arguments: ["genpkey", "-out", "\(path)/\(name).key", "-algorithm"] + key)
        try OpenSSL.run(
            "req",
            "-new",
            "-key",
            "\(path)/\(name).key",
            "-subj",
            "/CN=\(name)",
            "-out",
            "\(path)/\(name).csr"
        )
        try write(extensions.joined(separator: "\n").utf8, to: "\(path)/\(name).ext")
        let by = issuer.map { ["-CA", "\(path)/\($0).pem", "-CAkey", "\(path)/\($0).key"] }
        try OpenSSL.run(
            arguments: [
                "x509", "-req", "-in", "\(path)/\(name).csr", "-out", "\(path)/\(name).pem", "-days", "\(days)",
                "-set_serial", "\(serial)", "-extfile", "\(path)/\(name).ext",
            ] + (by ?? ["-signkey", "\(path)/\(name).key"]) + options
        )
        return try Certificate.chain(pem: read("\(path)/\(name).pem"))[0]
    }

    func issueRoot(_ name: String = "root") throws -> Certificate {
        try issue(name, extensions: Self.rootExtensions, days: 1000)
    }

    func issueIntermediate(
        _ name: String = "intermediate",
        by issuer: String = "root",
        adding extensions: [String] = [],
        key: [String] = ecKey,
        days: Int = 500
    ) throws -> Certificate {
        try issue(
            name,
            by: issuer,
            extensions: Self.issuerExtensions + extensions,
            key: key,
            days: days
        )
    }

    /// Issues a certificate again, by its own key or another, valid between two times (`YYYYMMDDHHMMSSZ`).
    func reissue(_ name: String, by issuer: String, from start: String, to end: String) throws -> Certificate {
        let config = "\(path)/\(name).ca"
        try write([], to: "\(path)/\(name).index")
        let lines = [
            "[ca]", "default_ca=list", "[list]", "database=\(path)/\(name).index", "default_md=sha256",
            "new_certs_dir=\(path)", "rand_serial=yes", "policy=any", "[any]", "commonName=supplied",
        ]
        try write(lines.joined(separator: "\n").utf8, to: config)
        let by = name == issuer ? ["-selfsign"] : ["-cert", "\(path)/\(issuer).pem"]
        try OpenSSL.run(
            arguments: [
                "ca", "-batch", "-notext", "-config", config, "-in", "\(path)/\(name).csr", "-out",
                "\(path)/\(name).pem", "-extfile", "\(path)/\(name).ext", "-keyfile", "\(path)/\(issuer).key",
                "-startdate", start, "-enddate", end,
            ] + by
        )
        return try Certificate.chain(pem: read("\(path)/\(name).pem"))[0]
    }

    /// The list of what an authority revokes.
    func revocationList(of issuer: String, revoking names: [String] = [], days: Int = 10) throws -> [UInt8] {
        let config = "\(path)/\(issuer).cnf"
        try write([], to: "\(path)/\(issuer).index")
        let lines = [
            "[ca]", "default_ca=list", "[list]", "database=\(path)/\(issuer).index", "default_md=sha256",
            "certificate=\(path)/\(issuer).pem", "private_key=\(path)/\(issuer).key", "crl_extensions=extensions",
            "[extensions]", "authorityKeyIdentifier=keyid",
        ]
        try write(lines.joined(separator: "\n").utf8, to: config)
        for name in names {
            try OpenSSL.run("ca", "-config", config, "-revoke", "\(path)/\(name).pem", "-crl_reason", "keyCompromise")
        }
        let output = "\(path)/\(issuer).crl"
        try OpenSSL.run("ca", "-config", config, "-gencrl", "-crldays", "\(days)", "-out", output)
        return try read(output)
    }

    /// What an authority answers to a request.
    func timestamp(
        for request: [UInt8],
        by signer: String,
        chain: String = "root",
        accuracy: String? = nil,
        options: [String] = []
    ) throws -> [UInt8] {
        var lines = [
            "[tsa]", "default_tsa=authority", "[authority]", "serial=\(path)/serial", "crypto_device=builtin",
            "signer_digest=sha256", "default_policy=1.2.3.4.1", "digests=sha1,sha256,sha384,sha512",
            "ess_cert_id_chain=no", "ess_cert_id_alg=sha256",
        ]
        if let accuracy { lines.append("accuracy=\(accuracy)") }
        try write(lines.joined(separator: "\n").utf8, to: "\(path)/tsa.cnf")
        try write(request, to: "\(path)/request")
        try OpenSSL.run(
            arguments: [
                "ts", "-reply", "-config", "\(path)/tsa.cnf", "-queryfile", "\(path)/request", "-signer",
                "\(path)/\(signer).pem", "-inkey", "\(path)/\(signer).key", "-chain", "\(path)/\(chain).pem", "-out",
                "\(path)/response",
            ] + options
        )
        return try read("\(path)/response")
    }
}

extension CertificateFolder {
    /// A token made without the command's own rules for authorities: signed as any CMS message, with what is changed
    /// in the TSTInfo of a response.
    func token(
        from response: [UInt8],
        signer: String,
        options: [String] = ["-cades"],
        change: ([UInt8]) -> [UInt8] = { $0 }
    ) throws -> [UInt8] {
        try write(response, to: "\(path)/response")
        try OpenSSL.run("ts", "-reply", "-in", "\(path)/response", "-token_out", "-out", "\(path)/token")
        let info = try OpenSSL.run("cms", "-verify", "-noverify", "-inform", "DER", "-in", "\(path)/token")
        try write(change(info), to: "\(path)/info")
        return try OpenSSL.run(
            arguments: [
                "cms", "-sign", "-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-outform",
                "DER",
                "-in", "\(path)/info", "-signer", "\(path)/\(signer).pem", "-inkey", "\(path)/\(signer).key",
            ] + options
        )
    }
}

extension Timestamp {
    func adding(days: Int64 = 0, seconds: Int64 = 0) -> Timestamp {
        Timestamp(seconds: self.seconds + days * 86_400 + seconds)
    }
}

func withCertificateFolder(_ body: (CertificateFolder) throws -> Void) throws {
    try withTemporaryFolder { try body(CertificateFolder(path: $0)) }
}

func expectRefusal<Value>(
    _ sentence: String,
    _ code: SigningError.Code = .certificate,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Value
) throws {
    let error = #expect(throws: SigningError.self, sourceLocation: sourceLocation) { _ = try body() }
    #expect(error?.code == code, sourceLocation: sourceLocation)
    #expect(error?.reason.contains(sentence) == true, "\(error?.reason ?? "")", sourceLocation: sourceLocation)
}
