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

    @OptionGroup var judgement: JudgementOptions

    /// The pin that was named, by option or environment.
    func named(_ surroundings: Surroundings) -> String? {
        trustRoot ?? surroundings.environment["HALLMARK_TRUST_ROOT"]
    }
}
