import Foundation

/// Puts a zip archive together, right or wrong.
struct ZipFile {
    struct Member {
        var name: String
        var content: [UInt8]
        var isDeflated = false
        var flags: UInt16 = 0
        var method: UInt16?
        var mode: UInt32 = 0
        /// What the member's own header says instead.
        var ownName: String?
        var ownMethod: UInt16?
        var ownFlags: UInt16?
        var checksum: UInt32?
        var size: UInt32?
        var extra: [UInt8] = []
        /// Whether sizes stand behind the content.
        var descriptor: [UInt8]?
        /// Whether the directory lists it.
        var isListed = true
        /// Where the directory says that it begins, instead of where it does.
        var listedOffset: UInt32?

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }

        init(_ name: String, _ content: [UInt8], _ change: (inout Member) -> Void) {
            self.init(name, content)
            change(&self)
        }
    }

    var members: [Member]
    var prefix: [UInt8] = []
    var comment: [UInt8] = []
    var tail: [UInt8] = []
    var count: UInt16?
    var isWide = false
    /// What the record of zip64 says about the count, instead of the truth.
    var wideCount: UInt64?

    init(_ members: Member...) { self.members = members }
    init(_ members: [Member], _ change: (inout ZipFile) -> Void = { _ in }) {
        self.members = members
        change(&self)
    }

    static func torch(_ data: [UInt8], _ others: Member..., change: (inout ZipFile) -> Void = { _ in }) -> [UInt8] {
        ZipFile([Member("archive/data.pkl", data)] + others + [Member("archive/version", Array("3\n".utf8))], change)
            .bytes
    }

    var bytes: [UInt8] {
        var bytes = prefix
        var directory: [UInt8] = []
        var listed: UInt16 = 0
        for member in members {
            let offset = UInt32(bytes.count - prefix.count)
            let compressed = member.isDeflated ? Self.deflate(member.content) : member.content
            let method = member.method ?? (member.isDeflated ? 8 : 0)
            let checksum = member.checksum ?? Self.checksum(member.content)
            let size = member.size ?? UInt32(member.content.count)
            let hasDescriptor = member.descriptor != nil
            let flags = member.flags | (hasDescriptor ? 8 : 0)
            let sizes = little(checksum) + little(UInt32(compressed.count)) + little(size)
            let ownName = Array((member.ownName ?? member.name).utf8)
            bytes += [0x50, 0x4B, 3, 4, 20, 0] + little(member.ownFlags ?? flags) + little(member.ownMethod ?? method)
            bytes += [0, 0, 0x21, 0] + (hasDescriptor ? [UInt8](repeating: 0, count: 12) : sizes)
            bytes += little(UInt16(ownName.count)) + little(UInt16(member.extra.count)) + ownName + member.extra
            bytes += compressed
            if let descriptor = member.descriptor {
                bytes += descriptor.isEmpty ? [0x50, 0x4B, 7, 8] + sizes : descriptor
            }
            guard member.isListed else { continue }
            listed += 1
            directory += [0x50, 0x4B, 1, 2, 20, 3, 20, 0] + little(flags) + little(method) + [0, 0, 0x21, 0] + sizes
            directory += little(UInt16(member.name.utf8.count)) + [0, 0, 0, 0, 0, 0, 0, 0] + little(member.mode << 16)
            directory += little(member.listedOffset ?? offset) + Array(member.name.utf8)
        }
        let start = UInt32(bytes.count - prefix.count)
        bytes += directory
        if isWide {
            let place = UInt64(bytes.count - prefix.count)
            let total = wideCount ?? UInt64(listed)
            bytes += [0x50, 0x4B, 6, 6] + little(UInt64(44)) + [45, 0, 45, 0] + [UInt8](repeating: 0, count: 8)
            bytes += little(total) + little(total) + little(UInt64(directory.count)) + little(UInt64(start))
            bytes += [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + little(place) + little(UInt32(1))
        }
        let end = count ?? listed
        bytes += [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + little(end) + little(end)
        bytes += little(UInt32(directory.count)) + little(start) + little(UInt16(comment.count)) + comment
        return bytes + tail
    }

    /// Bytes as one block of deflate that stores them, or as Foundation compresses none: bits by hand (RFC 1951 §3.2.4).
    static func deflate(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = content[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            bytes += [rest.isEmpty ? 1 : 0] + little(count) + little(~count) + block
        } while !rest.isEmpty
        return bytes
    }

    /// CRC-32, bit by bit (ISO 3309).
    static func checksum(_ content: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in content {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
