package import HallmarkCore

/// The arrays of an MXNet model (`NAME-0000.params`): dense ones of the present form are read.
package struct MXNetParameters: ModelFormat {
    static let magic: UInt64 = 0x112
    /// How many arrays are read.
    package static let maximumArrays: UInt64 = 1 << 20
    /// How many dimensions an array may have.
    package static let maximumDimensions: UInt32 = 32

    package init() {}

    package let name = FormatName(rawValue: "mxnet-parameters")
    /// Others share `params`.
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { MXNetRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        head.count >= 24 && head.starts(with: [0x12, 0x01] + [UInt8](repeating: 0, count: 14))
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var cursor = SourceCursor(source, truncated: MXNetRules.structure)
            guard try cursor.readLittleEndian(UInt64.self) == Self.magic,
                try cursor.readLittleEndian(UInt64.self) == 0
            else { throw .refused(MXNetRules.structure, "another magic", at: 0) }
            let count = try cursor.readLittleEndian(UInt64.self)
            guard count <= Self.maximumArrays, count <= cursor.remaining / 4 else {
                throw .refused(MXNetRules.structure, "\(count) arrays", at: 16)
            }
            for _ in 0..<count { try Self.readArray(&cursor) }
            let place = cursor.offset
            let names = try cursor.readLittleEndian(UInt64.self)
            guard names == count || names == 0 else {
                throw .refused(MXNetRules.structure, "\(names) names of \(count) arrays", at: place)
            }
            for _ in 0..<names { try cursor.skip(try cursor.readLittleEndian(UInt64.self)) }
            if !cursor.isAtEnd {
                inspection.report(MXNetRules.structure, "\(cursor.remaining) bytes follow", at: cursor.offset)
            }
        }
    }

    /// The bytes of an element of each type (mshadow's `TypeFlag`).
    private static let widths: [UInt64] = [4, 8, 2, 1, 4, 1, 8, 1, 2, 2, 4, 8, 2]

    private static func readArray(_ cursor: inout SourceCursor) throws(InspectionError) {
        let place = cursor.offset
        let magic = try cursor.readLittleEndian(UInt32.self)
        guard magic == 0xF993_FAC9 || magic == 0xF993_FACA else {
            throw .refused(MXNetRules.limit, "an array of an older form", at: place)
        }
        guard try cursor.readLittleEndian(UInt32.self) == 0 else {
            throw .refused(MXNetRules.limit, "a sparse array", at: place)
        }
        let rank = try cursor.readLittleEndian(UInt32.self)
        // None at all, or an unknown number of them.
        if rank == 0 && magic == 0xF993_FAC9 || rank == .max { return }
        guard rank <= maximumDimensions else { throw .refused(MXNetRules.structure, "\(rank) dimensions", at: place) }
        var shape: [UInt64] = []
        for _ in 0..<rank { shape.append(try cursor.readLittleEndian(UInt64.self)) }
        try cursor.skip(8)
        let type = try cursor.readLittleEndian(UInt32.self)
        guard type < UInt32(widths.count) else { throw .refused(MXNetRules.structure, "the type \(type)", at: place) }
        guard let elements = SafetensorsHeader.product(shape),
            case let (size, overflow) = elements.multipliedReportingOverflow(by: widths[Int(type)]), !overflow
        else { throw .refused(MXNetRules.structure, "the shape \(shape)", at: place) }
        try cursor.skip(size)
    }
}
