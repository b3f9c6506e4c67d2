/// Bytes that can be read at any place: a file held open, or an array.
///
/// A parser of large untrusted files takes one of these, so that a header's claims never decide how much is read.
package protocol ByteSource: Sendable {
    /// How many bytes there are.
    var count: UInt64 { get }

    /// The bytes at `offset`, exactly `count` of them; a range outside of the source is an error.
    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8]

    /// Hands every byte to `body`, piece by piece and in order.
    ///
    /// - Throws: `.changed` when the bytes changed meanwhile, as far as the source can tell.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError)
}

extension ByteSource {
    /// How many bytes are read at once when all are read.
    package static var chunkSize: Int { 1 << 20 }

    /// Every byte, for sources of at most `maximumSize`.
    package func allBytes(maximumSize: Int) throws(FileError) -> [UInt8] {
        guard let size = Int(exactly: count), size <= maximumSize else {
            throw FileError(.tooLarge, path: "", reason: "\(count) bytes, at most \(maximumSize) are read")
        }
        return try bytes(at: 0, count: size)
    }

    package func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
        var offset: UInt64 = 0
        while offset < count {
            let piece = try bytes(at: offset, count: Int(min(UInt64(Self.chunkSize), count - offset)))
            unsafe piece.withUnsafeBytes(body)
            offset += UInt64(piece.count)
        }
    }

    /// The digest of every byte, read piece by piece.
    package func digest(_ algorithm: DigestAlgorithm = .sha256) throws(FileError) -> Digest {
        var digest = IncrementalDigest(algorithm)
        unsafe try forEachPiece { unsafe digest.update($0) }
        return digest.finish()
    }

    /// Several digests of every byte, read once.
    package func digests(_ algorithms: Set<DigestAlgorithm>) throws(FileError) -> [Digest] {
        let pass = DigestPass(algorithms)
        unsafe try forEachPiece { unsafe pass.update($0) }
        return pass.finish()
    }

    /// Git's blob id under SHA-256 of every byte, read piece by piece.
    package func gitBlob() throws(FileError) -> Digest {
        var digest = GitDigest.beginBlob(size: count)
        unsafe try forEachPiece { unsafe digest.update($0) }
        return digest.finish()
    }
}

/// Bytes in memory.
package struct MemoryBytes: ByteSource {
    private let content: [UInt8]

    package init(_ content: [UInt8]) {
        self.content = content
    }

    package var count: UInt64 { UInt64(content.count) }

    package func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw FileError(.changed, path: "", reason: "a read outside of the bytes")
        }
        return Array(content[Int(offset)..<Int(offset) + count])
    }
}
