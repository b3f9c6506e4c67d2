/// Reads the members of a JSON object by name and kind, with an error that says where the shape is wrong.
///
/// A type reads its members through a reader and ends with ``finish()`` where unknown members must be refused.
package struct JSONReader {
    private let members: [String: JSONValue]
    private var seen: Set<String> = []
    /// Where in the document the object stands, such as `predicate.builder`.
    package let path: String

    /// A reader of an object; anything else is an error.
    package init(_ value: JSONValue, path: String = "") throws(JSONError) {
        guard let members = value.object else {
            throw JSONError(.unexpected, detail: "\(path.isEmpty ? "the document" : path) must be an object")
        }
        self.members = members
        self.path = path
    }

    /// The member, or `nil` when it is absent.
    package mutating func optional(_ name: String) -> JSONValue? {
        seen.insert(name)
        return members[name]
    }

    /// The member; an error when it is absent.
    package mutating func value(_ name: String) throws(JSONError) -> JSONValue {
        guard let value = optional(name) else {
            throw JSONError(.unexpected, detail: "\(place(name)) is missing")
        }
        return value
    }

    /// The text of a string member.
    package mutating func string(_ name: String) throws(JSONError) -> String {
        guard let text = try value(name).string else { throw wrongKind(name, "a string") }
        return text
    }

    /// The text of a string member, or `nil` when it is absent.
    package mutating func optionalString(_ name: String) throws(JSONError) -> String? {
        guard let value = optional(name) else { return nil }
        guard let text = value.string else { throw wrongKind(name, "a string") }
        return text
    }

    /// The value of an integer member.
    package mutating func integer(_ name: String) throws(JSONError) -> Int64 {
        guard let value = try value(name).integer else { throw wrongKind(name, "an integer") }
        return value
    }

    /// The elements of an array member.
    package mutating func array(_ name: String) throws(JSONError) -> [JSONValue] {
        guard let elements = try value(name).array else { throw wrongKind(name, "an array") }
        return elements
    }

    /// A reader of an object member.
    package mutating func object(_ name: String) throws(JSONError) -> JSONReader {
        try JSONReader(try value(name), path: place(name))
    }

    /// The names of all members.
    package var names: [String] { members.keys.sorted() }

    /// Refuses members that were never asked for.
    package func finish() throws(JSONError) {
        let unknown = members.keys.filter { !seen.contains($0) }.sorted()
        guard let first = unknown.first else { return }
        throw JSONError(.unexpected, detail: "\(place(first)) is not a known member")
    }

    /// The path of a member.
    package func place(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private func wrongKind(_ name: String, _ kind: String) -> JSONError {
        JSONError(.unexpected, detail: "\(place(name)) must be \(kind)")
    }
}
