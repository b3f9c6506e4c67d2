internal import CHallmarkZlib
internal import HallmarkCore

/// Decompresses one stream of deflate, zlib or gzip, piece by piece.
@safe
struct Inflater: ~Copyable {
    /// What stands around the compressed bytes (zlib's `windowBits`).
    enum Wrapping: Int32 {
        case none = -15
        case zlib = 15
        case gzip = 31
    }

    /// How a stream ended.
    enum Outcome: Equatable {
        /// At its end, after so many bytes of input.
        case ended(consumed: UInt64)
        /// The input ended first.
        case truncated
        case corrupt
        /// More came out than was asked for.
        case tooLarge
    }

    /// How many bytes come out at once.
    static let pieceSize = 1 << 16

    // On the heap: zlib keeps a pointer back to the stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var scratch = [UInt8](repeating: 0, count: pieceSize)
    /// The checksum and the count of what came out.
    private(set) var checksum: UInt32 = 0
    private(set) var count: UInt64 = 0

    /// - Returns: `nil` when zlib has no memory.
    init?(_ wrapping: Wrapping) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = Int32(unsafe MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decompresses `size` bytes of a source from `start` on, and hands what comes out, to `body`, until more
    /// than `limit` bytes came.
    mutating func inflate(
        _ source: any ByteSource,
        from start: UInt64,
        size: UInt64,
        limit: UInt64,
        _ body: (ArraySlice<UInt8>) -> Void
    ) throws(FileError) -> Outcome {
        var read: UInt64 = 0
        while read < size {
            let input = try source.bytes(at: start + read, count: Int(min(1 << 17, size - read)))
            read += UInt64(input.count)
            var used = 0
            while true {
                let (result, made) = step(input, &used)
                if made > 0 {
                    count += UInt64(made)
                    checksum = Checksum.update(checksum, scratch[..<made])
                    body(scratch[..<made])
                    guard count <= limit else { return .tooLarge }
                }
                if result == Z_STREAM_END { return .ended(consumed: read - UInt64(input.count - used)) }
                guard result == Z_OK || result == Z_BUF_ERROR else { return .corrupt }
                // A piece that was not filled means that more input is needed.
                if made < Self.pieceSize, used == input.count { break }
                guard made > 0 || result == Z_OK else { return .corrupt }
            }
        }
        return .truncated
    }

    private mutating func step(_ input: [UInt8], _ used: inout Int) -> (result: Int32, made: Int) {
        let stream = unsafe self.stream
        let start = used
        let result = unsafe input.withUnsafeBufferPointer { input in
            unsafe scratch.withUnsafeMutableBufferPointer { buffer in
                // zlib declares its input mutable and leaves it alone.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: UnsafeBufferPointer(rebasing: input[start...]).baseAddress
                )
                unsafe stream.pointee.avail_in = UInt32(input.count - start)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(buffer.count)
                return unsafe CHallmarkZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        used = input.count - Int(unsafe stream.pointee.avail_in)
        return (result, Self.pieceSize - Int(unsafe stream.pointee.avail_out))
    }
}

/// The checksum of zip and gzip.
enum Checksum {
    /// The checksum of what came before and of these bytes.
    static func update(_ checksum: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32(UInt(checksum), buffer.baseAddress, UInt32(buffer.count)))
        }
    }

    /// The checksum of a source, read piece by piece.
    static func of(_ source: any ByteSource) throws(FileError) -> UInt32 {
        var checksum: UInt32 = 0
        var offset: UInt64 = 0
        while offset < source.count {
            let piece = try source.bytes(at: offset, count: Int(min(1 << 17, source.count - offset)))
            checksum = update(checksum, piece[...])
            offset += UInt64(piece.count)
        }
        return checksum
    }
}
