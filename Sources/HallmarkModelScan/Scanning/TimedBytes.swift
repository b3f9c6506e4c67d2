internal import HallmarkCore

/// How long a scan may read one file, on a clock of the caller's.
package struct ScanTime: Sendable {
    /// How long one file is read, beside the time that its digest takes.
    package static let limit = Duration.seconds(600)

    /// The time since a moment that stays the same.
    let now: @Sendable () -> Duration

    package init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    /// The same bytes, which can be read until the limit has passed.
    func limited(_ source: any ByteSource) -> any ByteSource {
        TimedBytes(source: source, end: now() + Self.limit, now: now)
    }
}

/// Bytes that can be read until a moment, so that no file holds up a scan of many.
///
/// Every parser reads piece by piece, and no piece takes long: whoever reads is stopped soon.
private struct TimedBytes: ByteSource {
    let source: any ByteSource
    let end: Duration
    let now: @Sendable () -> Duration

    var count: UInt64 { source.count }

    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard now() <= end else {
            throw FileError(.overdue, path: "", reason: "reading it takes longer than \(ScanTime.limit)")
        }
        return try source.bytes(at: offset, count: count)
    }

    func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
        unsafe try source.forEachPiece(body)
    }
}
