internal import HallmarkCore

/// Where an archive's directory lies, by the records at its end (APPNOTE 4.3.14 to 4.3.16).
struct ZipEnd {
    /// The longest end record with its comment.
    static let maximumSize: UInt64 = 22 + 65_535

    let entryCount: UInt64
    let directorySize: UInt64
    /// Where the directory begins in the source.
    let directoryOffset: UInt64
    /// What has to be added to every offset of the archive: how many bytes stand before it.
    let base: UInt64
    /// Where the first of the end records begins.
    let offset: UInt64
    /// Where the end record begins, and where its comment ends.
    let recordOffset: UInt64
    let end: UInt64
    let commentSize: Int

    /// Finds the last record that can be one, as most readers do.
    static func find(in source: any ByteSource) throws(InspectionError) -> ZipEnd {
        let cursor = SourceCursor(source, truncated: ZipRules.malformed)
        let count = min(source.count, maximumSize)
        let start = source.count - count
        let tail = try cursor.bytes(at: start, count: Int(count))
        var index = tail.count - 22
        var faults: [String] = []
        while index >= 0 {
            if tail[index] == 0x50, tail[index..<index + 4].elementsEqual([0x50, 0x4B, 0x05, 0x06]) {
                switch try read(Array(tail[index..<index + 22]), at: start + UInt64(index), source) {
                case .success(let end): return end
                case .failure(let fault): faults.append(fault.text)
                }
            }
            index -= 1
        }
        throw .refused(
            ZipRules.malformed,
            faults.first.map { "its end \($0)" } ?? "no end of an archive; truncated, or not a zip",
            at: source.count
        )
    }

    private struct Fault: Error {
        let text: String
    }

    private static func read(
        _ record: [UInt8],
        at place: UInt64,
        _ source: any ByteSource
    ) throws(InspectionError) -> Result<ZipEnd, Fault> {
        func number(_ offset: Int, _ size: Int) -> UInt64 { ZipDirectory.number(record, offset, size) }
        var disks = number(4, 2) | number(6, 2)
        var counts = (number(8, 2), number(10, 2))
        var size = number(12, 4)
        var offset = number(16, 4)
        var start = place
        let classic = (counts.1, size, offset)
        if let wide = try wideRecord(before: place, source) {
            func wideNumber(_ offset: Int, _ size: Int) -> UInt64 { ZipDirectory.number(wide.bytes, offset, size) }
            disks |= wideNumber(16, 4) | wideNumber(20, 4)
            counts = (wideNumber(24, 8), wideNumber(32, 8))
            size = wideNumber(40, 8)
            offset = wideNumber(48, 8)
            start = wide.offset
            guard classic.0 == 0xFFFF || classic.0 == counts.1, classic.1 == 0xFFFF_FFFF || classic.1 == size,
                classic.2 == 0xFFFF_FFFF || classic.2 == offset
            else { return .failure(Fault(text: "says one thing, and its wide form another")) }
        }
        guard disks == 0, counts.0 == counts.1 else { return .failure(Fault(text: "speaks of several disks")) }
        guard size <= start, offset <= start - size else {
            return .failure(Fault(text: "places the directory outside of the archive"))
        }
        let comment = number(20, 2)
        return .success(
            ZipEnd(
                entryCount: counts.1,
                directorySize: size,
                directoryOffset: start - size,
                base: start - size - offset,
                offset: start,
                recordOffset: place,
                end: min(source.count, place + 22 + comment),
                commentSize: Int(comment)
            )
        )
    }

    /// The record of zip64 to which the locator just before the end record leads.
    private static func wideRecord(
        before place: UInt64,
        _ source: any ByteSource
    ) throws(InspectionError) -> (bytes: [UInt8], offset: UInt64)? {
        let cursor = SourceCursor(source, truncated: ZipRules.malformed)
        guard place >= 76 else { return nil }
        guard try cursor.bytes(at: place - 20, count: 4) == [0x50, 0x4B, 0x06, 0x07] else { return nil }
        // Directly before its locator, in the version without extensions: others are read in different ways.
        let record = try cursor.bytes(at: place - 76, count: 56)
        guard record.starts(with: [0x50, 0x4B, 0x06, 0x06]), ZipDirectory.number(record, 4, 8) == 44 else {
            throw .refused(ZipRules.malformed, "the locator of zip64 leads nowhere", at: place - 20)
        }
        return (record, place - 76)
    }
}
