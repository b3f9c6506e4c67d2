package import HallmarkCore

/// TensorFlow's saved models (`saved_model.pb`), graphs (frozen, `.pb`), meta graphs (`.meta`) and the Keras
/// configurations beside them (`keras_metadata.pb`): protocol buffers without a magic, found by their structure.
package struct TensorFlowModel: ModelFormat {
    /// How many functions, and how many operators that are none of TensorFlow's, are kept.
    package static let maximumOperators = 1 << 16
    /// The longest name of an operator or a function.
    package static let maximumNameSize = 1024

    package init() {}

    package let name = FormatName.tensorFlow
    /// None: `pb` and `meta` are many things.
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { TensorFlowRules.all }

    static let names: [TensorFlowMessage: String] = [
        .savedModel: "saved-model", .graph: "graph", .metaGraph: "meta-graph", .kerasMetadata: "keras-metadata",
    ]

    package func recognises(_ head: [UInt8]) -> Bool {
        // Memory cannot fail.
        (try? Self.root(of: MemoryBytes(head))) ?? nil != nil
    }

    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        try Self.root(of: source) != nil
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        let root = try Self.root(of: source) ?? .graph
        return try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = TensorFlowReader(source, root: root)
            try reader.read(into: &inspection)
        }
    }

    /// Which message the bytes are, or `nil`.
    static func root(of source: any ByteSource) throws(FileError) -> TensorFlowMessage? {
        var probe = ProtobufProbe(source)
        var looked = (nodes: 0, hasOperator: false, hasVersion: false)
        while let field = try probe.next() {
            switch field.number {
            case 1:
                guard looked.nodes < maximumLooks, field.content != nil else { continue }
                looked.nodes += 1
                switch try node(probe.message(field)) {
                case .known: return .graph
                case .other: looked.hasOperator = true
                case nil: if let root = try first(probe.message(field)) { return root }
                }
            case 2:
                if try isMetaGraph(probe.message(field)) { return .savedModel }
                if try isGraph(probe.message(field)) { return .metaGraph }
                if try isLibrary(probe.message(field)) { return .graph }
            case 4: if try isVersion(probe.message(field)) { looked.hasVersion = true }
            default: continue
            }
            if looked.hasOperator, looked.hasVersion { return .graph }
        }
        return nil
    }

    /// How many parts of one kind are looked at.
    private static let maximumLooks = 64

    private enum NodeKind { case known, other }

    /// Whether a message is a node: a name and an operator.
    private static func node(_ message: ProtobufProbe?) throws(FileError) -> NodeKind? {
        guard var node = message else { return nil }
        var (name, kind): (String?, NodeKind?) = (nil, nil)
        while let field = try node.next() {
            switch field.number {
            case 1:
                name = try node.word(field)
                if name == nil { return nil }
            case 2:
                guard let word = try node.word(field) else { return nil }
                kind = TensorFlowOperators.isKnown(word) ? .known : .other
            case 3, 4: if try node.line(field) == nil { return nil }
            case 5, 6, 7: if field.content == nil { return nil }
            default: continue
            }
        }
        return name == nil ? nil : kind
    }

    /// What a file is whose first field is this message: a meta graph's information, or a layer of Keras.
    private static func first(_ message: ProtobufProbe?) throws(FileError) -> TensorFlowMessage? {
        guard var message else { return nil }
        var (isNumbered, isPlaced) = (false, false)
        while let field = try message.next() {
            switch field.number {
            case 2: isNumbered = field.value != nil
            case 3: isPlaced = try message.word(field)?.hasPrefix("root") ?? false
            case 4:
                if isNumbered, isPlaced, try message.word(field)?.hasPrefix("_tf_keras") ?? false {
                    return .kerasMetadata
                }
            // The version of TensorFlow.
            case 5: if try isRelease(message.word(field)) { return .metaGraph }
            default: continue
            }
        }
        return nil
    }

    private static func isRelease(_ text: String?) -> Bool {
        guard let parts = text?.split(separator: "."), parts.count >= 2 else { return false }
        return parts.prefix(2).allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    private static func isMetaGraph(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        try ProtobufProbe.contains(message, within: maximumLooks) { (graph, field) throws(FileError) in
            switch field.number {
            case 1: return try first(graph.message(field)) == .metaGraph
            case 2: return try isGraph(graph.message(field))
            default: return false
            }
        }
    }

    private static func isGraph(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        try ProtobufProbe.contains(message, within: maximumLooks) { (graph, field) throws(FileError) in
            switch field.number {
            case 1: return try node(graph.message(field)) == .known
            case 2: return try isLibrary(graph.message(field))
            default: return false
            }
        }
    }

    /// Whether a function with a node that has a known operator is among the first.
    private static func isLibrary(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        try ProtobufProbe.contains(message, within: maximumLooks) { (library, field) throws(FileError) in
            guard field.number == 1 else { return false }
            return try ProtobufProbe.contains(library.message(field), within: maximumLooks) {
                (function, field) throws(FileError) in
                guard field.number == 3 else { return false }
                return try node(function.message(field)) == .known
            }
        }
    }

    private static func isVersion(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        try ProtobufProbe.contains(message, within: 8) { (_, field) throws(FileError) in
            field.number == 1 && field.value.map { (1...100_000).contains($0) } ?? false
        }
    }
}
