internal import CHallmarkZlib

/// Deflate with zlib's header and checksum (RFC 1950), as joblib and Python's zlib write it.
struct Zlib: Compression {
    let name = "zlib"
    let allowsZeroPadding = false

    func recognises(_ head: [UInt8]) -> Bool {
        // RFC 1950 §2.2: deflate with a window of 32 KiB, a check over both bytes, no dictionary.
        guard head.count >= 2, head[0] == 0x78, head[1] & 0x20 == 0 else { return false }
        return (UInt16(head[0]) << 8 | UInt16(head[1])).isMultiple(of: 31)
    }

    func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { ZlibDecompressor(.zlib) }
}

/// Deflate with gzip's header and checksum (RFC 1952).
struct Gzip: Compression {
    let name = "gzip"
    // Tapes are filled up with zeros; gzip and Python's gzip pass over them.
    let allowsZeroPadding = true

    func recognises(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B, 0x08]) }

    func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { ZlibDecompressor(.gzip) }
}

/// What joblib before 0.10 wrote (joblib/numpy_pickle_compat.py, `read_zfile`): `ZF`, a length in hexadecimal that fills
/// 19 bytes, and zlib.
struct Zfile: Compression {
    static let magic = Array("ZF0x".utf8)
    static let headerSize = 2 + 19

    let name = "zfile"
    let allowsZeroPadding = false

    func recognises(_ head: [UInt8]) -> Bool { head.starts(with: Self.magic) }

    func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { ZfileDecompressor() }
}

/// A stream of zlib's library.
@safe
final class ZlibDecompressor: Decompressor {
    /// What stands around the compressed bytes (zlib's `windowBits`).
    enum Wrapping: Int32 {
        case zlib = 15
        case gzip = 31
    }

    // On the heap: zlib keeps a pointer back to the stream.
    private let stream: UnsafeMutablePointer<z_stream>

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

    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep {
        let stream = unsafe self.stream
        let start = used
        let room = output.count
        let result = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                // zlib declares its input mutable and leaves it alone.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: UnsafeBufferPointer(rebasing: input[start...]).baseAddress
                )
                unsafe stream.pointee.avail_in = UInt32(input.count - start)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                return unsafe inflate(stream, Z_NO_FLUSH)
            }
        }
        used = input.count - Int(unsafe stream.pointee.avail_in)
        let made = room - Int(unsafe stream.pointee.avail_out)
        switch result {
        case Z_STREAM_END: return DecompressionStep(.ended, made: made)
        case Z_OK, Z_BUF_ERROR: return DecompressionStep(.going, made: made)
        case Z_NEED_DICT: return DecompressionStep(.unread("needs a dictionary"), made: made)
        default: return DecompressionStep(.corrupt, made: made)
        }
    }
}

/// A stream of joblib's old form: a header of text, and zlib.
final class ZfileDecompressor: Decompressor {
    private var header: [UInt8] = []
    private var stated: UInt64?
    private var count: UInt64 = 0
    private let zlib = ZlibDecompressor(.zlib)

    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep {
        guard let zlib else { return DecompressionStep(.unread("no memory"), made: 0) }
        while header.count < Zfile.headerSize, used < input.count {
            header.append(input[used])
            used += 1
        }
        guard header.count == Zfile.headerSize else { return DecompressionStep(.going, made: 0) }
        guard let stated = stated ?? size() else { return DecompressionStep(.corrupt, made: 0) }
        self.stated = stated
        // Before 0.8.5 and under Python 2 the header was a blank longer.
        if count == 0, used < input.count, input[used] == 0x20 { used += 1 }
        let step = zlib.decompress(input, from: &used, into: &output)
        count += UInt64(step.made)
        if step.state == .ended, count != stated { return DecompressionStep(.corrupt, made: step.made) }
        return step
    }

    private func size() -> UInt64? {
        var digits = header.dropFirst(Zfile.magic.count)
        while let last = digits.last, last == 0x20 || last == UInt8(ascii: "L") { digits.removeLast() }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
