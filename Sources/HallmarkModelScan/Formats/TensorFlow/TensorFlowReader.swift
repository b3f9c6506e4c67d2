internal import HallmarkCore

/// Walks a TensorFlow model and looks for operators that do more than compute.
struct TensorFlowReader {
    private let source: any ByteSource
    private let root: TensorFlowMessage
    private var walker: ProtobufWalker<TensorFlowMessage>
    /// The operators and functions that are open: a function that an attribute names has attributes of its own.
    private var nodes: [TensorFlowNode] = []
    private var attributes: [(name: String, texts: [String])] = []
    private var anything: (type: [UInt8], content: Range<UInt64>) = ([], 0..<0)
    private var functions: Set<String> = []
    /// The operators that are none of TensorFlow's, each once, with a place where it stands.
    private var unlisted: [String: UInt64] = [:]
    private var tables: (offset: UInt64, name: String)?
    private var assets = 0
    private var count = 0

    init(_ source: any ByteSource, root: TensorFlowMessage) {
        self.source = source
        self.root = root
        self.walker = ProtobufWalker(source, root: root, malformed: TensorFlowRules.structure)
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        while let event = try walker.next() {
            if event.isAgain {
                inspection.report(
                    TensorFlowRules.twice,
                    "field \(event.field) of a \(event.message) stands twice",
                    at: event.offset
                )
            }
            try take(event, into: &inspection)
        }
        judgeOperators(into: &inspection)
    }

    private mutating func take(
        _ event: ProtobufWalker<TensorFlowMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        switch event.content {
        case .unknown:
            inspection.report(
                TensorFlowRules.unread,
                "a \(event.message) has the unknown field \(event.field)",
                at: event.offset
            )
        case .begin(let message):
            switch message {
            case .node, .callable: nodes.append(TensorFlowNode(at: event.offset))
            case .attribute: attributes.append(("", []))
            case .anything: anything = ([], 0..<0)
            default: break
            }
        case .end: try end(event, into: &inspection)
        case .text(let text, let length): try take(text, length, event, into: &inspection)
        case .data(let start, let length):
            switch (event.message, event.field) {
            case (.anything, 2): anything.content = start..<start + length
            case (.userObject, 3), (.kerasObject, 5):
                for name in try KerasMetadata.code(in: source, at: start, length: length).sorted() {
                    inspection.report(TensorFlowRules.code, "a layer is a \(Finding.quote(name))", at: event.offset)
                }
            default: break
            }
        case .number: break
        }
    }

    private mutating func take(
        _ text: [UInt8],
        _ length: UInt64,
        _ event: ProtobufWalker<TensorFlowMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        switch (event.message, event.field) {
        case (.node, 2), (.callable, 1):
            let name = try name(text, length, event)
            if let last = nodes.indices.last { nodes[last].name = name }
        case (.signature, 1):
            guard functions.count < TensorFlowModel.maximumOperators else { throw Self.tooMany(at: event.offset) }
            functions.insert(try name(text, length, event))
        case (.attribute, 1):
            if let last = attributes.indices.last { attributes[last].name = String(decoding: text, as: UTF8.self) }
        case (.value, 2), (.list, 2):
            guard let last = attributes.indices.last, attributes[last].texts.count < Self.maximumTexts else { return }
            attributes[last].texts.append(String(decoding: text.prefix(Self.maximumTextSize), as: UTF8.self))
        case (.asset, 2): judgeAsset(text, length, at: event.offset, into: &inspection)
        case (.anything, 1): anything.type = text
        case (.metaInfo, 5): inspection.metadata.version = String(decoding: text, as: UTF8.self)
        default: break
        }
    }

    private mutating func end(
        _ event: ProtobufWalker<TensorFlowMessage>.Event,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        switch event.message {
        case .attribute:
            guard let attribute = attributes.popLast(), TensorFlowNode.attributes.contains(attribute.name),
                let last = nodes.indices.last
            else { return }
            nodes[last].texts[attribute.name, default: []] += attribute.texts
        case .node, .callable:
            guard let node = nodes.popLast() else { return }
            try judge(node, isNode: event.message == .node, into: &inspection)
        // Before its field of assets a meta graph kept them in a collection.
        case .anything where String(decoding: anything.type, as: UTF8.self).hasSuffix("AssetFileDef"):
            let part = SlicedBytes(
                source,
                from: anything.content.lowerBound,
                count: anything.content.upperBound - anything.content.lowerBound
            )
            var assets = ProtobufWalker(part, root: TensorFlowMessage.asset, malformed: TensorFlowRules.structure)
            while let inner = try assets.next() {
                guard case .text(let text, let length) = inner.content else { continue }
                judgeAsset(text, length, at: event.offset, into: &inspection)
            }
        default: break
        }
    }

    private mutating func judge(
        _ node: TensorFlowNode,
        isNode: Bool,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        if isNode { count += 1 }
        for problem in node.problems() { inspection.report(problem) }
        if TensorFlowOperators.effect(of: node.name) == .table, tables == nil { tables = (node.offset, node.name) }
        // What a value names is a function of the graph; only what is dangerous anywhere matters there.
        guard isNode, !TensorFlowOperators.isKnown(node.name), unlisted[node.name] == nil else { return }
        guard unlisted.count < TensorFlowModel.maximumOperators else { throw Self.tooMany(at: node.offset) }
        unlisted[node.name] = node.offset
    }

    private mutating func judgeAsset(
        _ name: [UInt8],
        _ length: UInt64,
        at offset: UInt64,
        into inspection: inout Inspection
    ) {
        assets += 1
        guard !ONNXExternalData.isPlain(name) || length > UInt64(name.count) else { return }
        let text = Finding.quote(String(decoding: name, as: UTF8.self))
        inspection.report(TensorFlowRules.asset, "an asset is read from \(text)", at: offset)
    }

    private func judgeOperators(into inspection: inout Inspection) {
        for (name, offset) in unlisted.sorted(by: { $0.value < $1.value }) where !functions.contains(name) {
            if TensorFlowOperators.isOfLibrary(name) {
                inspection.report(TensorFlowRules.library, "\(Finding.quote(name)) is of a public library", at: offset)
            } else if TensorFlowOperators.effect(of: name) == nil {
                inspection.report(TensorFlowRules.custom, "\(Finding.quote(name)) is none of TensorFlow's", at: offset)
            }
        }
        if let tables {
            let rule = assets > 0 ? TensorFlowRules.library : TensorFlowRules.reaching
            let what = assets > 0 ? "an asset" : "a file, and the model has no assets"
            inspection.report(rule, "\(Finding.quote(tables.name)) reads a vocabulary from \(what)", at: tables.offset)
        }
        inspection.metadata.architecture = TensorFlowModel.names[root]
    }

    private static let maximumTexts = 64
    private static let maximumTextSize = 512

    private static func tooMany(at offset: UInt64) -> InspectionError {
        .refused(
            TensorFlowRules.limit,
            "more than \(TensorFlowModel.maximumOperators) functions or operators of its own",
            at: offset
        )
    }

    /// A name of an operator or a function.
    private func name(
        _ text: [UInt8],
        _ length: UInt64,
        _ event: ProtobufWalker<TensorFlowMessage>.Event
    ) throws(InspectionError) -> String {
        guard length <= UInt64(TensorFlowModel.maximumNameSize), let name = String(validating: text, as: UTF8.self)
        else {
            throw .refused(TensorFlowRules.structure, "a name of \(length) bytes, or no text", at: event.offset)
        }
        return name
    }
}
