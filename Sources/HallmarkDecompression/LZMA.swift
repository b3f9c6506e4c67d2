internal import CHallmarkLZMA
package import HallmarkModelScan

/// Streams of xz.
package struct XZ: Compression {
    package let name = "xz"
    // Stream padding (The .xz File Format, 2.2).
    package let allowsZeroPadding = true

    package init() {}

    package func recognises(_ head: [UInt8]) -> Bool { head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) }

    package func makeDecompressor(memoryLimit: UInt64) -> (any Decompressor)? {
        LZMADecompressor(.xz, memoryLimit: memoryLimit)
    }
}

/// The form before xz: a header of 13 bytes and no checksum.
package struct LZMA: Compression {
    package let name = "lzma"
    package let allowsZeroPadding = false

    package init() {}

    /// There is no magic: the properties, the size of the dictionary, the size of the content, and the first byte of
    /// the range coder, which is zero.
    package func recognises(_ head: [UInt8]) -> Bool {
        guard head.count > 13, head[0] < 225, head[13] == 0 else { return false }
        func number(_ range: Range<Int>) -> UInt64 { head[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        let dictionary = UInt32(number(1..<5))
        let size = number(5..<13)
        // As xz guesses (liblzma, alone_decoder.c): 2^n or 2^n + 2^(n-1), and less than 256 GiB.
        let isPlain = dictionary == .max || dictionary >= 4096 && dictionary.nonzeroBitCount == 1
        let isBetween =
            dictionary >= 4096 && dictionary.nonzeroBitCount == 2 && dictionary & dictionary << 1 != 0
        return (isPlain || isBetween) && (size == .max || size < 1 << 38)
    }

    package func makeDecompressor(memoryLimit: UInt64) -> (any Decompressor)? {
        LZMADecompressor(.alone, memoryLimit: memoryLimit)
    }
}

/// A stream of liblzma.
@safe
final class LZMADecompressor: Decompressor {
    enum Form {
        case xz
        case alone
    }

    /// `LZMA_TELL_UNSUPPORTED_CHECK` of lzma/container.h, a macro that Swift does not import.
    private static let tellUnsupportedCheck: UInt32 = 0x02

    private let stream: UnsafeMutablePointer<lzma_stream>

    /// - Returns: `nil` when there is no memory.
    init?(_ form: Form, memoryLimit: UInt64) {
        let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        // What LZMA_STREAM_INIT is.
        unsafe stream.initialize(to: lzma_stream())
        let result =
            switch form {
            case .xz: unsafe lzma_stream_decoder(stream, memoryLimit, Self.tellUnsupportedCheck)
            case .alone: unsafe lzma_alone_decoder(stream, memoryLimit)
            }
        guard result == LZMA_OK else {
            unsafe lzma_end(stream)
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep {
        let stream = unsafe self.stream
        let start = used
        let room = output.count
        let result = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                let rest = unsafe UnsafeBufferPointer(rebasing: input[start...])
                unsafe stream.pointee.next_in = rest.baseAddress
                unsafe stream.pointee.avail_in = rest.count
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = output.count
                return unsafe lzma_code(stream, LZMA_RUN)
            }
        }
        used = input.count - Int(unsafe stream.pointee.avail_in)
        let made = room - Int(unsafe stream.pointee.avail_out)
        switch result {
        case LZMA_STREAM_END: return DecompressionStep(.ended, made: made)
        case LZMA_OK, LZMA_BUF_ERROR: return DecompressionStep(.going, made: made)
        case LZMA_MEMLIMIT_ERROR, LZMA_MEM_ERROR:
            return DecompressionStep(.unread("needs more memory than it is given"), made: made)
        case LZMA_UNSUPPORTED_CHECK: return DecompressionStep(.unread("has a check of another kind"), made: made)
        case LZMA_OPTIONS_ERROR: return DecompressionStep(.unread("has options of another kind"), made: made)
        default: return DecompressionStep(.corrupt, made: made)
        }
    }
}
