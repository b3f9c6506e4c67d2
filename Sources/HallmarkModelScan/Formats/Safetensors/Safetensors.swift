package import HallmarkCore

/// The safetensors format: a length, a JSON header of that length, and the tensors' bytes without a gap.
///
/// Stricter than the reference where it is silent; the rules follow its `SafeTensorError`.
package struct Safetensors: ModelFormat {
    /// The reference's own bound of the header.
    package static let maximumHeaderSize: UInt64 = 100_000_000
    /// The largest header that is read; headers of real models have less than a twentieth.
    package static let maximumReadHeaderSize: UInt64 = 32 << 20
    /// How many dimensions a tensor may have.
    package static let maximumDimensions = 32
    /// The bytes of the length before the header.
    static let prefixSize: UInt64 = 8

    package init() {}

    package let name = FormatName.safetensors
    package let extensions: Set<String> = ["safetensors"]
    package var rules: [FindingRule] { SafetensorsRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        guard head.count >= 10 else { return false }
        let size = head[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let next: Set<UInt8> = [0x22, 0x7D, 0x20, 0x09, 0x0A, 0x0D]
        return size >= 2 && size <= Self.maximumHeaderSize && head[8] == UInt8(ascii: "{") && next.contains(head[9])
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            let header = try Self.header(of: source)
            var reader = SafetensorsHeader(dataSize: source.count - Self.prefixSize - header.size)
            try reader.read(header.value, into: &inspection)
        }
    }

    private static func header(
        of source: any ByteSource
    ) throws(InspectionError) -> (value: JSONValue, size: UInt64) {
        var cursor = SourceCursor(source, truncated: SafetensorsRules.headerSize)
        let size = try cursor.readLittleEndian(UInt64.self)
        guard size >= 2, size <= cursor.remaining, size <= maximumHeaderSize else {
            throw .refused(
                SafetensorsRules.headerSize,
                "claims a header of \(size) bytes; the file has \(cursor.remaining) more",
                at: 0
            )
        }
        guard size <= maximumReadHeaderSize else {
            throw .refused(
                SafetensorsRules.limit,
                "a header of \(size) bytes; at most \(maximumReadHeaderSize) are read",
                at: 0
            )
        }
        let bytes = try cursor.read(Int(size))
        guard bytes.first == UInt8(ascii: "{") else {
            throw .refused(SafetensorsRules.json, "the header does not begin with {", at: prefixSize)
        }
        do {
            return (try JSONParser.parse(bytes, maximumSize: Int(maximumReadHeaderSize)), size)
        } catch {
            throw .refused(
                SafetensorsRules.json,
                "the header's JSON: \(error)",
                at: prefixSize + UInt64(error.offset)
            )
        }
    }
}
