package import HallmarkCore

/// The Open Neural Network Exchange format: a protocol buffer, by its published `onnx.proto`.
package struct ONNXModel: ModelFormat {
    /// How many distinct operators, functions and calls between functions are kept.
    package static let maximumOperators = 1 << 16
    /// The longest name of an operator or a domain.
    package static let maximumNameSize = 256
    /// How many nodes all functions may come to when each call is replaced by what it calls.
    package static let maximumExpansion: UInt64 = 1 << 24
    /// The greatest `ir_version` that is read.
    package static let maximumVersion: UInt64 = 64

    package init() {}

    package let name = FormatName.onnx
    package let extensions: Set<String> = ["onnx"]
    package var rules: [FindingRule] { ONNXRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        // Memory cannot fail.
        (try? recognises(MemoryBytes(head), head: head)) ?? false
    }

    /// Whether the bytes hold a version or operator sets, and a graph or a function with an operator in it.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        var probe = ProtobufProbe(source)
        var isVersioned = false
        var isGraph = false
        while let field = try probe.next(), !(isVersioned && isGraph) {
            switch field.number {
            case 1: isVersioned = isVersioned || field.value.map { (1...Self.maximumVersion).contains($0) } ?? false
            case 7, 25: if try Self.isGraph(probe.message(field)) { isGraph = true }
            default: continue
            }
        }
        return isVersioned && isGraph
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = ONNXReader(source)
            try reader.read(into: &inspection)
        }
    }

    /// Whether a node with an operator, or a named tensor with dimensions, is among the first fields.
    private static func isGraph(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        try ProtobufProbe.contains(message, within: 256) { (graph, field) throws(FileError) in
            switch field.number {
            // A function's nodes are its field 7.
            case 1, 7: return try isNode(graph.message(field))
            case 5: return try isTensor(graph.message(field))
            default: return false
            }
        }
    }

    private static func isNode(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        guard var node = message else { return false }
        var hasOperator = false
        while let field = try node.next() {
            switch field.number {
            case 4:
                guard try node.word(field) != nil else { return false }
                hasOperator = true
            case 1...3, 7, 8: if try node.line(field) == nil { return false }
            case 5, 6, 9, 10: if field.content == nil { return false }
            default: continue
            }
        }
        return hasOperator
    }

    private static func isTensor(_ message: ProtobufProbe?) throws(FileError) -> Bool {
        guard var tensor = message else { return false }
        var (type, hasName) = (UInt64(0), false)
        while let field = try tensor.next() {
            if field.number == 2, let value = field.value { type = value }
            if field.number == 8 { hasName = try tensor.line(field) != nil }
        }
        return hasName && (1...64).contains(type)
    }
}
