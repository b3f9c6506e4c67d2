internal import HallmarkCore

/// Reads the keys and values of a GGUF file and keeps the few that matter.
struct GGUFValues {
    /// The kinds of value, as numbered by the format.
    private enum Kind: UInt32 {
        case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

        /// The bytes of a value; for text and arrays the least that one needs.
        var size: UInt64 {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64, .string: 8
            case .array: 12
            }
        }
    }

    private(set) var alignment = GGUF.defaultAlignment
    private var keys: Set<[UInt8]> = []

    /// Reads one key and its value.
    mutating func read(from cursor: inout SourceCursor, into inspection: inout Inspection) throws(InspectionError) {
        let start = cursor.offset
        let length = try cursor.readLittleEndian(UInt64.self)
        guard length <= GGUF.maximumKeySize, length <= cursor.remaining else {
            throw .refused(GGUFRules.count, "a key of \(length) bytes", at: start)
        }
        let bytes = try cursor.read(Int(length))
        // Keys are ASCII (ggml/docs/gguf.md), so that no two of them look alike.
        guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .refused(GGUFRules.value, "a key that is not plain ASCII", at: start)
        }
        let key = String(decoding: bytes, as: UTF8.self)
        if !keys.insert(bytes).inserted {
            inspection.report(GGUFRules.duplicate, "key \(Finding.quote(key)) appears twice", at: start)
        }
        let kind = try Self.readKind(from: &cursor)
        if key == "general.alignment" {
            guard kind == .uint32 else { throw .refused(GGUFRules.alignment, "the alignment is no uint32", at: start) }
            try readAlignment(from: &cursor)
        } else if kind == .string {
            try Self.readText(key, from: &cursor, into: &inspection)
        } else {
            try Self.skip(kind, key: key, depth: 0, in: &cursor)
        }
    }

    private mutating func readAlignment(from cursor: inout SourceCursor) throws(InspectionError) {
        let start = cursor.offset
        let value = UInt64(try cursor.readLittleEndian(UInt32.self))
        guard value.nonzeroBitCount == 1, value <= GGUF.maximumAlignment else {
            throw .refused(GGUFRules.alignment, "an alignment of \(value)", at: start)
        }
        alignment = value
    }

    private static func readText(
        _ key: String,
        from cursor: inout SourceCursor,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let start = cursor.offset
        let length = try cursor.readLittleEndian(UInt64.self)
        guard length <= cursor.remaining else {
            throw .refused(GGUFRules.count, "text of \(length) bytes under \(Finding.quote(key))", at: start)
        }
        if isTemplate(key) {
            guard length <= GGUF.maximumTemplateSize else {
                inspection.report(GGUFRules.limit, "a chat template of \(length) bytes", at: start)
                return try cursor.skip(length)
            }
            let template = try cursor.read(Int(length))
            inspection.report(GGUFRules.template, "\(Finding.quote(key)) is a template of \(length) bytes", at: start)
            for problem in ChatTemplate.problems(of: template) {
                let rule = problem.kind == .outside ? GGUFRules.hostileTemplate : ChatTemplate.rule(of: problem)
                inspection.report(
                    rule,
                    "\(Finding.quote(key)) \(problem.message)",
                    at: start + 8 + UInt64(problem.offset)
                )
            }
            return
        }
        guard let path = metadataPaths[key], length <= UInt64(ModelMetadata.maximumTextSize) else {
            return try cursor.skip(length)
        }
        guard let text = String(validating: try cursor.read(Int(length)), as: UTF8.self) else {
            inspection.report(GGUFRules.value, "\(Finding.quote(key)) is not UTF-8", at: start)
            return
        }
        inspection.metadata[keyPath: path] = text
    }

    /// Whether runtimes render the text under a key: `tokenizer.chat_template`, `tokenizer.chat_template.NAME`.
    private static func isTemplate(_ key: String) -> Bool {
        key.contains("chat_template") || key.lowercased().hasSuffix("template")
    }

    private static var metadataPaths: [String: WritableKeyPath<ModelMetadata, String?>] {
        [
            "general.name": \.name, "general.version": \.version, "general.description": \.summary,
            "general.author": \.author, "general.license": \.license, "general.architecture": \.architecture,
        ]
    }

    private static func readKind(from cursor: inout SourceCursor) throws(InspectionError) -> Kind {
        let start = cursor.offset
        let number = try cursor.readLittleEndian(UInt32.self)
        guard let kind = Kind(rawValue: number) else {
            throw .refused(GGUFRules.value, "a value of the unknown kind \(number)", at: start)
        }
        return kind
    }

    private static func skip(
        _ kind: Kind,
        key: String,
        depth: Int,
        in cursor: inout SourceCursor
    ) throws(InspectionError) {
        let start = cursor.offset
        switch kind {
        case .string:
            let length = try cursor.readLittleEndian(UInt64.self)
            guard length <= cursor.remaining else {
                throw .refused(GGUFRules.count, "text of \(length) bytes under \(Finding.quote(key))", at: start)
            }
            try cursor.skip(length)
        case .bool:
            guard try cursor.readByte() <= 1 else {
                throw .refused(GGUFRules.value, "\(Finding.quote(key)) is neither true nor false", at: start)
            }
        case .array:
            guard depth < GGUF.maximumArrayDepth else {
                throw .refused(GGUFRules.depth, "arrays nest under \(Finding.quote(key))", at: start)
            }
            let element = try readKind(from: &cursor)
            let count = try cursor.readLittleEndian(UInt64.self)
            guard count <= cursor.remaining / element.size else {
                throw .refused(GGUFRules.count, "\(count) elements under \(Finding.quote(key))", at: start)
            }
            if [.string, .bool, .array].contains(element) {
                // llama.cpp lists the names of further templates, which stand under keys of their own.
                if isTemplate(key), key != "tokenizer.chat_templates", element != .bool {
                    throw .refused(GGUFRules.value, "\(Finding.quote(key)) is an array of templates", at: start)
                }
                for _ in 0..<count { try skip(element, key: key, depth: depth + 1, in: &cursor) }
            } else {
                try cursor.skip(count * element.size)
            }
        default: try cursor.skip(kind.size)
        }
    }
}
