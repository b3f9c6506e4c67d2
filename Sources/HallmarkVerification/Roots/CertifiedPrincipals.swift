internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// The principals of a root whom certificates name.
struct CertifiedPrincipals: Sendable, Hashable {
    /// One authority, with those whom certificates below it name.
    private struct Authority: Sendable, Hashable {
        let certificate: Certificate
        /// The places of principals by identity.
        let principals: [CertificateIdentity: Int]
    }

    /// Judges signatures by the certificates that lead to one authority.
    struct Check: Sendable {
        fileprivate let check: CertificateCheck
        fileprivate let principals: [CertificateIdentity: Int]

        /// Whose signature it is: the place of the principal and the certificate's key, or why it is nobody's.
        func signer(
            of signature: Envelope.Signature,
            over message: [UInt8]
        ) -> Result<(place: Int, key: PublicKey), Refusal> {
            switch check.outcome(of: signature, over: message) {
            case .trusted(let signer):
                guard let place = principals[CertificateIdentity(signer.name)] else { return .failure(Refusal(nil)) }
                return .success((place, signer.key))
            case .unknown: return .failure(Refusal(nil))
            case .contradicted(let reason): return .failure(Refusal(reason))
            }
        }
    }

    /// Why a certificate speaks for nobody; `nil` where it was not meant to.
    struct Refusal: Error {
        let reason: String?

        init(_ reason: String?) { self.reason = reason }
    }

    private let authorities: [Authority]
    private let timestampRoots: [Certificate]

    /// - Throws: a ``TrustError`` when an identity belongs to two principals, or lies below an authority that is none or
    ///   is not listed.
    init(
        _ principals: [Principal],
        below roots: [Certificate],
        timestampRoots: [Certificate]
    ) throws(TrustError) {
        guard max(roots.count, timestampRoots.count) <= Root.maximumCertificates,
            principals.reduce(0, { $0 + $1.certificates.count }) <= Root.maximumIdentities
        else {
            throw TrustError(
                .malformedRoot,
                "the root names more than \(Root.maximumCertificates) authorities of a kind, or \(Root.maximumIdentities) identities"
            )
        }
        let digests = roots.map { Digest.sha256($0.der) }
        var members = [[CertificateIdentity: Int]](repeating: [:], count: roots.count)
        for (index, principal) in principals.enumerated() {
            for certified in principal.certificates {
                guard let place = digests.firstIndex(of: certified.root) else {
                    throw TrustError(
                        .malformedRoot,
                        "\(certified.identity) is below \(certified.root), which is not among the root's certificateRoots"
                    )
                }
                guard members[place].updateValue(index, forKey: certified.identity) == nil else {
                    throw TrustError(
                        .malformedRoot,
                        "the identity \(certified.identity) belongs to two principals or is listed twice"
                    )
                }
            }
        }
        guard Set(digests).count == digests.count, !members.contains(where: \.isEmpty) else {
            throw TrustError(.malformedRoot, "a certificate root is listed twice, or below it nobody is named")
        }
        self.authorities = zip(roots, members).map { Authority(certificate: $0, principals: $1) }
        self.timestampRoots = timestampRoots
        // What cannot be an anchor is found out when the root is read, not when a signature is.
        do {
            _ = try checks(revocationLists: [], at: Timestamp(seconds: 0))
        } catch {
            throw TrustError(.malformedRoot, "\(error)")
        }
    }

    /// A check for each authority.
    func checks(revocationLists: [RevocationList], at time: Timestamp) throws(SigningError) -> [Check] {
        let timestamps =
            timestampRoots.isEmpty
            ? nil : try TimestampTrust(roots: timestampRoots, revocationLists: revocationLists)
        var checks: [Check] = []
        for authority in authorities {
            let trust = try CertificateTrust(
                roots: [authority.certificate],
                identities: Array(authority.principals.keys),
                revocationLists: revocationLists
            )
            let check = CertificateCheck(trust, timestamps: timestamps, at: time)
            checks.append(Check(check: check, principals: authority.principals))
        }
        return checks
    }
}
