import ArgumentParser
import HallmarkCore

/// Options that take a time.
enum TimeOption {
    /// The time that was given, or `nil`.
    static func time(_ text: String?, _ option: String) throws -> Timestamp? {
        guard let text else { return nil }
        guard let time = Timestamp(text) else {
            throw ValidationError("\(option) takes a time such as 2027-11-23T00:00:00Z")
        }
        return time
    }
}
