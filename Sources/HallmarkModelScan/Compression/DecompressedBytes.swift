internal import HallmarkCore
internal import Synchronization

/// What comes out of compressed streams, as bytes that can be read at any place.
///
/// The beginning is kept; what lies behind it is decompressed anew when it is read, which costs time and is bounded.
final class DecompressedBytes: ByteSource {
    /// How many bytes are kept.
    static let keptSize = 1 << 23
    /// How many bytes behind those are kept while reading goes forward, so that a reader can look back a little.
    static let windowSize = 1 << 20
    /// How many bytes may come out in all, over all times that they are decompressed.
    static let maximumWork: UInt64 = 1 << 32
    /// How many bytes of memory a decompressor may take: what the highest level of xz needs.
    static let memoryLimit: UInt64 = 80 << 20

    let count: UInt64
    let ending: CompressedReader.Ending
    private let kept: [UInt8]
    private let passes: Mutex<Passes>

    /// A pass that goes forward, and what the passes may still cost.
    private struct Passes {
        var reader: CompressedReader?
        /// What came out last.
        var window: [UInt8] = []
        var windowStart: UInt64 = 0
        var work: UInt64
    }

    private let source: any ByteSource
    private let compression: any Compression
    private let memory: UInt64

    /// Decompresses everything once, as far as the limit, to see how much it is and whether it is whole.
    init(
        _ source: any ByteSource,
        _ compression: any Compression,
        limit: UInt64,
        depth: Int = 0
    ) throws(FileError) {
        // Streams in each other are read at the same time.
        let memory = Self.memoryLimit >> UInt64(depth)
        var reader = CompressedReader(source, compression, memoryLimit: memory)
        var kept: [UInt8] = []
        var count: UInt64 = 0
        while try reader.next({ piece in
            count += UInt64(piece.count)
            kept += piece.prefix(Self.keptSize - kept.count)
        }) {
            if count > limit { break }
        }
        self.source = source
        self.compression = compression
        self.memory = memory
        self.count = min(count, limit)
        self.kept = kept
        self.ending = count > limit ? .tooLarge : reader.ending ?? .tooLarge
        self.passes = Mutex(Passes(work: count))
    }

    /// The first bytes of what a compressed stream holds (``ModelDetector/headSize`` or all).
    static func head(of source: any ByteSource, _ compression: any Compression) throws(FileError) -> [UInt8] {
        var reader = CompressedReader(source, compression, memoryLimit: memoryLimit)
        var head: [UInt8] = []
        while head.count < ModelDetector.headSize,
            try reader.next({ head += $0.prefix(ModelDetector.headSize - head.count) })
        {}
        return head
    }

    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw FileError(.changed, path: "", reason: "a read outside of what is compressed")
        }
        let end = offset + UInt64(count)
        if end <= UInt64(kept.count) { return Array(kept[Int(offset)..<Int(end)]) }
        return try passes.withLock { (passes) throws(FileError) in
            try read(from: offset, to: end, &passes)
        }
    }

    private func read(from start: UInt64, to end: UInt64, _ passes: inout Passes) throws(FileError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Int(end - start))
        if start < passes.windowStart || passes.reader == nil {
            passes.reader = CompressedReader(source, compression, memoryLimit: memory)
            passes.window = []
            passes.windowStart = 0
        }
        var position = start
        while position < end {
            let windowEnd = passes.windowStart + UInt64(passes.window.count)
            if position < windowEnd {
                let piece = passes.window[Int(position - passes.windowStart)...].prefix(Int(end - position))
                result += piece
                position += UInt64(piece.count)
            } else {
                try advance(&passes)
            }
        }
        return result
    }

    private func advance(_ passes: inout Passes) throws(FileError) {
        guard passes.work < Self.maximumWork else {
            throw FileError(.tooLarge, path: "", reason: "more than \(Self.maximumWork) bytes to decompress again")
        }
        if passes.window.count >= 2 * Self.windowSize {
            passes.window.removeFirst(Self.windowSize)
            passes.windowStart += UInt64(Self.windowSize)
        }
        var window = passes.window
        passes.window = []
        let before = window.count
        let isThere = try passes.reader?.next { window += $0 } ?? false
        passes.work += UInt64(window.count - before)
        passes.window = window
        guard isThere else { throw FileError(.changed, path: "", reason: "what is compressed came out otherwise") }
    }
}
