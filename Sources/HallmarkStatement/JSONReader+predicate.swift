internal import HallmarkCore

// Kinds that predicates share. A member of a known name has its kind checked. An optional one that is `null` is absent
// (the protobuf JSON mapping; SLSA Provenance v1, "Parsing rules"), a required one is not.
extension JSONReader {
    /// An error about a member.
    func unexpected(_ name: String, _ kind: String) -> JSONError {
        JSONError(.unexpected, detail: "\(place(name)) must be \(kind)")
    }

    /// Whether there is no such member, or it is `null`.
    private mutating func isAbsent(_ name: String) -> Bool {
        let value = optional(name)
        return value == nil || value == .null
    }

    /// The member, or `nil` when it is absent.
    mutating func optionalValue(_ name: String) -> JSONValue? { isAbsent(name) ? nil : optional(name) }

    mutating func optionalText(_ name: String) throws(JSONError) -> String? { isAbsent(name) ? nil : try string(name) }

    /// A string that says something.
    mutating func text(_ name: String) throws(JSONError) -> String {
        let text = try string(name)
        guard !text.isEmpty else { throw unexpected(name, "text that is not empty") }
        return text
    }

    /// A URI (in-toto `field_types.md`, TypeURI and ResourceURI).
    mutating func uri(_ name: String) throws(JSONError) -> String {
        let text = try string(name)
        guard URIText.isURI(text) else { throw unexpected(name, "a URI") }
        return text
    }

    mutating func optionalURI(_ name: String) throws(JSONError) -> String? {
        isAbsent(name) ? nil : try uri(name)
    }

    /// A point in time (in-toto `field_types.md`, Timestamp).
    mutating func time(_ name: String) throws(JSONError) -> PredicateTime {
        guard let time = PredicateTime(try string(name)) else {
            throw unexpected(name, "a time such as 2027-11-23T00:00:00Z")
        }
        return time
    }

    mutating func optionalTime(_ name: String) throws(JSONError) -> PredicateTime? {
        isAbsent(name) ? nil : try time(name)
    }

    /// An array of strings; absent is `nil`.
    mutating func optionalStrings(_ name: String) throws(JSONError) -> [String]? {
        isAbsent(name) ? nil : try strings(name)
    }

    mutating func strings(_ name: String) throws(JSONError) -> [String] {
        var texts: [String] = []
        for element in try array(name) {
            guard let text = element.string else { throw unexpected(name, "an array of strings") }
            texts.append(text)
        }
        return texts
    }

    /// The members of an object.
    mutating func membersOf(_ name: String) throws(JSONError) -> [String: JSONValue] {
        guard let members = try value(name).object else { throw unexpected(name, "an object") }
        return members
    }

    mutating func optionalMembers(_ name: String) throws(JSONError) -> [String: JSONValue]? {
        isAbsent(name) ? nil : try membersOf(name)
    }

    mutating func optionalObject(_ name: String) throws(JSONError) -> JSONReader? {
        isAbsent(name) ? nil : try object(name)
    }

    /// An object of strings; absent is `nil`.
    mutating func optionalStringMap(_ name: String) throws(JSONError) -> [String: String]? {
        guard let members = try optionalMembers(name) else { return nil }
        var texts: [String: String] = [:]
        for (key, member) in members {
            guard let text = member.string else { throw unexpected(name, "an object of strings") }
            texts[key] = text
        }
        return texts
    }

    mutating func resource(_ name: String) throws(JSONError) -> ResourceDescriptor {
        try ResourceDescriptor(json: value(name), path: place(name))
    }

    mutating func optionalResource(_ name: String) throws(JSONError) -> ResourceDescriptor? {
        isAbsent(name) ? nil : try resource(name)
    }

    mutating func resources(_ name: String) throws(JSONError) -> [ResourceDescriptor] {
        var resources: [ResourceDescriptor] = []
        for element in try array(name) { resources.append(try ResourceDescriptor(json: element, path: place(name))) }
        return resources
    }

    mutating func optionalResources(_ name: String) throws(JSONError) -> [ResourceDescriptor]? {
        isAbsent(name) ? nil : try resources(name)
    }
}

extension JSONValue {
    /// An object of the members that are there.
    static func object(members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues { $0 })
    }

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    static func resources(_ resources: [ResourceDescriptor]) -> JSONValue { .array(resources.map(\.json)) }
}

extension String? {
    var json: JSONValue? { map { .string($0) } }
}

extension [String: String]? {
    var json: JSONValue? { map { .object($0.mapValues { .string($0) }) } }
}
