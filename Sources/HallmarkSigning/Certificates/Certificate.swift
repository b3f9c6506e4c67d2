internal import CHallmarkOpenSSL
package import HallmarkCore

/// An X.509 certificate (RFC 5280), of which nothing is believed until a `CertificateTrust` has verified it.
package struct Certificate: Sendable, Hashable {
    /// How many bytes a certificate may have.
    package static let maximumSize = 64 << 10
    /// How many certificates a file may have.
    package static let maximumCount = 100

    let handle: CertificateHandle
    package let der: [UInt8]
    /// The names of the subjectAltName, in its order; the subject's common name is none.
    package let identities: [CertificateIdentity]
    package let notBefore: Timestamp
    package let notAfter: Timestamp
    /// The subject, for people (RFC 2253).
    package let subject: String

    /// Reads one certificate in DER with nothing after it.
    package init(der: [UInt8]) throws(SigningError) {
        guard der.count <= Self.maximumSize else { throw SigningError(.certificate, "the certificate is too large") }
        guard let handle = CertificateHandle(der: der) else {
            throw SigningError(.certificate, "not one certificate in DER with nothing after it")
        }
        // Works out the extensions, and so finds malformed ones.
        guard unsafe X509_check_purpose(handle.pointer, -1, 0) == 1, !handle.repeatsAnExtension else {
            ERR_clear_error()
            throw SigningError(.certificate, "an extension of the certificate is malformed or there twice")
        }
        guard let notBefore = unsafe Timestamp(asn1: X509_get0_notBefore(handle.pointer)),
            let notAfter = unsafe Timestamp(asn1: X509_get0_notAfter(handle.pointer))
        else { throw SigningError(.certificate, "the certificate's validity is malformed") }
        let subject = unsafe written { unsafe hallmark_print_name($0, X509_get_subject_name(handle.pointer)) == 1 }
        self.handle = handle
        self.der = der
        self.identities = try handle.identities()
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.subject = DisplayText.escape(String(decoding: subject ?? [], as: UTF8.self))
    }

    /// Reads one or more certificates in PEM with nothing before, between or after them.
    package static func chain(pem: [UInt8]) throws(SigningError) -> [Certificate] {
        guard pem.count <= maximumSize * maximumCount, let blocks = PEM.decode(pem), blocks.count <= maximumCount,
            blocks.allSatisfy({ $0.label == "CERTIFICATE" })
        else {
            throw SigningError(.certificate, "not certificates in PEM (-----BEGIN CERTIFICATE-----)")
        }
        var certificates: [Certificate] = []
        for block in blocks { try certificates.append(Certificate(der: block.bytes)) }
        return certificates
    }

    /// The key that the certificate is about.
    package var publicKey: PublicKey {
        get throws(SigningError) {
            let key = unsafe written { bio in
                guard let key = unsafe X509_get0_pubkey(handle.pointer) else { return false }
                return unsafe i2d_PUBKEY_bio(bio, key) == 1
            }
            guard let key else { throw SigningError(libcrypto: .certificate, "the certificate's key cannot be read") }
            return try PublicKey(der: key)
        }
    }

    /// Whether it may issue certificates (RFC 5280 §4.2.1.9).
    var mayIssue: Bool { unsafe X509_check_ca(handle.pointer) == 1 }

    /// Whether anything in it says that it is an authority's, even where it may not issue for want of a keyUsage.
    var isAuthority: Bool {
        unsafe X509_get_extension_flags(handle.pointer) & UInt32(EXFLAG_CA) != 0 || X509_check_ca(handle.pointer) != 0
    }

    package static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

extension CertificateHandle {
    /// Whether an extension is there twice (forbidden by RFC 5280 §4.2).
    fileprivate var repeatsAnExtension: Bool {
        let count = unsafe X509_get_ext_count(pointer)
        return (0..<count).contains { index in
            let object = unsafe X509_EXTENSION_get_object(X509_get_ext(pointer, index))
            return unsafe X509_get_ext_by_OBJ(pointer, object, index) >= 0
        }
    }

    fileprivate func identities() throws(SigningError) -> [CertificateIdentity] {
        var state: Int32 = -1
        guard let names = unsafe hallmark_alternative_names(pointer, &state) else {
            ERR_clear_error()
            guard state == -1 else { throw SigningError(.certificate, "the subjectAltName is malformed") }
            return []
        }
        defer { unsafe hallmark_names_free(names) }
        var identities: [CertificateIdentity] = []
        let count = unsafe hallmark_names_count(names)
        for index in 0..<count {
            var kind: Int32 = -1
            guard let text = unsafe hallmark_name_text(hallmark_names_at(names, index), &kind) else { continue }
            let bytes = unsafe Array(
                UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            )
            // A NUL ends a name for some readers and not for others.
            guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw SigningError(
                    .certificate,
                    "a name in the subjectAltName is empty or has other than printable ASCII"
                )
            }
            let name = String(decoding: bytes, as: UTF8.self)
            switch kind {
            case GEN_EMAIL: identities.append(CertificateIdentity(kind: .email, value: name))
            case GEN_URI: identities.append(CertificateIdentity(kind: .uri, value: name))
            default: identities.append(CertificateIdentity(kind: .dns, value: name))
            }
        }
        return identities
    }
}
