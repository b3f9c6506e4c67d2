package import HallmarkCore

/// A predicate that Hallmark writes and reads.
package protocol Predicate: Sendable {
    /// The predicate type URI.
    static var type: String { get }

    /// Reads the predicate of a statement.
    init(json: JSONValue) throws(JSONError)

    /// The JSON form.
    var json: JSONValue { get }
}
