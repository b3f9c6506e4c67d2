import ArgumentParser
import HallmarkCore

/// As of when things are judged.
struct TimeOptions: ParsableArguments {
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
}
