internal import HallmarkCore
internal import HallmarkStatement

// Kinds that the parts of an evidence file share.
extension JSONReader {
    func unexpected(_ name: String, _ kind: String) -> JSONError {
        JSONError(.unexpected, detail: "\(place(name)) must be \(kind)")
    }

    func bytes(_ text: String, _ name: String) throws(JSONError) -> [UInt8] {
        guard let bytes = Base64.decode(text.utf8) else { throw unexpected(name, "Base64") }
        return bytes
    }

    mutating func bool(_ name: String) throws(JSONError) -> Bool {
        guard let value = try value(name).bool else { throw unexpected(name, "true or false") }
        return value
    }

    mutating func optionalBool(_ name: String) throws(JSONError) -> Bool? {
        optional(name) == nil ? nil : try bool(name)
    }

    mutating func digest(_ name: String) throws(JSONError) -> Digest {
        guard let digest = Digest(prefixed: try string(name)) else { throw unexpected(name, "a digest") }
        return digest
    }

    mutating func timestamp(_ name: String) throws(JSONError) -> Timestamp {
        guard let time = Timestamp(try string(name)) else { throw unexpected(name, "a time") }
        return time
    }

    mutating func strings(_ name: String) throws(JSONError) -> [String] {
        let texts = try array(name).map(\.string)
        guard !texts.contains(nil) else { throw unexpected(name, "a list of strings") }
        return texts.compactMap(\.self)
    }

    mutating func texts(_ name: String) throws(JSONError) -> [String: String] {
        var texts: [String: String] = [:]
        let reader = try object(name)
        var members = reader
        for member in reader.names { texts[member] = try members.string(member) }
        return texts
    }

    mutating func digests(_ name: String) throws(JSONError) -> [String: Digest] {
        var digests: [String: Digest] = [:]
        let reader = try object(name)
        var members = reader
        for member in reader.names { digests[member] = try members.digest(member) }
        return digests
    }

    mutating func envelopes(_ name: String) throws(JSONError) -> [Envelope] {
        var envelopes: [Envelope] = []
        for value in try array(name) { envelopes.append(try envelope(value, name)) }
        return envelopes
    }

    mutating func envelopesByPin(_ name: String) throws(JSONError) -> [Pin: [Envelope]] {
        var lists = try object(name)
        var envelopes: [Pin: [Envelope]] = [:]
        for name in lists.names {
            guard let digest = Digest(prefixed: name) else { throw lists.unexpected(name, "a digest") }
            envelopes[Pin(digest)] = try lists.envelopes(name)
        }
        return envelopes
    }

    /// Envelopes with their places; an envelope of many places is there once.
    mutating func found(_ name: String) throws(JSONError) -> [Evidence.Found] {
        var found: [Evidence.Found] = []
        for value in try array(name) {
            var reader = try JSONReader(value, path: place(name))
            let envelope = try envelope(reader.value("envelope"), name)
            for object in try reader.strings("notes") {
                found.append(Evidence.Found(envelope, origin: .note(object: object)))
            }
            for path in try reader.strings("recorded") {
                found.append(Evidence.Found(envelope, origin: .recorded(path: path)))
            }
            try reader.finish()
        }
        return found
    }

    private func envelope(_ value: JSONValue, _ name: String) throws(JSONError) -> Envelope {
        do {
            return try Envelope(value)
        } catch {
            throw JSONError(.unexpected, detail: "\(place(name)): \(error)")
        }
    }
}

extension JSONValue {
    /// An object of the members that are there.
    static func object(members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues(\.self)) }
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    static func texts(_ texts: [String: String]) -> JSONValue { .object(texts.mapValues { .string($0) }) }
    static func digests(_ digests: [String: Digest]) -> JSONValue {
        .object(digests.mapValues { .string($0.description) })
    }
}

extension Sequence<Envelope> {
    func jsonTexts() throws(JSONError) -> [JSONValue] {
        try map { envelope throws(JSONError) in try JSONParser.parse(envelope.jsonBytes) }
    }
}

extension [Pin: [Envelope]] {
    func jsonTexts() throws(JSONError) -> [String: JSONValue] {
        var lists: [String: JSONValue] = [:]
        for (pin, envelopes) in self { lists[pin.digest.description] = .array(try envelopes.jsonTexts()) }
        return lists
    }
}

extension Sequence<String> {
    var sortedByBytes: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

extension [Evidence.Found] {
    /// Each envelope once, by its digest, with its places.
    func json() throws(JSONError) -> [JSONValue] {
        let groups = Dictionary(grouping: Set(self), by: \.digest)
            .sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
        return try groups.map { _, found throws(JSONError) -> JSONValue in
            var notes: [String] = []
            var recorded: [String] = []
            for one in found {
                switch one.origin {
                case .note(let object): notes.append(object)
                case .recorded(let path): recorded.append(path)
                }
            }
            return [
                "envelope": try JSONParser.parse(found[0].envelope.jsonBytes),
                "notes": .strings(notes.sortedByBytes), "recorded": .strings(recorded.sortedByBytes),
            ]
        }
    }
}
