internal import HallmarkCore

/// Reads a GGUF file's header and checks that its tensors fill the rest of the file.
struct GGUFReader {
    private var cursor: SourceCursor
    private var values: GGUFValues
    private var dataTypes: Set<String> = []
    private var parameters: UInt64 = 0

    init(_ source: any ByteSource) {
        self.cursor = SourceCursor(source, truncated: GGUFRules.structure)
        self.values = GGUFValues()
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        guard try cursor.read(GGUF.magic.count) == GGUF.magic else {
            throw .refused(GGUFRules.structure, "does not begin with GGUF", at: 0)
        }
        let version = try cursor.readLittleEndian(UInt32.self)
        guard version == 2 || version == 3 else {
            throw .refused(GGUFRules.version, "version \(version) or another byte order", at: 4)
        }
        inspection.metadata.formatVersion = String(version)
        let tensors = try cursor.readLittleEndian(UInt64.self)
        let keys = try cursor.readLittleEndian(UInt64.self)
        // A tensor needs a name's length, dimensions, type and offset; a key a length, a type and a value.
        try Self.check(tensors, of: "tensors", size: 24, remaining: cursor.remaining, limit: GGUF.maximumTensors, at: 8)
        try Self.check(keys, of: "keys", size: 13, remaining: cursor.remaining, limit: GGUF.maximumKeys, at: 16)
        for _ in 0..<keys { try values.read(from: &cursor, into: &inspection) }
        try readTensors(tensors, into: &inspection)
    }

    private mutating func readTensors(
        _ count: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        var names: Set<[UInt8]> = []
        // Where the next tensor must begin; nothing once a size is not known.
        var next: UInt64? = 0
        var end: UInt64 = 0
        for _ in 0..<count {
            let start = cursor.offset
            let (name, size, offset) = try readTensor(into: &inspection)
            if !names.insert(name).inserted {
                inspection.report(GGUFRules.duplicate, "tensor \(Self.label(name)) is described twice", at: start)
            }
            if let expected = next, offset != expected {
                inspection.report(
                    GGUFRules.layout,
                    "tensor \(Self.label(name)) is at \(offset), \(expected) is due",
                    at: start
                )
            }
            guard let size, let expected = next else {
                next = nil
                continue
            }
            end = try Self.sum(expected, size, at: start)
            next = try Self.padded(end, to: values.alignment, at: start)
        }
        inspection.metadata.tensorCount = count
        inspection.metadata.parameterCount = parameters
        inspection.metadata.dataTypes = dataTypes.sorted()
        guard let next else { return }
        let header = cursor.offset
        let data = try Self.padded(header, to: values.alignment, at: header)
        let size = cursor.source.count
        // Without any tensor the file may end with the header, unpadded.
        let least = count == 0 ? header : try Self.sum(data, end, at: header)
        let most = try Self.sum(data, next, at: header)
        if size < least {
            inspection.report(GGUFRules.layout, "the tensors end at \(least), the file at \(size)", at: header)
        } else if size > most {
            inspection.report(GGUFRules.end, "\(size - most) bytes follow the last tensor", at: most)
        }
    }

    private mutating func readTensor(
        into inspection: inout Inspection
    ) throws(InspectionError) -> (name: [UInt8], size: UInt64?, offset: UInt64) {
        let start = cursor.offset
        let length = try cursor.readLittleEndian(UInt64.self)
        guard length >= 1, length <= GGUF.maximumTensorNameSize else {
            throw .refused(GGUFRules.count, "a tensor's name of \(length) bytes", at: start)
        }
        let name = try cursor.read(Int(length))
        let rank = try cursor.readLittleEndian(UInt32.self)
        guard rank <= GGUF.maximumDimensions else {
            throw .refused(GGUFRules.shape, "tensor \(Self.label(name)) has \(rank) dimensions", at: start)
        }
        var shape: [UInt64] = []
        for _ in 0..<rank { shape.append(try cursor.readLittleEndian(UInt64.self)) }
        let number = try cursor.readLittleEndian(UInt32.self)
        let offset = try cursor.readLittleEndian(UInt64.self)
        guard let type = GGMLType.known[number] else {
            inspection.report(
                GGUFRules.tensorType,
                "tensor \(Self.label(name)) has the unknown type \(number)",
                at: start
            )
            return (name, nil, offset)
        }
        dataTypes.insert(type.name)
        // ggml counts in signed 64 bits, and divides by all dimensions but the first.
        guard let elements = SafetensorsHeader.product(shape), elements <= UInt64(Int64.max),
            (shape.first ?? 1).isMultiple(of: type.blockSize), !shape.dropFirst().contains(0)
        else {
            inspection.report(
                GGUFRules.shape,
                "tensor \(Self.label(name)) of type \(type.name) has the shape \(shape)",
                at: start
            )
            return (name, nil, offset)
        }
        let (size, overflow) = (elements / type.blockSize).multipliedReportingOverflow(by: type.bytesPerBlock)
        guard !overflow else {
            inspection.report(GGUFRules.shape, "tensor \(Self.label(name)) is larger than any file", at: start)
            return (name, nil, offset)
        }
        parameters = parameters.addingReportingOverflow(elements).partialValue
        return (name, size, offset)
    }

    private static func check(
        _ count: UInt64,
        of things: String,
        size: UInt64,
        remaining: UInt64,
        limit: UInt64,
        at offset: UInt64
    ) throws(InspectionError) {
        guard count <= remaining / size else {
            throw .refused(GGUFRules.count, "claims \(count) \(things); \(remaining) bytes are left", at: offset)
        }
        guard count <= limit else {
            throw .refused(GGUFRules.limit, "\(count) \(things); at most \(limit) are read", at: offset)
        }
    }

    private static func label(_ name: [UInt8]) -> String {
        Finding.quote(String(decoding: name, as: UTF8.self))
    }

    private static func sum(_ left: UInt64, _ right: UInt64, at offset: UInt64) throws(InspectionError) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .refused(GGUFRules.layout, "the tensors need more than 64 bits", at: offset) }
        return sum
    }

    private static func padded(
        _ value: UInt64,
        to alignment: UInt64,
        at offset: UInt64
    ) throws(InspectionError) -> UInt64 {
        let rest = value % alignment
        return rest == 0 ? value : try sum(value, alignment - rest, at: offset)
    }
}
