internal import HallmarkCore
package import HallmarkSigning

extension Verdict.Line {
    /// The line of something without enough trusted signatures.
    package static func refusal(of name: String, kind: String, _ signatures: SignatureVerdict) -> Verdict.Line {
        let known = signatures.signers.map(\.name)
        var reasons: [Reason] = []
        if signatures.isContradicted {
            reasons.append(
                Reason(
                    "invalid-signature",
                    "a signature names a trusted signer and is not theirs: payload or signature changed"
                )
            )
        }
        let count = "\(known.count) of the \(signatures.threshold) signatures that it takes"
        reasons.append(Reason("unsigned", "\(count) are by distinct trusted keys"))
        reasons += signatures.failures.map { Reason("unknown-key", $0) }
        return Verdict.Line(
            kind: kind,
            name: name,
            decision: signatures.isContradicted ? .rejected : .missing,
            signers: known,
            reasons: reasons
        )
    }
}
