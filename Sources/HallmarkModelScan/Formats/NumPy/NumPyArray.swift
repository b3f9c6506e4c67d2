package import HallmarkCore

/// numpy's array file: a header in Python's syntax and the elements, or a pickle of them (`numpy.lib.format`).
package struct NumPyArray: ModelFormat {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// The longest header that numpy evaluates unless it is told to trust the file (`max_header_size`).
    package static let maximumHeaderSize = 10_000
    /// How many arrays one after the other are read.
    package static let maximumArrays = 1 << 12

    package init() {}

    package let name = FormatName(rawValue: "numpy")
    package let extensions: Set<String> = ["npy"]
    package var rules: [FindingRule] { NumPyRules.all }

    package func recognises(_ head: [UInt8]) -> Bool { head.starts(with: Self.magic) }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var cursor = SourceCursor(source, truncated: NumPyRules.size)
            var count = 0
            repeat {
                count += 1
                guard count <= Self.maximumArrays else {
                    throw .refused(NumPyRules.size, "more than \(Self.maximumArrays) arrays", at: cursor.offset)
                }
                try Self.readArray(&cursor, into: &inspection)
            } while !cursor.isAtEnd
        }
    }

    private static func readArray(
        _ cursor: inout SourceCursor,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let place = cursor.offset
        let start = try cursor.bytes(at: place, count: Int(min(8, cursor.remaining)))
        guard start.starts(with: magic), start.count == 8 else {
            let isFirst = place == 0
            throw .refused(
                isFirst ? NumPyRules.header : NumPyRules.size,
                isFirst ? "no array's magic" : "\(cursor.remaining) bytes follow the array",
                at: place
            )
        }
        try cursor.skip(8)
        guard (1...3).contains(start[6]), start[7] == 0 else {
            throw .refused(NumPyRules.header, "version \(start[6]).\(start[7])", at: place)
        }
        let size =
            start[6] == 1
            ? UInt64(try cursor.readLittleEndian(UInt16.self)) : UInt64(try cursor.readLittleEndian(UInt32.self))
        guard size <= UInt64(maximumHeaderSize) else {
            throw .refused(NumPyRules.headerSize, "a header of \(size) bytes", at: place)
        }
        guard let header = NumPyHeader(try cursor.read(Int(size))) else {
            throw .refused(NumPyRules.header, "a header that is no plain literal of the three keys", at: place)
        }
        try readElements(header, &cursor, into: &inspection)
    }

    private static func readElements(
        _ header: NumPyHeader,
        _ cursor: inout SourceCursor,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        let place = cursor.offset
        switch header.element {
        case .unknown:
            throw .refused(NumPyRules.elementType, "elements of a type that is not known", at: place)
        case .objects:
            inspection.report(NumPyRules.objects, "an array of Python objects", at: place)
            let pickle = SlicedBytes(cursor.source, from: place, count: cursor.remaining)
            do {
                for finding in try Pickle().inspect(pickle).findings {
                    inspection.report(finding.inside("its objects", at: finding.offset.map { $0 + place }))
                }
            } catch {
                throw .file(error)
            }
            try cursor.skip(cursor.remaining)
        case .plain(let width):
            let (size, overflow) = (header.count ?? .max).multipliedReportingOverflow(by: width)
            guard !overflow, header.count != nil, size <= cursor.remaining else {
                throw .refused(NumPyRules.size, "\(cursor.remaining) bytes, fewer than the shape needs", at: place)
            }
            try cursor.skip(size)
        }
    }
}
