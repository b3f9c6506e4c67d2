internal import HallmarkCore

/// Walks a Core ML specification and looks for what names code, files or other models.
struct CoreMLReader {
    /// The prefix of a weight file's name: the folder of the specification.
    static let modelPath = "@model_path/"

    /// The weight files that the specification refers to, relative to its own folder.
    private(set) var references: Set<String> = []
    private var reader: ProtobufReader
    private let size: UInt64

    init(_ source: any ByteSource) {
        self.reader = ProtobufReader(source, malformed: CoreMLRules.specification)
        self.size = source.count
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        guard size > 0 else { throw .refused(CoreMLRules.specification, "an empty specification", at: 0) }
        try readModel(end: size, depth: 0, into: &inspection)
    }

    private mutating func readModel(
        end: UInt64,
        depth: Int,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let start = reader.cursor.offset
        var kinds: Set<UInt64> = []
        var version: UInt64 = 0
        while let field = try reader.next(until: end) {
            if field.number == 1, case .number(let number) = field.value { version = number }
            if CoreMLMessage.modelKinds.contains(field.number) { kinds.insert(field.number) }
            if !CoreMLMessage.modelKinds.contains(field.number), ![1, 2, 10].contains(field.number) {
                inspection.report(CoreMLRules.kind, "the model has the unknown field \(field.number)", at: field.offset)
            }
            try enter(field, of: .model, depth: depth, into: &inspection)
        }
        guard CoreMLModel.specificationVersions.contains(version) else {
            throw .refused(CoreMLRules.specification, "the specification version \(version)", at: start)
        }
        guard kinds.count == 1 else {
            throw .refused(CoreMLRules.specification, "\(kinds.count) kinds of model instead of one", at: start)
        }
        if depth == 0 {
            inspection.metadata.formatVersion = String(version)
            inspection.metadata.architecture = kinds.first.flatMap { Self.names[$0] }
        }
    }

    private static let names: [UInt64: String] = [
        202: "pipeline", 303: "neural-network", 403: "neural-network", 500: "neural-network", 502: "ml-program",
    ]

    private mutating func read(
        _ message: CoreMLMessage,
        end: UInt64,
        depth: Int,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        while let field = try reader.next(until: end) {
            if try readLeaf(field, of: message, depth: depth, into: &inspection) { continue }
            try enter(field, of: message, depth: depth, into: &inspection)
        }
    }

    private mutating func enter(
        _ field: ProtobufReader.Field,
        of message: CoreMLMessage,
        depth: Int,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        guard let inner = message.message(field.number) else { return try reader.skip(field) }
        guard case .bytes(let length) = field.value else {
            throw .refused(CoreMLRules.specification, "a number where a message is due", at: field.offset)
        }
        guard depth < CoreMLModel.maximumDepth else {
            throw .refused(CoreMLRules.specification, "messages nest too deeply", at: field.offset)
        }
        switch inner {
        case .customModel:
            inspection.report(CoreMLRules.customCode, "the model is a class of the application", at: field.offset)
        case .linkedModel:
            inspection.report(CoreMLRules.linkedModel, "the model is a link to another one", at: field.offset)
        case .serializedModel:
            inspection.report(CoreMLRules.kind, "the model is serialized in a way of its own", at: field.offset)
        case .customLayer:
            inspection.report(CoreMLRules.customCode, "a layer is a class of the application", at: field.offset)
        default: break
        }
        let end = reader.cursor.offset + length
        if inner == .model {
            try readModel(end: end, depth: depth + 1, into: &inspection)
        } else {
            try read(inner, end: end, depth: depth + 1, into: &inspection)
        }
    }

    /// Reads a field that says something by itself.
    private mutating func readLeaf(
        _ field: ProtobufReader.Field,
        of message: CoreMLMessage,
        depth: Int,
        into inspection: inout Inspection
    ) throws(InspectionError) -> Bool {
        switch (message, field.number) {
        case (.metadata, 1...4):
            let text = try reader.text(field, limit: ModelMetadata.maximumTextSize)
            // Only the outermost model's own description; those of a pipeline's parts are nested deeper.
            guard depth == 2, !text.isEmpty else { return true }
            switch field.number {
            case 1: inspection.metadata.summary = text
            case 2: inspection.metadata.version = text
            case 3: inspection.metadata.author = text
            default: inspection.metadata.license = text
            }
        case (.customModel, 10), (.customLayer, 10):
            let name = try reader.text(field, limit: ModelMetadata.maximumTextSize)
            inspection.report(CoreMLRules.customCode, "names the class \(Finding.quote(name))", at: field.offset)
        case (.operation, 1):
            let type = try reader.text(field, limit: ModelMetadata.maximumTextSize)
            if type == "custom_layer" {
                inspection.report(
                    CoreMLRules.customCode,
                    "an operation is a class of the application",
                    at: field.offset
                )
            }
        case (.blobFile, 1):
            let name = try reader.text(field, limit: ModelMetadata.maximumTextSize)
            guard let path = Self.relativePath(name) else {
                inspection.report(
                    CoreMLRules.reference,
                    "weights are read from \(Finding.quote(name))",
                    at: field.offset
                )
                return true
            }
            references.insert(path)
        default: return false
        }
        return true
    }

    /// The path behind `@model_path/`, when it is plain and leads downwards.
    private static func relativePath(_ name: String) -> String? {
        guard name.utf8.starts(with: modelPath.utf8) else { return nil }
        let path = String(decoding: name.utf8.dropFirst(modelPath.utf8.count), as: UTF8.self)
        return CoreMLPackage.isPlain(path) ? path : nil
    }
}
