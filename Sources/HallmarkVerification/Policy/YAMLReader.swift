#if CommandLine
internal import Yams

/// Reads the keys of a YAML mapping by name and kind, and refuses those that were never asked for.
struct YAMLReader {
    private let members: [String: Node]
    private var seen: Set<String> = []
    private let path: String

    init(_ node: Node, path: String) throws(TrustError) {
        guard case .mapping(let mapping) = node else { throw Self.malformed("\(path) must be a mapping") }
        var members: [String: Node] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else { throw Self.malformed("\(path) has a key that is no word") }
            guard scalar.string != "<<" else { throw Self.malformed("\(path) has a merge key") }
            guard members.updateValue(value, forKey: scalar.string) == nil else {
                throw Self.malformed("\(path) has the key \(scalar.string) twice")
            }
        }
        self.members = members
        self.path = path
    }

    mutating func optionalString(_ name: String) throws(TrustError) -> String? {
        seen.insert(name)
        guard let node = members[name] else { return nil }
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            throw Self.malformed("\(path).\(name) must be text")
        }
        return scalar.string
    }

    mutating func string(_ name: String) throws(TrustError) -> String {
        guard let text = try optionalString(name) else { throw Self.malformed("\(path).\(name) is missing") }
        return text
    }

    mutating func integer(_ name: String) throws(TrustError) -> Int {
        let text = try string(name)
        // One spelling only: YAML would also read 0x1, 0o1 and 1_0.
        guard let number = Int(text), String(number) == text else {
            throw Self.malformed("\(path).\(name) must be a whole number, not \(text)")
        }
        return number
    }

    mutating func word<Value: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(TrustError) -> Value where Value.RawValue == String {
        guard let value: Value = try optionalWord(name) else { throw Self.malformed("\(path).\(name) is missing") }
        return value
    }

    mutating func optionalWord<Value: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(TrustError) -> Value? where Value.RawValue == String {
        guard let text = try optionalString(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.malformed("\(path).\(name) must be one of \(known), not \(text)")
        }
        return value
    }

    mutating func mapping(_ name: String) throws(TrustError) -> YAMLReader {
        seen.insert(name)
        guard let node = members[name] else { throw Self.malformed("\(path).\(name) is missing") }
        return try YAMLReader(node, path: "\(path).\(name)")
    }

    mutating func optionalMapping(_ name: String) throws(TrustError) -> YAMLReader? {
        seen.insert(name)
        return members[name] == nil ? nil : try mapping(name)
    }

    /// A text, or a list of texts; none when it is absent.
    mutating func optionalWords(_ name: String) throws(TrustError) -> [String] {
        seen.insert(name)
        guard case .sequence(let sequence)? = members[name] else { return try optionalString(name).map { [$0] } ?? [] }
        var words: [String] = []
        for node in sequence {
            guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
                throw Self.malformed("\(path).\(name) must be a list of texts")
            }
            words.append(scalar.string)
        }
        guard !words.isEmpty else { throw Self.malformed("\(path).\(name) is empty") }
        return words
    }

    mutating func optionalList(_ name: String) throws(TrustError) -> [YAMLReader] {
        seen.insert(name)
        return members[name] == nil ? [] : try list(name)
    }

    mutating func list(_ name: String) throws(TrustError) -> [YAMLReader] {
        seen.insert(name)
        guard let node = members[name] else { throw Self.malformed("\(path).\(name) is missing") }
        guard case .sequence(let sequence) = node else { throw Self.malformed("\(path).\(name) must be a list") }
        var readers: [YAMLReader] = []
        for (index, element) in sequence.enumerated() {
            readers.append(try YAMLReader(element, path: "\(path).\(name)[\(index)]"))
        }
        return readers
    }

    func finish() throws(TrustError) {
        guard let unknown = members.keys.filter({ !seen.contains($0) }).min() else { return }
        throw Self.malformed("\(path).\(unknown) is not a known key")
    }

    private static func malformed(_ reason: String) -> TrustError {
        TrustError(.malformedPolicy, "\(reason) (attestations/policy.yaml)")
    }
}
#endif
