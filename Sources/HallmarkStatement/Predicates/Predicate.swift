package import HallmarkCore

/// A predicate that Hallmark writes and reads.
package protocol Predicate: Sendable {
    /// The predicate type URI that is written.
    static var type: String { get }

    /// Whether a predicate of this type URI is read; only ``type`` unless a predicate says otherwise.
    static func reads(type: String) -> Bool

    /// Reads the predicate of a statement.
    init(json: JSONValue) throws(JSONError)

    /// The JSON form.
    var json: JSONValue { get }
}

extension Predicate {
    package static func reads(type: String) -> Bool { type == Self.type }
}
