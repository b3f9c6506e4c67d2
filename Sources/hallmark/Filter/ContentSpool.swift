import HallmarkCore
import HallmarkGit
import HallmarkModelScan

/// The content of one request, in the packets in which it came.
///
/// Held in memory: git writes all of a file before it listens, and holds it twice itself. The packets are kept as they
/// are, so that what passes is written as it was read; the memory is used again for the next file.
final class ContentSpool {
    /// How many bytes of content are kept.
    static let maximumSize = Repository.maximumBlobSize
    private static let chunkSize = 4 << 20

    /// How many bytes the content has.
    private(set) var count = 0
    /// Whether there was more than is kept.
    var isTooLarge: Bool { count > Self.maximumSize }
    /// The first bytes, as many as tell a model.
    private(set) var head: [UInt8] = []
    private var chunks: [[UInt8]] = []
    private var used = 0

    /// The packets, several in each piece.
    var pieces: ArraySlice<[UInt8]> { chunks[..<used] }

    /// Forgets the content.
    func reset() {
        for index in 0..<used { chunks[index].removeAll(keepingCapacity: true) }
        used = 0
        count = 0
        head.removeAll(keepingCapacity: true)
    }

    /// Adds a packet with its head.
    func append(packet: ArraySlice<UInt8>) {
        count += packet.count - PacketLine.headSize
        guard !isTooLarge else { return }
        if head.count < ModelDetector.headSize {
            head += packet.dropFirst(PacketLine.headSize).prefix(ModelDetector.headSize - head.count)
        }
        if used == 0 || chunks[used - 1].count + packet.count > Self.chunkSize {
            if used == chunks.count {
                chunks.append([])
                chunks[used].reserveCapacity(Self.chunkSize)
            }
            used += 1
        }
        chunks[used - 1].append(contentsOf: packet)
    }

    /// The SHA-256 of the content.
    func digest() throws -> Digest {
        var digest = IncrementalDigest(.sha256)
        try unsafe forEachPayload { unsafe digest.update($0) }
        return digest.finish()
    }

    /// The content.
    func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try unsafe forEachPayload { unsafe bytes.append(contentsOf: $0) }
        return bytes
    }

    private func forEachPayload(_ body: (UnsafeRawBufferPointer) -> Void) throws {
        for piece in pieces {
            var offset = 0
            while offset < piece.count {
                let head = piece[offset..<offset + PacketLine.headSize]
                guard let size = try PacketLine.payloadSize(head: head) else { break }
                offset += PacketLine.headSize
                unsafe piece.withUnsafeBytes {
                    unsafe body(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + size]))
                }
                offset += size
            }
        }
    }
}
