import ArgumentParser
import HallmarkCore
import HallmarkSigning

/// As of when things are judged, and what was revoked.
struct JudgementOptions: ParsableArguments {
    @Option(help: "Judges as of this time, such as 2027-11-23T00:00:00Z, instead of now.")
    var at: String?

    @Option(
        help: ArgumentHelp(
            "A revocation list (PEM) of the issuer of a certificate, or of a timestamp authority's; may be repeated.",
            valueName: "file"
        )
    )
    var crl: [String] = []

    /// The time of judgement.
    func time(_ surroundings: Surroundings) throws -> Timestamp {
        guard let at else { return surroundings.now }
        guard let time = Timestamp(at) else {
            throw ValidationError("--at takes a time such as 2027-11-23T00:00:00Z")
        }
        return time
    }

    /// What was revoked.
    func revocationLists(_ surroundings: Surroundings) throws -> [RevocationList] {
        try crl.map { try TrustFile.read($0, surroundings) { try RevocationList(pem: $0) } }
    }
}
