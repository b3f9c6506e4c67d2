internal import HallmarkCore

/// Reads one MessagePack value from end to end; only the heads of arrays are kept.
struct MessagePackReader {
    private var cursor: SourceCursor
    /// How many values each open list or map still has.
    private var open: [UInt64] = []

    init(_ source: any ByteSource) {
        self.cursor = SourceCursor(source, truncated: FlaxRules.structure)
    }

    mutating func read(into inspection: inout Inspection) throws(InspectionError) {
        repeat {
            if let last = open.indices.last { open[last] -= 1 }
            try readValue(into: &inspection)
            while open.last == 0 { open.removeLast() }
        } while !open.isEmpty
        if !cursor.isAtEnd {
            inspection.report(
                FlaxRules.structure,
                "\(cursor.remaining) bytes follow the message",
                at: cursor.offset
            )
        }
    }

    private mutating func readValue(into inspection: inout Inspection) throws(InspectionError) {
        let place = cursor.offset
        let kind = try cursor.readByte()
        switch kind {
        case 0x00...0x7F, 0xE0...0xFF, 0xC0, 0xC2, 0xC3: return
        case 0x80...0x8F: try open(UInt64(kind & 0x0F) * 2, at: place)
        case 0x90...0x9F: try open(UInt64(kind & 0x0F), at: place)
        case 0xA0...0xBF: try cursor.skip(UInt64(kind & 0x1F))
        case 0xC4, 0xD9: try cursor.skip(try number(1))
        case 0xC5, 0xDA: try cursor.skip(try number(2))
        case 0xC6, 0xDB: try cursor.skip(try number(4))
        case 0xC7: try readExtension(try number(1), at: place, into: &inspection)
        case 0xC8: try readExtension(try number(2), at: place, into: &inspection)
        case 0xC9: try readExtension(try number(4), at: place, into: &inspection)
        case 0xCA, 0xCE, 0xD2: try cursor.skip(4)
        case 0xCB, 0xCF, 0xD3: try cursor.skip(8)
        case 0xCC, 0xD0: try cursor.skip(1)
        case 0xCD, 0xD1: try cursor.skip(2)
        case 0xD4...0xD8: try readExtension(1 << UInt64(kind - 0xD4), at: place, into: &inspection)
        case 0xDC: try open(try number(2), at: place)
        case 0xDD: try open(try number(4), at: place)
        case 0xDE: try open(try number(2) * 2, at: place)
        case 0xDF: try open(try number(4) * 2, at: place)
        default: throw .refused(FlaxRules.structure, "a value of the unknown kind \(kind)", at: place)
        }
    }

    private mutating func number(_ count: Int) throws(InspectionError) -> UInt64 {
        try cursor.read(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func open(_ count: UInt64, at place: UInt64) throws(InspectionError) {
        guard count <= cursor.remaining else {
            throw .refused(FlaxRules.structure, "\(count) values; \(cursor.remaining) bytes are left", at: place)
        }
        guard open.count < FlaxMessage.maximumDepth else {
            throw .refused(FlaxRules.structure, "lists nest in \(open.count) others", at: place)
        }
        if count > 0 { open.append(count) }
    }

    private mutating func readExtension(
        _ size: UInt64,
        at place: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let type = Int8(bitPattern: try cursor.readByte())
        let start = cursor.offset
        // Past its end first, so that a size beyond the file is found.
        try cursor.skip(size)
        switch type {
        case 1: try checkArray(at: start, size, into: &inspection)
        // A complex number of two, a scalar as an array of none.
        case 2: return
        case 3: try checkArray(at: start, size, into: &inspection)
        default: inspection.report(FlaxRules.kind, "an extension of the type \(type)", at: place)
        }
    }

    /// Checks a list of a shape, a type and bytes (`_ndarray_to_bytes`).
    private func checkArray(
        at start: UInt64,
        _ size: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let part = SlicedBytes(cursor.source, from: start, count: size)
        var reader = MessagePackReader(part)
        do throws(InspectionError) {
            guard let fault = try reader.arrayFault() else { return }
            inspection.report(FlaxRules.array, fault, at: start)
        } catch {
            guard case .refused(let finding) = error else { throw error }
            inspection.report(FlaxRules.array, finding.message, at: start)
        }
    }

    private mutating func arrayFault() throws(InspectionError) -> String? {
        guard try cursor.readByte() == 0x93 else { return "an array of other than three parts" }
        let head = try cursor.readByte()
        let rank: UInt64
        switch head {
        case 0x90...0x9F: rank = UInt64(head & 0x0F)
        case 0xDC: rank = try number(2)
        default: return "an array without a shape"
        }
        guard rank <= UInt64(FlaxMessage.maximumDimensions) else { return "an array of \(rank) dimensions" }
        var shape: [UInt64] = []
        for _ in 0..<rank {
            switch try cursor.readByte() {
            case let small where small <= 0x7F: shape.append(UInt64(small))
            case 0xCC: shape.append(try number(1))
            case 0xCD: shape.append(try number(2))
            case 0xCE: shape.append(try number(4))
            case 0xCF: shape.append(try number(8))
            default: return "an array's shape that is no list of numbers"
            }
        }
        let kind = try cursor.readByte()
        let length: UInt64
        switch kind {
        case 0xA0...0xBF: length = UInt64(kind & 0x1F)
        case 0xD9: length = try number(1)
        default: return "an array without a type"
        }
        let type = String(decoding: try cursor.read(Int(length)), as: UTF8.self)
        guard let width = Self.widths[type] else { return "an array of the unknown type \(Finding.quote(type))" }
        let count: UInt64
        switch try cursor.readByte() {
        case 0xC4: count = try number(1)
        case 0xC5: count = try number(2)
        case 0xC6: count = try number(4)
        default: return "an array without bytes"
        }
        guard let elements = SafetensorsHeader.product(shape),
            case let (needed, overflow) = elements.multipliedReportingOverflow(by: width), !overflow, needed == count,
            cursor.remaining == count
        else { return "an array of \(type) and the shape \(shape) in \(count) bytes" }
        return nil
    }

    private static let widths: [String: UInt64] = [
        "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "int64": 8, "uint64": 8,
        "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16, "V2": 2, "V1": 1,
        "float8_e4m3fn": 1, "float8_e5m2": 1, "float8_e4m3b11_fnuz": 1, "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1,
        "float8_e4m3": 1, "float8_e3m4": 1, "float8_e8m0fnu": 1, "int4": 1, "uint4": 1, "int2": 1, "uint2": 1,
        "float4_e2m1fn": 1,
    ]
}
