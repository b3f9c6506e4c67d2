internal import HallmarkCore

/// A part of a source, as a source of its own.
struct SlicedBytes: ByteSource {
    private let source: any ByteSource
    private let start: UInt64
    let count: UInt64

    /// The caller has checked that the part lies in the source.
    init(_ source: any ByteSource, from start: UInt64, count: UInt64) {
        self.source = source
        self.start = start
        self.count = count
    }

    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw FileError(.changed, path: "", reason: "a read outside of the part")
        }
        return try source.bytes(at: start + offset, count: count)
    }
}

/// The beginning of what came out of a compressed stream, which has more bytes than are kept.
struct InflatedBytes: ByteSource {
    private let kept: [UInt8]
    let count: UInt64

    /// How many bytes are held in memory.
    var keptCount: Int { kept.count }

    init(kept: [UInt8], count: UInt64) {
        self.kept = kept
        self.count = count
    }

    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard count >= 0, let end = UInt64(exactly: count).map({ offset.addingReportingOverflow($0) }), !end.overflow,
            end.partialValue <= UInt64(kept.count)
        else { throw FileError(.tooLarge, path: "", reason: "more than is kept of a compressed member") }
        return Array(kept[Int(offset)..<Int(offset) + count])
    }
}
