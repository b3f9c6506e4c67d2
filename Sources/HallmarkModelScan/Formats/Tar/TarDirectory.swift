internal import HallmarkCore

/// The members of an archive, read from header to header.
struct TarDirectory {
    /// How many members are read.
    static let maximumEntries = 1 << 17
    /// How many bytes the names of all members may have.
    static let maximumNameBytes = 1 << 24
    /// How many bytes a long name or the records of a pax header may have.
    static let maximumExtensionSize: UInt64 = 1 << 20

    private(set) var entries: [TarEntry] = []
    private var cursor: SourceCursor
    private var nameBytes = 0
    /// What headers before a member said about it.
    private var records = PaxRecords()
    private var globalRecords = PaxRecords()
    private var longName: [UInt8]?
    private var longLink: [UInt8]?
    private var hasExtension = false

    /// Reads all headers, and what stands behind the end where readers differ.
    init(_ source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        cursor = SourceCursor(source, truncated: TarRules.malformed)
        var hasEnded = false
        while !cursor.isAtEnd {
            let place = cursor.offset
            guard cursor.remaining >= UInt64(TarHeader.size) else {
                let rest = try cursor.read(Int(cursor.remaining))
                guard rest.contains(where: { $0 != 0 }) else { break }
                inspection.report(hasEnded ? TarRules.trailing : TarRules.malformed, "ends in a part block", at: place)
                break
            }
            let block = try cursor.read(TarHeader.size)
            if block.allSatisfy({ $0 == 0 }) {
                hasEnded = true
                continue
            }
            if hasEnded {
                inspection.report(TarRules.trailing, "bytes follow the archive's end", at: place)
                hasEnded = false
            }
            guard let header = TarHeader(block) else {
                // Some readers end here without a word, others look for the next header.
                inspection.report(
                    entries.isEmpty || !Self.isTrailing(inspection) ? TarRules.malformed : TarRules.trailing,
                    "no header, or one with another checksum",
                    at: place
                )
                return
            }
            try read(header, at: place, &inspection)
        }
        if !hasEnded { inspection.report(TarRules.open, "no block of zeros at its end", at: source.count) }
        if hasExtension { inspection.report(TarRules.malformed, "a header about a member that is not there") }
    }

    private static func isTrailing(_ inspection: Inspection) -> Bool {
        inspection.findings.contains { $0.rule == TarRules.trailing }
    }

    private mutating func read(
        _ header: TarHeader,
        at place: UInt64,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        switch header.kind {
        case .longName: longName = TarHeader.text(try content(of: header, at: place)[...])
        case .longLink: longLink = TarHeader.text(try content(of: header, at: place)[...])
        case .records:
            guard records.add(try content(of: header, at: place)) else { throw recordsFault(place) }
        case .globalRecords:
            guard globalRecords.add(try content(of: header, at: place)) else { throw recordsFault(place) }
            return
        default: return try addEntry(header, at: place, &inspection)
        }
        hasExtension = true
    }

    private func recordsFault(_ place: UInt64) -> InspectionError {
        .refused(TarRules.malformed, "records that are none", at: place)
    }

    private mutating func content(of header: TarHeader, at place: UInt64) throws(InspectionError) -> [UInt8] {
        guard header.size <= Self.maximumExtensionSize else {
            throw .refused(TarRules.limit, "\(header.size) bytes about one member", at: place)
        }
        let bytes = try cursor.read(Int(header.size))
        try skipPadding(header.size)
        return bytes
    }

    private mutating func addEntry(
        _ header: TarHeader,
        at place: UInt64,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        defer {
            records = PaxRecords()
            longName = nil
            longLink = nil
            hasExtension = false
        }
        if globalRecords.path != nil || globalRecords.size != nil || globalRecords.linkPath != nil {
            inspection.report(TarRules.disagreement, "one name or size for all members", at: place)
        }
        let size = try size(of: header, at: place, &inspection)
        let name = records.path ?? longName ?? header.name
        if records.hasDuplicates || longName.map({ long in records.path.map { $0 != long } ?? false }) ?? false {
            inspection.report(TarRules.disagreement, "\(Self.quote(name)) is given two names or sizes", at: place)
        }
        // Only files have content; what else states a size is read in different ways.
        var isFile = header.kind == .file
        if case .other = header.kind { isFile = true }
        if !isFile, size > 0 {
            inspection.report(TarRules.disagreement, "\(Self.quote(name)) is no file and has a size", at: place)
        }
        nameBytes += name.count
        guard entries.count < Self.maximumEntries, nameBytes <= Self.maximumNameBytes else {
            throw .refused(TarRules.limit, "more than \(entries.count) members", at: place)
        }
        let entry = TarEntry(
            kind: header.kind,
            name: name,
            target: records.linkPath ?? longLink ?? header.linkName,
            size: isFile ? size : 0,
            place: place,
            contentOffset: cursor.offset,
            isSparse: records.isSparse || globalRecords.isSparse
        )
        entries.append(entry)
        guard isFile else { return }
        guard size <= cursor.remaining else {
            // What is there of it is looked at.
            inspection.report(TarRules.malformed, "\(Self.quote(name)) runs beyond the archive's end", at: place)
            entries[entries.count - 1] = entry.cut(to: cursor.remaining)
            try cursor.skip(cursor.remaining)
            return
        }
        try cursor.skip(size)
        try skipPadding(size)
    }

    /// The size of a member; pax states one that does not fit into the header.
    private func size(
        of header: TarHeader,
        at place: UInt64,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> UInt64 {
        guard let size = records.size else { return header.size }
        // The header then has the same, or as much as fits (8 GiB less one), or nothing.
        if header.size != size, size < 1 << 33 {
            inspection.report(TarRules.disagreement, "its header says \(header.size) bytes, pax \(size)", at: place)
        }
        return size
    }

    private mutating func skipPadding(_ size: UInt64) throws(InspectionError) {
        let padding = (512 - size % 512) % 512
        // Left out at the end of a file by some.
        try cursor.skip(min(padding, cursor.remaining))
    }

    static func quote(_ name: [UInt8]) -> String { Finding.quote(String(decoding: name, as: UTF8.self)) }
}

extension TarEntry {
    /// The same member with less content.
    func cut(to size: UInt64) -> TarEntry {
        TarEntry(
            kind: kind,
            name: name,
            target: target,
            size: size,
            place: place,
            contentOffset: contentOffset,
            isSparse: isSparse
        )
    }
}
