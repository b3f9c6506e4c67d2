internal import HallmarkCore

/// A pack in the making, version 2, every object whole (gitformat-pack).
///
/// Differences between envelopes would save little, since they are Base64 of digests and signatures; looking for them is
/// what makes `git fast-import` and `git repack` slow.
struct PackBuffer: ~Copyable {
    private static let headerSize = 12
    /// Between git's own default and none: what can be compressed in an envelope, the fastest setting finds.
    private static let compressionLevel: Int32 = 1

    private var bytes: [UInt8]
    private var objects: UInt32 = 0
    private var deflater: Deflater

    init() throws(GitError) {
        bytes = [UInt8](repeating: 0, count: Self.headerSize)
        deflater = try Deflater(level: Self.compressionLevel)
    }

    /// Adds an object.
    mutating func append(_ type: ObjectType, _ content: [UInt8]) throws(GitError) {
        // The size in groups of seven bits, the first of four beside the type; the high bit says that more follow.
        var size = content.count >> 4
        var byte = type.packed << 4 | UInt8(content.count & 0x0F)
        while size > 0 {
            bytes.append(byte | 0x80)
            byte = UInt8(size & 0x7F)
            size >>= 7
        }
        bytes.append(byte)
        try deflater.append(content, to: &bytes)
        objects += 1
    }

    /// The whole pack, with header and checksum.
    consuming func finish() -> [UInt8] {
        let header = Array("PACK".utf8) + Self.bigEndian(2) + Self.bigEndian(objects)
        bytes.replaceSubrange(0..<Self.headerSize, with: header)
        bytes += FileChecksum.sha1(of: bytes)
        return bytes
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
