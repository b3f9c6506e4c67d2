import Foundation

/// Streams that compress nothing, in the forms that compressors write.
enum Packed {
    /// RFC 1950, with one stored block.
    static func zlib(_ content: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in content {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x01] + ZipFile.deflate(content) + big(high << 16 | low)
    }

    /// RFC 1952.
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + ZipFile.deflate(content) + little(ZipFile.checksum(content))
            + little(UInt32(content.count))
    }

    /// The frame format of LZ4 with one stored block, no checksum of the content.
    static func lz4(_ content: [UInt8]) -> [UInt8] {
        // Version 1, independent blocks; the largest block 64 KiB; the byte behind is the second of xxHash32's value.
        [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82] + little(UInt32(content.count) | 0x8000_0000) + content
            + [0, 0, 0, 0]
    }

    /// LZMA2 in .xz with one uncompressed chunk (the .xz file format, 1.2.1).
    static func xz(_ content: [UInt8]) -> [UInt8] {
        func checked(_ bytes: [UInt8]) -> [UInt8] { bytes + little(ZipFile.checksum(bytes)) }
        let start = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00] + checked([0, 1]).enumerated().map { $1 }
        let header = checked([2, 0, 0x21, 1, 0x16, 0, 0, 0])
        let chunk = [1] + big(UInt16(content.count - 1)) + content + [0]
        let unpadded = header.count + chunk.count + 4
        let padding = [UInt8](repeating: 0, count: (4 - chunk.count % 4) % 4)
        let block = header + chunk + padding + little(ZipFile.checksum(content))
        var index: [UInt8] = [0, 1] + Field.varint(UInt64(unpadded)) + Field.varint(UInt64(content.count))
        index += [UInt8](repeating: 0, count: (4 - index.count % 4) % 4)
        index = checked(index)
        let footer = little(UInt32(index.count / 4 - 1)) + [0, 1]
        return start + block + index + little(ZipFile.checksum(footer)) + footer + [0x59, 0x5A]
    }

    /// A tar archive (POSIX.1-1988) of these members.
    static func tar(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
        members.flatMap { tarEntry($0.name, $0.content) } + [UInt8](repeating: 0, count: 1024)
    }

    static func tarEntry(_ name: String, _ content: [UInt8], type: UInt8 = 0x30, link: String = "") -> [UInt8] {
        func field(_ text: String, _ size: Int) -> [UInt8] {
            Array(utf8(text).prefix(size)) + [UInt8](repeating: 0, count: max(0, size - text.utf8.count))
        }
        func octal(_ value: Int, _ size: Int) -> [UInt8] {
            let text = String(value, radix: 8)
            return field(String(repeating: "0", count: size - 1 - text.count) + text, size)
        }
        var header = field(name, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(content.count, 12)
        header += octal(0, 12) + utf8("        ") + [type] + field(link, 100) + utf8("ustar\0") + utf8("00")
        header += [UInt8](repeating: 0, count: 512 - header.count)
        let sum = header.reduce(0) { $0 + Int($1) }
        header.replaceSubrange(148..<156, with: octal(sum, 7) + utf8(" "))
        let padding = (512 - content.count % 512) % 512
        return header + content + [UInt8](repeating: 0, count: padding)
    }

    /// `posix.system("echo hallmark")` in a pickle of protocol 2, as CPython 3.11's bz2.compress packs it.
    static let bzip2 = bytes(
        base64: "QlpoOTFBWSZTWdJNbFIAAA/TwBASQAEQACpu3GBCBCAAIoGgBoD0hQaNGgyA09001RDI51F8gb9NlREjTtAwI/4u5IpwoSGkmtik"
    )

    /// The same as lzma.compress(…, format=FORMAT_ALONE) packs it.
    static let lzma = bytes(base64: "XQAAgAD//////////wBAAIgDy4fmDj/G26ZiOtDgF6yNCeA3bkoPPyEAEVUJNS0FUXujNw//+pngAA==")

    /// The first bytes of a 7z archive (7zFormat.txt): signature, version 0.4, an empty header.
    static let sevenZip: [UInt8] =
        [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 0, count: 24)

    /// The first bytes of a RAR 5 archive.
    static let rar: [UInt8] = utf8("Rar!") + [0x1A, 7, 1, 0] + [UInt8](repeating: 0, count: 24)
}
