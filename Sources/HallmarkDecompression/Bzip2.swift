internal import CHallmarkBzip2
package import HallmarkModelScan

/// Streams of bzip2.
package struct Bzip2: Compression {
    package let name = "bzip2"
    package let allowsZeroPadding = false

    package init() {}

    package func recognises(_ head: [UInt8]) -> Bool {
        // `BZh`, the size of blocks, and the magic of the first block or of the end.
        guard head.count >= 10, head.starts(with: Array("BZh".utf8)), (0x31...0x39).contains(head[3]) else {
            return false
        }
        let magic = head[4..<10]
        return magic.elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
            || magic.elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
    }

    package func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { Bzip2Decompressor() }
}

/// A stream of bzip2's library, which takes less than 4 MiB.
@safe
final class Bzip2Decompressor: Decompressor {
    // On the heap: the library keeps a pointer back to the stream.
    private let stream: UnsafeMutablePointer<bz_stream>

    /// - Returns: `nil` when there is no memory.
    init?() {
        let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
        guard unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe BZ2_bzDecompressEnd(stream)
        unsafe stream.deallocate()
    }

    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep {
        let stream = unsafe self.stream
        let start = used
        let room = output.count
        let result = unsafe input.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                // The library declares its input mutable and leaves it alone.
                let rest = unsafe UnsafeMutableRawBufferPointer(mutating: .init(rebasing: input[start...]))
                unsafe stream.pointee.next_in = rest.baseAddress?.assumingMemoryBound(to: CChar.self)
                unsafe stream.pointee.avail_in = UInt32(rest.count)
                unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
                unsafe stream.pointee.avail_out = UInt32(output.count)
                return unsafe BZ2_bzDecompress(stream)
            }
        }
        used = input.count - Int(unsafe stream.pointee.avail_in)
        let made = room - Int(unsafe stream.pointee.avail_out)
        switch result {
        case BZ_STREAM_END: return DecompressionStep(.ended, made: made)
        case BZ_OK: return DecompressionStep(.going, made: made)
        case BZ_MEM_ERROR: return DecompressionStep(.unread("needs more memory than there is"), made: made)
        default: return DecompressionStep(.corrupt, made: made)
        }
    }
}
