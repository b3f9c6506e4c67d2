/// The ways of compression that a scan can undo, or at least knows by sight.
package struct Compressions: Sendable {
    /// How many first bytes of a stream tell what it is.
    static let headSize = 16

    let all: [any Compression]

    /// Those that need no further library; bzip2, xz and LZMA are only recognised.
    package static let standard = Compressions([])

    /// The standard ones and others, which take the place of what is only recognised under their names.
    package init(_ others: [any Compression]) {
        let own: [any Compression] = [Gzip(), Zlib(), Zfile(), LZ4()]
        let names = Set((own + others).map(\.name))
        all = own + others + UnreadCompression.all.filter { !names.contains($0.name) }
    }

    /// The compression whose stream begins with these bytes, or `nil`.
    func compression(of head: [UInt8]) -> (any Compression)? {
        let start = Array(head.prefix(Self.headSize))
        return all.first { $0.recognises(start) }
    }
}

/// A compression that this build cannot undo.
struct UnreadCompression: Compression {
    let name: String
    private let magic: [UInt8]

    var allowsZeroPadding: Bool { false }

    func recognises(_ head: [UInt8]) -> Bool { head.starts(with: magic) }

    func makeDecompressor(memoryLimit _: UInt64) -> (any Decompressor)? { nil }

    static let all: [any Compression] = [
        UnreadCompression(name: "bzip2", magic: Array("BZh".utf8)),
        UnreadCompression(name: "xz", magic: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        UnreadCompression(name: "lzma", magic: [0x5D, 0x00, 0x00]),
        UnreadCompression(name: "zstd", magic: [0x28, 0xB5, 0x2F, 0xFD]),
        UnreadCompression(name: "lzip", magic: Array("LZIP".utf8)),
        UnreadCompression(name: "lzop", magic: [0x89, 0x4C, 0x5A, 0x4F, 0x00]),
        UnreadCompression(name: "old lz4", magic: [0x02, 0x21, 0x4C, 0x18]),
        UnreadCompression(name: "snappy", magic: [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
        UnreadCompression(name: "compress", magic: [0x1F, 0x9D]),
    ]
}
