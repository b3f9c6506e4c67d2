internal import HallmarkCore

/// Judges the texts among an HDF5 object's attributes: Keras's configurations, and what other loaders run.
struct KerasAttributes {
    private let attributes: [HDF5Attribute]
    private let object: String

    init(_ attributes: [HDF5Attribute], of object: String) {
        self.attributes = attributes
        self.object = object
    }

    func check(in context: inout ScanContext, into inspection: inout Inspection) throws(InspectionError) {
        var parts: [String: [(number: Int, text: [UInt8], place: UInt64)]] = [:]
        for attribute in attributes {
            let name = String(decoding: attribute.name, as: UTF8.self)
            let texts = (attribute.texts ?? []).map(Self.trimmed)
            for text in texts { try check(text, of: name, at: attribute.place, in: &context, into: &inspection) }
            let stem = String(name.prefix { !$0.isASCII || !$0.isNumber })
            guard Self.configurations.contains(stem) else { continue }
            if name == stem {
                if attribute.texts?.count != 1 {
                    inspection.report(KerasRules.configuration, "\(name) is not one text", at: attribute.place)
                }
                for text in texts {
                    KerasConfiguration.check(text, of: name, at: attribute.place, into: &inspection)
                }
            } else if let number = Int(name.dropFirst(stem.count)) {
                // Keras spreads what is too long for one attribute over several.
                parts[stem, default: []].append((number, texts.flatMap(\.self), attribute.place))
            }
        }
        for (stem, parts) in parts.sorted(by: { $0.key < $1.key }) {
            let ordered = parts.sorted { $0.number < $1.number }
            let text = ordered.flatMap(\.text)
            KerasConfiguration.check(text, of: stem, at: ordered[0].place, into: &inspection)
        }
    }

    private static let configurations: Set<String> = ["model_config", "training_config"]

    private func check(
        _ text: [UInt8],
        of name: String,
        at place: UInt64,
        in context: inout ScanContext,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let quoted = Finding.quote(name)
        let isConfiguration = Self.configurations.contains(name)
        if Self.holds(text, "!!python") {
            inspection.report(KerasRules.code, "\(quoted) makes Python objects of YAML", at: place)
        }
        if !isConfiguration, let first = text.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            Self.holds(text, "class_name")
        {
            KerasConfiguration.check(text, of: name, at: place, into: &inspection)
        }
        // PyTables unpickles attributes.
        guard text.count > 1, PickleHead(Array(text.prefix(ModelDetector.headSize))).isPickle else { return }
        do {
            let found = try Pickle().inspect(MemoryBytes(text), in: &context)
            for finding in found.findings { inspection.report(finding.inside(quoted, at: place)) }
        } catch {
            throw .file(error)
        }
    }

    /// Without the bytes with which text of a fixed size is filled up.
    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        Array(text[..<((text.lastIndex { $0 != 0 }).map { $0 + 1 } ?? 0)])
    }

    private static func holds(_ text: [UInt8], _ word: StaticString) -> Bool {
        let word = Array("\(word)".utf8)
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { text[$0] == word[0] && text[$0...].starts(with: word) }
    }
}
