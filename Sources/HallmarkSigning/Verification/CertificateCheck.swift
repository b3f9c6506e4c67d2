package import HallmarkCore
package import HallmarkStatement

/// Trusts signatures by the certificates that they bring along, up to pinned roots, for identities that are asked for.
///
/// A signature with a timestamp by a pinned authority is judged as of that time, at both ends of its accuracy; any other
/// as of the time of judgement.
package struct CertificateCheck: SignatureCheck {
    private let trust: CertificateTrust
    private let timestamps: TimestampTrust?
    private let time: Timestamp

    package init(_ trust: CertificateTrust, timestamps: TimestampTrust?, at time: Timestamp) {
        self.trust = trust
        self.timestamps = timestamps
        self.time = time
    }

    package var maximumSigners: Int? { nil }

    package func outcome(of signature: Envelope.Signature, over message: [UInt8]) -> SignatureOutcome {
        guard !signature.certificates.isEmpty else { return .unknown("brings no certificate along") }
        do {
            let chain = try signature.certificates.map { try Certificate(der: $0) }
            guard let leaf = chain.first else { return .unknown("brings no certificate along") }
            guard try leaf.publicKey.accepts(signature.bytes, over: message) else {
                return .unknown("not by the key of the certificate that it brings along")
            }
            let signing = try signingTime(signature)
            if signing.lowerBound < signing.upperBound {
                _ = try trust.verify(chain, at: signing.lowerBound, revocationTime: time)
            }
            let verified = try trust.verify(chain, at: signing.upperBound, revocationTime: time)
            return .trusted(SignatureVerdict.Signer(key: verified.publicKey, name: verified.identity))
        } catch {
            return .contradicted("\(error)")
        }
    }

    // Not later than the time of judgement: a time from the future was not established yet.
    private func signingTime(_ signature: Envelope.Signature) throws -> ClosedRange<Timestamp> {
        guard let timestamps, !signature.timestamps.isEmpty else { return time...time }
        var failure: (any Error)?
        for token in signature.timestamps {
            do {
                let established = try timestamps.verify(token, over: signature.bytes, revocationTime: time)
                guard established.lowerBound > time else { return established }
                failure = SigningError(
                    .timestamp,
                    "the timestamp \(established.lowerBound) lies after the time of judgement"
                )
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? SigningError(.timestamp, "no timestamp holds")
    }
}
