internal import HallmarkCore

/// Compares an archive's members with each other and with the bytes around them.
struct ZipLayout {
    /// A run of bytes that no member has.
    struct Gap {
        let start: UInt64
        let end: UInt64

        var count: UInt64 { end - start }
    }

    /// What no member has, in order.
    private(set) var gaps: [Gap] = []

    init(
        _ directory: ZipDirectory,
        of source: any ByteSource,
        into inspection: inout Inspection
    )
        throws(InspectionError)
    {
        Self.checkNames(directory, into: &inspection)
        var position: UInt64 = 0
        for entry in directory.entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
            if entry.headerOffset < position {
                inspection.report(ZipRules.overlap, "\(ZipDirectory.quote(entry)) shares bytes", at: entry.headerOffset)
            }
            addGap(position, entry.headerOffset)
            let content = entry.contentOffset + entry.compressedSize
            position = max(position, try Self.endOfDescriptor(of: entry, at: content, source, &inspection))
        }
        addGap(position, directory.end.directoryOffset)
        let end = directory.end
        addGap(end.recordOffset + 22, end.end)
        addGap(end.end, source.count)
        if UInt64(end.commentSize) > end.end - end.recordOffset - 22 {
            // Some readers take what there is; whatever is put behind the archive becomes part of the comment.
            inspection.report(ZipRules.disagreement, "its comment runs past the file's end", at: end.recordOffset)
        }
        for gap in gaps {
            // A comment is not hidden; whatever it holds is looked at all the same.
            let isComment = gap.start == end.recordOffset + 22 && gap.end == end.end
            guard !isComment else { continue }
            inspection.report(ZipRules.hidden, "\(gap.count) bytes of no member", at: gap.start)
        }
    }

    private mutating func addGap(_ start: UInt64, _ end: UInt64) {
        if start < end { gaps.append(Gap(start: start, end: end)) }
    }

    /// Where the descriptor behind a content ends (APPNOTE 4.3.9); the content's end without one.
    private static func endOfDescriptor(
        of entry: ZipEntry,
        at place: UInt64,
        _ source: any ByteSource,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> UInt64 {
        guard entry.hasDescriptor else { return place }
        let cursor = SourceCursor(source, truncated: ZipRules.malformed)
        let bytes = try cursor.bytes(at: place, count: Int(min(24, source.count - place)))
        let narrow =
            little(entry.checksum) + little(UInt32(truncatingIfNeeded: entry.compressedSize))
            + little(UInt32(truncatingIfNeeded: entry.size))
        let wide = little(entry.checksum) + little(entry.compressedSize) + little(entry.size)
        let signature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]
        for form in [signature + wide, signature + narrow, wide, narrow] where bytes.starts(with: form) {
            return place + UInt64(form.count)
        }
        inspection.report(
            ZipRules.disagreement,
            "\(ZipDirectory.quote(entry)): what follows its content says something else",
            at: place
        )
        return place
    }

    private static func checkNames(_ directory: ZipDirectory, into inspection: inout Inspection) {
        var seen: Set<[UInt8]> = []
        for entry in directory.entries {
            if !seen.insert(entry.key).inserted {
                inspection.report(ZipRules.duplicate, "\(ZipDirectory.quote(entry)) is there twice", at: entry.place)
            }
            if let fault = entry.nameFault {
                inspection.report(ZipRules.escape, "the name \(ZipDirectory.quote(entry)) \(fault)", at: entry.place)
            }
            if entry.isLink {
                inspection.report(ZipRules.escape, "\(ZipDirectory.quote(entry)) is a link", at: entry.place)
            }
            if entry.flags & ~ZipEntry.plainFlags != 0 {
                inspection.report(
                    ZipRules.flags,
                    "\(ZipDirectory.quote(entry)) has the flags 0x\(String(entry.flags, radix: 16))",
                    at: entry.place
                )
            }
            if entry.isFolder, entry.size > 0 || entry.compressedSize > 0 {
                inspection.report(
                    ZipRules.malformed,
                    "the folder \(ZipDirectory.quote(entry)) has content",
                    at: entry.place
                )
            }
        }
    }

    private static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
