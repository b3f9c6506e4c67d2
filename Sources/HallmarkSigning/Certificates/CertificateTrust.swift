internal import CHallmarkOpenSSL
package import HallmarkCore

/// Which certificates may sign, and in whose name.
///
/// Only the given roots are anchors: never the system's, and never a certificate that a signature brings along.
package struct CertificateTrust: Sendable {
    /// How many certificates a signature may bring along.
    package static let maximumChainLength = 16

    private let roots: [Certificate]
    private let intermediates: [Certificate]
    private let identities: Set<CertificateIdentity>?
    private let revocationLists: [RevocationList]
    private let requiresCodeSigning: Bool

    /// Trusts certificates below the roots that name one of the identities.
    ///
    /// - Parameters:
    ///   - intermediates: More certificates to find a path through; they are no anchors.
    ///   - revocationLists: When there is one, the leaf's issuer must have one.
    ///   - requiresCodeSigning: Whether the extendedKeyUsage must name code signing.
    package init(
        roots: [Certificate],
        intermediates: [Certificate] = [],
        identities: [CertificateIdentity],
        revocationLists: [RevocationList] = [],
        requiresCodeSigning: Bool = true
    ) throws(SigningError) {
        guard !identities.isEmpty else {
            throw SigningError(.identity, "no identity is named whose certificates would be trusted; name one")
        }
        try self.init(roots, intermediates, Set(identities), revocationLists, requiresCodeSigning)
    }

    /// Trusts every certificate below the roots, whoever it names: for roots that issue to one party only.
    package static func allowingAnyIdentity(
        roots: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList] = [],
        requiresCodeSigning: Bool = true
    ) throws(SigningError) -> CertificateTrust {
        try CertificateTrust(roots, intermediates, nil, revocationLists, requiresCodeSigning)
    }

    private init(
        _ roots: [Certificate],
        _ intermediates: [Certificate],
        _ identities: Set<CertificateIdentity>?,
        _ revocationLists: [RevocationList],
        _ requiresCodeSigning: Bool
    ) throws(SigningError) {
        try Certificate.checkRoots(roots, code: .certificate)
        self.roots = roots
        self.intermediates = intermediates
        self.identities = identities
        self.revocationLists = revocationLists
        self.requiresCodeSigning = requiresCodeSigning
    }

    /// Verifies a certificate and its path to a root.
    ///
    /// - Parameters:
    ///   - chain: The leaf, then what may help to find a path; none of it is trusted.
    ///   - time: When the signature was made; every certificate of the path must be valid then, and
    ///     is no longer in the second of its notAfter.
    ///   - revocationTime: When revocation is asked about, which is now: a list must be current then, and whatever
    ///     it revokes is refused, since when a key was stolen is not known. Defaults to `time`.
    package func verify(
        _ chain: [Certificate],
        at time: Timestamp,
        revocationTime: Timestamp? = nil
    ) throws(SigningError) -> VerifiedCertificate {
        guard let leaf = chain.first else { throw SigningError(.certificate, "there is no certificate") }
        guard chain.count <= Self.maximumChainLength else {
            throw SigningError(
                .certificate,
                "more than \(Self.maximumChainLength) certificates come with the signature"
            )
        }
        let path = try ChainVerification(
            roots: roots,
            untrusted: chain.dropFirst() + intermediates,
            time: time,
            code: .certificate
        ).path(from: leaf)
        try checkUsage(of: path)
        try ChainVerification.refuseRevoked(
            path,
            by: revocationLists,
            at: revocationTime ?? time,
            code: .certificate
        )
        return VerifiedCertificate(certificate: leaf, publicKey: try leaf.publicKey, identity: try identity(of: leaf))
    }

    private func checkUsage(of path: [Certificate]) throws(SigningError) {
        let leaf = path[0]
        guard !leaf.isAuthority else {
            throw SigningError(
                .certificate,
                "the certificate of \(leaf.subject) is an authority's: it may issue, not sign"
            )
        }
        guard unsafe X509_get_extension_flags(leaf.handle.pointer) & UInt32(EXFLAG_KUSAGE) != 0,
            unsafe X509_get_key_usage(leaf.handle.pointer) & UInt32(KU_DIGITAL_SIGNATURE) != 0
        else {
            throw SigningError(
                .certificate,
                "the keyUsage of the certificate of \(leaf.subject) does not name digitalSignature"
            )
        }
        guard requiresCodeSigning else { return }
        guard leaf.namesExtendedUsage(UInt32(XKU_CODE_SIGN)) == true else {
            throw SigningError(
                .certificate,
                "the extendedKeyUsage of the certificate of \(leaf.subject) does not name codeSigning"
            )
        }
        // An issuer limited to other uses cannot hand this one on (CA/Browser Forum, code signing §7.1.2.2).
        for issuer in path.dropFirst().dropLast()
        where issuer.namesExtendedUsage(UInt32(XKU_CODE_SIGN | XKU_ANYEKU)) == false {
            throw SigningError(
                .certificate,
                "the extendedKeyUsage of the issuer \(issuer.subject) does not allow codeSigning below it"
            )
        }
    }

    private func identity(of leaf: Certificate) throws(SigningError) -> String {
        guard let identities else {
            // Without a name there is still the certificate itself.
            return leaf.identities.first?.description ?? "certificate:\(Digest.sha256(leaf.der).hex)"
        }
        guard let identity = leaf.identities.first(where: identities.contains) else {
            let names = leaf.identities.map(\.description).joined(separator: ", ")
            throw SigningError(
                .identity,
                names.isEmpty
                    ? "the certificate of \(leaf.subject) names nobody in its subjectAltName"
                    : "the certificate is of \(names), which is no trusted identity"
            )
        }
        return identity.description
    }
}

/// A certificate that a `CertificateTrust` found good.
package struct VerifiedCertificate: Sendable {
    package let certificate: Certificate
    package let publicKey: PublicKey
    /// The trusted name, such as `email:releases@example.com`; when any is trusted, the first one, or
    /// `certificate:` and the SHA-256 of a certificate without one.
    package let identity: String

    fileprivate init(certificate: Certificate, publicKey: PublicKey, identity: String) {
        self.certificate = certificate
        self.publicKey = publicKey
        self.identity = identity
    }
}

extension Certificate {
    /// Refuses anchors that are none: each issues certificates and is its own issuer.
    static func checkRoots(_ roots: [Certificate], code: SigningError.Code) throws(SigningError) {
        guard !roots.isEmpty else { throw SigningError(code, "no root is given; nothing can be trusted") }
        for root in roots {
            let isSelfSigned = unsafe X509_self_signed(root.handle.pointer, 1) == 1
            ERR_clear_error()
            guard root.mayIssue, isSelfSigned else {
                throw SigningError(code, "the certificate of \(root.subject) is no self-signed authority, so no root")
            }
        }
    }

    /// Whether the extendedKeyUsage names one of the usages; `nil` without that extension.
    fileprivate func namesExtendedUsage(_ usages: UInt32) -> Bool? {
        guard unsafe X509_get_extension_flags(handle.pointer) & UInt32(EXFLAG_XKUSAGE) != 0 else { return nil }
        return unsafe X509_get_extended_key_usage(handle.pointer) & usages != 0
    }
}
