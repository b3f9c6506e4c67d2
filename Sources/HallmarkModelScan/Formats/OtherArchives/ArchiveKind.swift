/// Archives that are recognised and not read.
enum ArchiveKind: String {
    case sevenZip = "7z"
    case rar = "RAR"
    case zstandard = "zstd"
    case cabinet = "cabinet"
    case ar = "ar"
    case cpio = "cpio"
    case lzh = "LZH"
    case arj = "ARJ"
    case ace = "ACE"
    case xar = "xar"
    case squashfs = "squashfs"
    case windowsImage = "Windows image"
    case lzip = "lzip"
    case rpm = "RPM"
    case chromeExtension = "Chrome extension"

    private static let magics: [(offset: Int, bytes: [UInt8], kind: ArchiveKind)] = [
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
        (0, Array("Rar!".utf8) + [0x1A, 0x07], .rar),
        (0, [0x28, 0xB5, 0x2F, 0xFD], .zstandard),
        (0, Array("MSCF".utf8) + [0, 0, 0, 0], .cabinet),
        (0, Array("!<arch>\n".utf8), .ar),
        (0, Array("070701".utf8), .cpio), (0, Array("070702".utf8), .cpio), (0, Array("070707".utf8), .cpio),
        (0, [0xC7, 0x71], .cpio),
        (2, Array("-lh".utf8), .lzh),
        (0, [0x60, 0xEA], .arj),
        (7, Array("**ACE**".utf8), .ace),
        (0, Array("xar!".utf8), .xar),
        (0, Array("hsqs".utf8), .squashfs), (0, Array("sqsh".utf8), .squashfs),
        (0, Array("MSWIM\0\0\0".utf8), .windowsImage),
        (0, Array("LZIP\u{1}".utf8), .lzip),
        (0, [0xED, 0xAB, 0xEE, 0xDB], .rpm),
        (0, Array("Cr24".utf8), .chromeExtension),
    ]

    /// Whether the first bytes are not also those of ordinary files, and the archive is one that people pack models in.
    var isDistinct: Bool {
        switch self {
        case .sevenZip, .rar, .zstandard, .cabinet, .ace, .windowsImage, .lzip: true
        case .ar, .cpio, .lzh, .arj, .xar, .squashfs, .rpm, .chromeExtension: false
        }
    }

    /// - Returns: `nil` for bytes that begin none.
    init?(_ head: [UInt8]) {
        for (offset, bytes, kind) in Self.magics where head.dropFirst(offset).starts(with: bytes) {
            self = kind
            return
        }
        return nil
    }
}
