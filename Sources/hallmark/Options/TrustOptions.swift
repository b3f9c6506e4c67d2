import ArgumentParser
import HallmarkCore

/// What trust begins with.
struct TrustOptions: ParsableArguments {
    @Option(
        help: """
            The root of trust: a root file, or sha256:HEX of its payload \
            (or the environment variable HALLMARK_TRUST_ROOT; the option wins).
            """
    )
    var trustRoot: String?

    @Option(help: "The file that keeps what was accepted, for machines without a home, such as a CI cache.")
    var state: String?

    @Option(help: "Judges as of this time, such as 2027-11-23T00:00:00Z, instead of now.")
    var at: String?

    /// The time of judgement.
    func time(_ surroundings: Surroundings) throws -> Timestamp {
        guard let at else { return surroundings.now }
        guard let time = Timestamp(at) else {
            throw ValidationError("--at takes a time such as 2027-11-23T00:00:00Z")
        }
        return time
    }

    /// The pin that was named, by option or environment.
    func named(_ surroundings: Surroundings) -> String? {
        trustRoot ?? surroundings.environment["HALLMARK_TRUST_ROOT"]
    }
}
