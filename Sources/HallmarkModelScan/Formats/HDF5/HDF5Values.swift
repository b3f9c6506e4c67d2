/// A type of values (specification §IV.A.2.d), as far as sizes and text go.
struct HDF5Datatype {
    /// The class: 0 for integers, 1 for floating point, 3 for text, 7 for references, 9 for variable length.
    let kind: UInt8
    let bits: UInt64
    /// How many bytes a value has where it stands.
    let size: UInt64

    init(_ fields: inout HDF5Fields) throws(InspectionError) {
        let start = fields.offset
        let first = try fields.byte()
        kind = first & 0x0F
        guard (1...5).contains(first >> 4), kind <= 11 else {
            throw .refused(HDF5Rules.kind, "a type of class \(kind) and version \(first >> 4)", at: start)
        }
        bits = try fields.number(3)
        size = try fields.number(4)
        // From version 4 on a reference can lead to an object of another file.
        if kind == 7, bits & 0x0F > 1 {
            throw .refused(HDF5Rules.kind, "references that can lead into other files", at: start)
        }
    }

    var isText: Bool { kind == 3 }
    var isVariableText: Bool { kind == 9 && bits & 0x0F == 1 }

    /// The name by which metadata lists it, such as `F32`.
    var label: String? {
        switch kind {
        case 0: "\(bits & 8 == 0 ? "U" : "I")\(size * 8)"
        case 1: "F\(size * 8)"
        default: nil
        }
    }
}

/// How many values there are (specification §IV.A.2.b).
enum HDF5Dataspace {
    static func count(_ fields: inout HDF5Fields, lengthSize: Int) throws(InspectionError) -> UInt64 {
        let start = fields.offset
        let version = try fields.byte()
        let rank = Int(try fields.byte())
        _ = try fields.byte()
        guard version == 1 || version == 2, rank <= 32 else {
            throw .refused(HDF5Rules.structure, "a shape of version \(version) and \(rank) dimensions", at: start)
        }
        let kind = try fields.byte()
        if version == 1 { try fields.skip(4) }
        if version == 2, kind == 2 { return 0 }
        var count: UInt64 = 1
        for _ in 0..<rank {
            let (product, overflow) = count.multipliedReportingOverflow(by: try fields.number(lengthSize))
            guard !overflow else {
                throw .refused(HDF5Rules.size, "a shape of more than 64 bits", at: start)
            }
            count = product
        }
        return count
    }
}

/// An attribute of an object (specification §IV.A.2.m).
struct HDF5Attribute {
    let name: [UInt8]
    /// Where in the file it stands.
    let place: UInt64
    /// Its values where they are text.
    let texts: [[UInt8]]?

    init(
        _ body: HDF5Fields,
        in file: inout HDF5File,
        budget: inout Int,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        var body = body
        place = body.offset
        let version = try body.byte()
        let flags = try body.byte()
        guard (1...3).contains(version) else {
            throw .refused(HDF5Rules.structure, "an attribute of version \(version)", at: place)
        }
        let sizes = (Int(try body.number(2)), Int(try body.number(2)), Int(try body.number(2)))
        if version == 3 { try body.skip(1) }
        func padded(_ size: Int) -> Int { version == 1 ? (size + 7) & ~7 : size }
        name = Array(try body.take(padded(sizes.0)).prefix(sizes.0).prefix { $0 != 0 })
        var typeFields = try body.piece(padded(sizes.1))
        var space = try body.piece(padded(sizes.2))
        let type: HDF5Datatype
        if version > 1, flags & 1 != 0 {
            guard let found = try file.sharedType(typeFields, into: &inspection) else {
                texts = nil
                return
            }
            type = found
        } else {
            type = try HDF5Datatype(&typeFields)
        }
        guard version == 1 || flags & 2 == 0 else {
            throw .refused(HDF5Rules.kind, "an attribute of a shared shape", at: place)
        }
        guard type.isText || type.isVariableText else {
            texts = nil
            return
        }
        let count = try HDF5Dataspace.count(&space, lengthSize: file.lengthSize)
        guard count <= HDF5.maximumValues else {
            throw .refused(HDF5Rules.limit, "an attribute of \(count) texts", at: place)
        }
        var texts: [[UInt8]] = []
        for _ in 0..<count {
            let value =
                type.isText
                ? try body.take(Int(type.size))
                : try Self.variable(&body, in: &file, budget: budget)
            budget -= value.count
            guard budget >= 0 else { throw .refused(HDF5Rules.limit, "too much text in attributes", at: place) }
            texts.append(value)
        }
        self.texts = texts
    }

    private static func variable(
        _ body: inout HDF5Fields,
        in file: inout HDF5File,
        budget: Int
    ) throws(InspectionError) -> [UInt8] {
        let start = body.offset
        let length = try body.number(4)
        let heap = try body.address(file.offsetSize)
        let index = try body.number(4)
        guard length > 0, let heap, heap != 0 || index != 0 else { return [] }
        guard let value = try file.globalValue(at: heap, index: index), length <= value.count else {
            throw .refused(HDF5Rules.structure, "text that its heap does not have", at: start)
        }
        guard length <= UInt64(max(0, budget)) else {
            throw .refused(HDF5Rules.limit, "text of \(length) bytes in an attribute", at: start)
        }
        return try file.bytes(at: value.address, count: Int(length))
    }
}

extension HDF5File {
    /// The type that a shared message leads to, which has a name of its own in the file.
    mutating func sharedType(
        _ body: HDF5Fields,
        into inspection: inout Inspection
    ) throws(InspectionError) -> HDF5Datatype? {
        guard let address = try sharedPlace(body, into: &inspection) else { return nil }
        for message in try messages(of: address, into: &inspection) where message.kind == .datatype && !message.isShared
        {
            var body = message.body
            return try HDF5Datatype(&body)
        }
        throw .refused(HDF5Rules.structure, "a type that is none", at: body.offset)
    }
}
