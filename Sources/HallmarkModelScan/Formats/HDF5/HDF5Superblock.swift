internal import HallmarkCore

/// The superblock (specification §II.A): where the file proper begins, how wide its numbers are, its root group.
struct HDF5Superblock {
    let file: HDF5File
    let root: UInt64
    /// The object header with more of the superblock, from version 2 on.
    let more: UInt64?

    init(_ source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        let place: UInt64? = try Self.reading { () throws(FileError) in try Self.place(in: source) }
        guard let place else { throw .refused(HDF5Rules.structure, "no signature of HDF5", at: 0) }
        let count = Int(min(128, source.count - place))
        let bytes = try Self.reading { () throws(FileError) in try source.bytes(at: place, count: count) }
        var fields = HDF5Fields(bytes, at: place)
        try fields.skip(HDF5.signature.count)
        let version = try fields.byte()
        guard version <= 3 else { throw .refused(HDF5Rules.kind, "superblock of version \(version)", at: place + 8) }
        let isOld = version < 2
        if isOld { try fields.skip(4) }
        let (offsetSize, lengthSize) = (Int(try fields.byte()), Int(try fields.byte()))
        guard [2, 4, 8].contains(offsetSize), [2, 4, 8].contains(lengthSize) else {
            throw .refused(HDF5Rules.kind, "addresses of \(offsetSize) and sizes of \(lengthSize) bytes", at: place)
        }
        // Version 0 and 1: a reserved byte, two ranks of trees, flags, and in version 1 a rank more.
        try fields.skip(isOld ? 9 + (version == 1 ? 4 : 0) : 1)
        let base = try fields.address(offsetSize)
        let second = try fields.address(offsetSize)
        let end = try fields.number(offsetSize)
        let third = try fields.address(offsetSize)
        if base != place {
            inspection.report(HDF5Rules.structure, "stands at \(place), and says that it stands elsewhere", at: place)
        }
        self.more = isOld ? nil : second
        var root = third
        if isOld {
            if let third { inspection.report(HDF5Rules.driver, "a driver's block at \(third)", at: place) }
            // The name of the root group, which has none.
            try fields.skip(offsetSize)
            root = try fields.address(offsetSize)
        }
        guard let root else { throw .refused(HDF5Rules.structure, "no root group", at: place) }
        self.root = root
        self.file = HDF5File(source, from: place, offsetSize: offsetSize, lengthSize: lengthSize)
        Self.check(end: end, of: source, from: place, into: &inspection)
        try Self.check(userBlock: place, of: source, into: &inspection)
    }

    /// Where the signature stands: at the beginning, or behind a user block of 512 bytes, or of twice as many, …
    static func place(in source: any ByteSource) throws(FileError) -> UInt64? {
        var place: UInt64 = 0
        while place < source.count, source.count - place >= UInt64(HDF5.signature.count) {
            if try source.bytes(at: place, count: HDF5.signature.count) == HDF5.signature { return place }
            place = place == 0 ? 512 : place * 2
        }
        return nil
    }

    private static func check(
        end: UInt64,
        of source: any ByteSource,
        from place: UInt64,
        into inspection: inout Inspection
    ) {
        // Some writers count from the beginning of the file, some from the superblock.
        guard end != source.count, end != source.count - place else { return }
        inspection.report(HDF5Rules.end, "ends at \(source.count), and \(end) is due", at: min(end, source.count))
    }

    private static func check(
        userBlock size: UInt64,
        of source: any ByteSource,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        guard size > 0 else { return }
        let head = try reading { () throws(FileError) in try source.bytes(at: 0, count: Int(min(size, 512))) }
        if let kind = Program.kind(head) {
            inspection.report(HDF5Rules.program, "begins with \(kind)", at: 0)
        } else {
            inspection.report(HDF5Rules.userBlock, "a user block of \(size) bytes", at: 0)
        }
    }

    private static func reading<Value>(
        _ body: () throws(FileError) -> Value
    ) throws(InspectionError) -> Value {
        do {
            return try body()
        } catch {
            throw .file(error)
        }
    }
}
