internal import HallmarkCore

/// The members of an archive, read from the directory and compared with their own headers.
struct ZipDirectory {
    /// How many members are read.
    static let maximumEntries: UInt64 = 1 << 17
    /// How many bytes of a directory are read.
    static let maximumSize: UInt64 = 1 << 24

    let end: ZipEnd
    private(set) var entries: [ZipEntry] = []

    /// Reads the directory alone, as is enough to say what an archive is.
    init(_ source: any ByteSource) throws(InspectionError) {
        let end = try ZipEnd.find(in: source)
        self.end = end
        guard end.entryCount <= Self.maximumEntries, end.directorySize <= Self.maximumSize else {
            throw .refused(
                ZipRules.limit,
                "\(end.entryCount) members in a directory of \(end.directorySize) bytes",
                at: end.directoryOffset
            )
        }
        var cursor = SourceCursor(source, at: end.directoryOffset, truncated: ZipRules.malformed)
        for _ in 0..<end.entryCount { entries.append(try Self.entry(&cursor, end)) }
        guard cursor.offset == end.offset else {
            throw .refused(ZipRules.malformed, "the directory is not as long as the end says", at: cursor.offset)
        }
    }

    static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64 {
        bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func entry(_ cursor: inout SourceCursor, _ end: ZipEnd) throws(InspectionError) -> ZipEntry {
        let place = cursor.offset
        let header = try cursor.read(46)
        guard header.starts(with: [0x50, 0x4B, 0x01, 0x02]) else {
            throw .refused(ZipRules.malformed, "the directory breaks off", at: place)
        }
        func field(_ offset: Int, _ size: Int) -> UInt64 { number(header, offset, size) }
        // zipfile refuses what needs a later version (APPNOTE 4.4.3).
        guard header[6] <= 63 else {
            throw .refused(ZipRules.malformed, "a member needs version \(header[6]) of the format", at: place)
        }
        guard field(34, 2) == 0 else {
            throw .refused(ZipRules.malformed, "a member begins on another disk", at: place)
        }
        let name = try cursor.read(Int(field(28, 2)))
        let extra = try cursor.read(Int(field(30, 2)))
        try cursor.skip(field(32, 2))
        guard cursor.offset <= end.offset else {
            throw .refused(ZipRules.malformed, "the directory runs into the end", at: place)
        }
        var sizes = ZipExtra.Sizes(size: field(24, 4), compressed: field(20, 4), offset: field(42, 4))
        try ZipExtra(extra, at: place).widen(&sizes)
        let (offset, overflow) = end.base.addingReportingOverflow(sizes.offset ?? 0)
        guard !overflow, offset < end.directoryOffset else {
            throw .refused(ZipRules.malformed, "a member begins outside of the archive", at: place)
        }
        return ZipEntry(
            name: name,
            flags: UInt16(field(8, 2)),
            methodNumber: UInt16(field(10, 2)),
            checksum: UInt32(field(16, 4)),
            compressedSize: sizes.compressed,
            size: sizes.size,
            headerOffset: offset,
            place: place,
            mode: UInt32(field(38, 4) >> 16)
        )
    }

    /// Compares each member's own header with the directory, and says where its content begins.
    mutating func locateContents(in source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        for index in entries.indices {
            let entry = entries[index]
            let place = entry.headerOffset
            var cursor = SourceCursor(source, at: place, truncated: ZipRules.malformed)
            let header = try cursor.read(30)
            guard header.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
                throw .refused(ZipRules.malformed, "\(Self.quote(entry)) has no header of its own", at: place)
            }
            func field(_ offset: Int, _ size: Int) -> UInt64 { Self.number(header, offset, size) }
            let name = try cursor.read(Int(field(26, 2)))
            let extra = try cursor.read(Int(field(28, 2)))
            entries[index].contentOffset = cursor.offset
            var sizes = ZipExtra.Sizes(size: field(22, 4), compressed: field(18, 4), offset: nil)
            try ZipExtra(extra, at: place).widen(&sizes)
            func compare(_ isEqual: Bool, _ what: String) {
                guard !isEqual else { return }
                inspection.report(ZipRules.disagreement, "\(Self.quote(entry)): \(what)", at: place)
            }
            compare(name == entry.name, "its own header names \(Finding.quote(String(decoding: name, as: UTF8.self)))")
            compare(field(6, 2) == entry.flags, "other flags in its own header")
            compare(field(8, 2) == entry.methodNumber, "another compression in its own header")
            // With a descriptor behind the content, the header may leave them out (APPNOTE 4.4.4, bit 3).
            func matches(_ own: UInt64, _ listed: UInt64) -> Bool {
                own == listed || entry.hasDescriptor && (own == 0 || own == 0xFFFF_FFFF)
            }
            compare(matches(field(14, 4), UInt64(entry.checksum)), "another checksum in its own header")
            compare(matches(sizes.size, entry.size), "another size in its own header")
            compare(matches(sizes.compressed, entry.compressedSize), "another compressed size in its own header")
            guard entry.compressedSize <= end.directoryOffset,
                cursor.offset <= end.directoryOffset - entry.compressedSize
            else { throw .refused(ZipRules.malformed, "\(Self.quote(entry)) runs into the directory", at: place) }
        }
    }

    static func quote(_ entry: ZipEntry) -> String { Finding.quote(entry.text) }
}
