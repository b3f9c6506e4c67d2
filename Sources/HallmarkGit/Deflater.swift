internal import CHallmarkZlib

/// Compresses many small pieces, each a zlib stream of its own, with one state.
@safe
struct Deflater: ~Copyable {
    // On the heap: zlib keeps a pointer back to the stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var scratch: [UInt8] = []

    init(level: Int32) throws(GitError) {
        // Assigned last: what is complete is taken apart by deinit, also where init throws.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = Int32(unsafe MemoryLayout<z_stream>.size)
        guard unsafe deflateInit_(stream, level, ZLIB_VERSION, size) == Z_OK else {
            unsafe stream.deallocate()
            throw GitError(.library, "zlib could not begin to compress")
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Appends the compressed form of bytes.
    mutating func append(_ bytes: [UInt8], to output: inout [UInt8]) throws(GitError) {
        guard let count = UInt32(exactly: bytes.count), unsafe deflateReset(stream) == Z_OK else {
            throw GitError(.tooLarge, "\(bytes.count) bytes are too many for one object of a pack")
        }
        let bound = Int(unsafe deflateBound(stream, UInt(count)))
        guard let room = UInt32(exactly: bound) else {
            throw GitError(.tooLarge, "\(bytes.count) bytes are too many for one object of a pack")
        }
        if scratch.count < bound { scratch = [UInt8](repeating: 0, count: bound) }
        let stream = unsafe self.stream
        let result = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe scratch.withUnsafeMutableBufferPointer { buffer in
                // zlib declares its input mutable and leaves it alone.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = count
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = room
                return unsafe deflate(stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { throw GitError(.library, "zlib could not compress an object") }
        output += scratch[..<(bound - Int(unsafe stream.pointee.avail_out))]
    }
}
