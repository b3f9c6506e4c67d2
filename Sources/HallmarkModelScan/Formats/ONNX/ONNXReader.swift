internal import HallmarkCore

/// Walks an ONNX model and looks for what reaches outside: files, libraries, code.
struct ONNXReader {
    /// An operator by its domain and its name.
    struct Operator: Hashable {
        let domain: String
        let name: String

        var label: String { Finding.quote(domain.isEmpty ? name : "\(domain).\(name)") }
    }

    private struct Node {
        var name = ""
        var domain = ""
        var isEmbedded: UInt64 = 1
        var context: [UInt8]?
        let offset: UInt64
    }

    private struct Attribute {
        var name = ""
        var number: UInt64 = 0
        var text: [UInt8] = []
    }

    private var walker: ProtobufWalker<ONNXMessage>
    private var nodes: [Node] = []
    private var attributes: [Attribute] = []
    private var tensor: ONNXTensor?
    private var entry: (key: String, value: [UInt8])?
    private var function: (domain: String, name: String, overload: String, calls: [Operator: UInt64])?
    private var functions = ONNXFunctions()
    /// The operators that are of no public set, each once, with a place where it stands.
    private var unlisted: [Operator: UInt64] = [:]
    private var types: Set<UInt64> = []
    private var found: (version: UInt64, sets: Int, graphs: Int, tensors: UInt64, parameters: UInt64) = (0, 0, 0, 0, 0)

    init(_ source: any ByteSource) {
        self.walker = ProtobufWalker(source, root: .model, malformed: ONNXRules.structure)
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        while let event = try walker.next() {
            if event.isAgain {
                inspection.report(
                    ONNXRules.twice,
                    "field \(event.field) of a \(event.message) stands twice",
                    at: event.offset
                )
            }
            try take(event, into: &inspection)
        }
        judgeOperators(into: &inspection)
        functions.check(into: &inspection)
        guard found.graphs > 0 || functions.count > 0, (1...ONNXModel.maximumVersion).contains(found.version) else {
            throw .refused(ONNXRules.structure, "no graph, or the version \(found.version)", at: 0)
        }
        // onnx.proto: "it MUST be set" from version 3 on.
        guard found.sets > 0 || found.version < 3 else {
            throw .refused(ONNXRules.structure, "no set of operators", at: 0)
        }
        inspection.metadata.formatVersion = String(found.version)
        inspection.metadata.tensorCount = found.tensors
        inspection.metadata.parameterCount = found.parameters
        inspection.metadata.dataTypes = types.compactMap { ONNXTensor.names[$0] }.sorted()
    }

    private mutating func take(
        _ event: ProtobufWalker<ONNXMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        switch event.content {
        case .unknown:
            inspection.report(
                ONNXRules.unread,
                "a \(event.message) has the unknown field \(event.field)",
                at: event.offset
            )
        case .begin(let message): begin(message, event)
        case .end: try end(event, into: &inspection)
        case .number(let value): take(value, event.field, of: event.message)
        case .text(let text, let length): try take(text, length, event, into: &inspection)
        case .data(let length): if event.message == .tensor, event.field == 9 { tensor?.rawSize &+= length }
        }
    }

    private mutating func begin(_ message: ONNXMessage, _ event: ProtobufWalker<ONNXMessage>.Event) {
        switch message {
        case .graph: found.graphs += 1
        case .node: nodes.append(Node(offset: event.offset))
        case .attribute: attributes.append(Attribute())
        case .tensor: tensor = ONNXTensor(at: event.offset)
        case .external: entry = ("", [])
        case .function: function = ("", "", "", [:])
        case .opset: found.sets += 1
        case .model, .sparse, .training: break
        }
    }

    private mutating func take(_ value: UInt64, _ field: UInt64, of message: ONNXMessage) {
        switch (message, field) {
        case (.model, 1): found.version = value
        case (.attribute, 3): if let last = attributes.indices.last { attributes[last].number = value }
        case (.tensor, 1): tensor?.add(dimension: value)
        case (.tensor, 2): tensor?.type = value
        case (.tensor, 14): tensor?.isExternal = value == 1
        default: break
        }
    }

    private mutating func take(
        _ text: [UInt8],
        _ length: UInt64,
        _ event: ProtobufWalker<ONNXMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let isWhole = UInt64(text.count) == length
        switch (event.message, event.field) {
        case (.model, 2), (.graph, 2):
            let value = String(decoding: text, as: UTF8.self)
            if event.message == .model {
                inspection.metadata.architecture = value.isEmpty ? nil : value
            } else if walker.depth == 2, !value.isEmpty {
                inspection.metadata.name = value
            }
        case (.node, 4), (.node, 7):
            let value = try name(text, length, event)
            guard let last = nodes.indices.last else { return }
            if event.field == 4 { nodes[last].name = value } else { nodes[last].domain = value }
        case (.function, 1), (.function, 10), (.function, 13):
            let value = try name(text, length, event)
            switch event.field {
            case 1: function?.name = value
            case 10: function?.domain = value
            default: function?.overload = value
            }
        case (.attribute, 1):
            if let last = attributes.indices.last { attributes[last].name = String(decoding: text, as: UTF8.self) }
        case (.attribute, 4): if let last = attributes.indices.last { attributes[last].text = text }
        case (.tensor, 8): tensor?.name = String(decoding: text, as: UTF8.self)
        case (.external, 1): entry?.key = String(decoding: text, as: UTF8.self)
        case (.external, 2):
            // What is cut is no path and no number either.
            let mayBeLong = entry?.key.hasPrefix("prepacked") ?? false
            entry?.value = isWhole || mayBeLong ? text : text + [0]
        default: break
        }
    }

    private mutating func end(
        _ event: ProtobufWalker<ONNXMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        switch event.message {
        case .external:
            guard let entry, let problem = tensor?.external.add(entry.key, entry.value) else { return }
            let label = tensor?.label ?? "a tensor"
            inspection.report(problem.rule, "\(label): \(problem.message)", at: event.offset)
        case .tensor:
            guard let tensor else { return }
            for problem in tensor.problems() { inspection.report(problem) }
            types.insert(tensor.type)
            found.tensors += 1
            found.parameters &+= tensor.elements ?? 0
            self.tensor = nil
        case .attribute:
            guard let attribute = attributes.popLast(), let last = nodes.indices.last else { return }
            switch attribute.name {
            case "ep_cache_context": nodes[last].context = attribute.text
            case "embed_mode": nodes[last].isEmbedded = attribute.number
            default: break
            }
        case .node: if let node = nodes.popLast() { try judge(node, into: &inspection) }
        case .function:
            guard let function else { return }
            self.function = nil
            let isNew = try functions.add(
                Operator(domain: function.domain, name: function.name),
                overload: function.overload,
                calling: function.calls
            )
            guard !isNew else { return }
            inspection.report(
                ONNXRules.function,
                "the function \(Finding.quote(function.name)) is defined twice",
                at: event.offset
            )
        case .model, .opset, .graph, .sparse, .training: break
        }
    }

    private mutating func judge(_ node: Node, into inspection: inout Inspection) throws(InspectionError) {
        let domain = node.domain == "ai.onnx" ? "" : node.domain
        let kind = Operator(domain: domain, name: node.name)
        function?.calls[kind, default: 0] += 1
        if let context = node.context, node.isEmbedded == 0, !ONNXExternalData.isPlain(context) {
            let path = Finding.quote(String(decoding: context, as: UTF8.self))
            inspection.report(ONNXRules.location, "a compiled context is read from \(path)", at: node.offset)
        }
        if let names = ONNXOperators.names(of: domain), names.contains(node.name) { return }
        guard unlisted.count < ONNXModel.maximumOperators || unlisted[kind] != nil else {
            throw .refused(ONNXRules.limit, "more than \(ONNXModel.maximumOperators) operators", at: node.offset)
        }
        if unlisted[kind] == nil { unlisted[kind] = node.offset }
    }

    private func judgeOperators(into inspection: inout Inspection) {
        for (kind, offset) in unlisted.sorted(by: { $0.value < $1.value }) where !functions.contains(kind) {
            if ONNXOperators.isPython(kind.name) {
                inspection.report(ONNXRules.python, "\(kind.label) runs Python", at: offset)
            } else if !ONNXOperators.vendors.contains(kind.domain) {
                inspection.report(ONNXRules.custom, "\(kind.label) is of no public set", at: offset)
            } else if kind.name == "EPContext" || kind.name == "Snpe" {
                inspection.report(ONNXRules.compiled, "\(kind.label) is a program for an accelerator", at: offset)
            } else if kind.domain == "com.microsoft", !ONNXOperators.runtime.contains(kind.name) {
                inspection.report(ONNXRules.unread, "\(kind.label) is not known", at: offset)
            } else {
                inspection.report(ONNXRules.vendor, "\(kind.label) is the runtime's own", at: offset)
            }
        }
    }

    /// A name of an operator or a domain.
    private func name(
        _ text: [UInt8],
        _ length: UInt64,
        _ event: ProtobufWalker<ONNXMessage>.Event
    ) throws(InspectionError) -> String {
        guard length <= UInt64(ONNXModel.maximumNameSize), let name = String(validating: text, as: UTF8.self) else {
            throw .refused(ONNXRules.structure, "a name of \(length) bytes, or no text", at: event.offset)
        }
        return name
    }
}
