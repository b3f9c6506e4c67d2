/// Bytes that can be read at any place: a file held open, or an array.
///
/// A parser of large untrusted files takes one of these, so that a header's claims never decide how much is read.
package protocol ByteSource: Sendable {
    /// How many bytes there are.
    var count: UInt64 { get }

    /// The bytes at `offset`, exactly `count` of them; a range outside of the source is an error.
    func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8]
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

    /// The digest of every byte, read piece by piece.
    package func digest(_ algorithm: DigestAlgorithm = .sha256) throws(FileError) -> Digest {
        try digest(into: IncrementalDigest(algorithm))
    }

    /// Git's blob id under SHA-256 of every byte, read piece by piece.
    package func gitBlob() throws(FileError) -> Digest {
        try digest(into: GitDigest.beginBlob(size: count))
    }

    private func digest(into digest: consuming IncrementalDigest) throws(FileError) -> Digest {
        var offset: UInt64 = 0
        while offset < count {
            let chunk = try bytes(at: offset, count: Int(min(UInt64(Self.chunkSize), count - offset)))
            digest.update(chunk)
            offset += UInt64(chunk.count)
        }
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
