/// A way in which a stream of bytes is compressed.
///
/// The scanner brings those of zlib and LZ4; whoever makes it may add others, so that a program that needs none of them
/// links none.
package protocol Compression: Sendable {
    /// The name as findings give it, such as `gzip`.
    var name: String { get }
    /// Whether readers pass over zero bytes behind the last stream.
    var allowsZeroPadding: Bool { get }

    /// Whether these first bytes (16, or all) begin a stream.
    func recognises(_ head: [UInt8]) -> Bool

    /// Begins one stream.
    ///
    /// - Parameter memoryLimit: how many bytes of memory it may take.
    /// - Returns: `nil` where this build has no decompressor, or there is no memory.
    func makeDecompressor(memoryLimit: UInt64) -> (any Decompressor)?
}

/// One stream that is being decompressed, a class for the memory of a C library that it releases.
package protocol Decompressor: AnyObject {
    /// Decompresses from `input[used]` on into `output` from its beginning, as far as either goes.
    func decompress(_ input: [UInt8], from used: inout Int, into output: inout [UInt8]) -> DecompressionStep
}

/// What one step of a decompressor gave.
package struct DecompressionStep: Sendable {
    package enum State: Sendable, Equatable {
        /// More input, or more room, is needed.
        case going
        /// The stream is at its end, and its checks hold.
        case ended
        case corrupt
        /// The stream is of a kind, or needs as much memory, as is not read.
        case unread(String)
    }

    package let state: State
    /// How many bytes came out.
    package let made: Int

    package init(_ state: State, made: Int) {
        self.state = state
        self.made = made
    }
}
