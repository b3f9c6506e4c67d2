/// A member of a zip archive as the central directory lists it (APPNOTE 4.3.12).
struct ZipEntry {
    /// Flags that every reader takes alike: how hard deflate tried, a data descriptor, names in UTF-8 (APPNOTE 4.4.4).
    static let plainFlags: UInt16 = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11

    /// How a member's bytes are kept; anything else is not read.
    enum Method {
        case stored
        case deflated
        case other(UInt16)

        init(_ number: UInt16) {
            switch number {
            case 0: self = .stored
            case 8: self = .deflated
            default: self = .other(number)
            }
        }
    }

    let name: [UInt8]
    let flags: UInt16
    let methodNumber: UInt16
    let checksum: UInt32
    let compressedSize: UInt64
    let size: UInt64
    /// Where its own header stands.
    let headerOffset: UInt64
    /// Where the directory lists it.
    let place: UInt64
    /// The mode that a Unix system gave it, or zero.
    let mode: UInt32
    /// Where its content begins; set once its own header has been read.
    var contentOffset: UInt64 = 0

    var method: Method { Method(methodNumber) }
    var hasDescriptor: Bool { flags & 1 << 3 != 0 }
    var isFolder: Bool { name.last == UInt8(ascii: "/") }
    /// Whether it is a symbolic link, by its mode.
    var isLink: Bool { mode & 0o170000 == 0o120000 }
    /// The name for reports and for what its ending says.
    var text: String { String(decoding: name, as: UTF8.self) }
    /// The name as it is compared: readers of models ignore the case of ASCII letters.
    var key: [UInt8] { name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }

    /// What is wrong with the name, or `nil`.
    var nameFault: String? {
        guard let text = String(validating: name, as: UTF8.self) else { return "is not UTF-8" }
        if name.isEmpty { return "is empty" }
        if name.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has control characters" }
        if name.contains(UInt8(ascii: "\\")) { return "has a backslash" }
        if name.first == UInt8(ascii: "/") { return "begins at the root" }
        if name.count >= 2, name[1] == UInt8(ascii: ":") { return "begins with a drive" }
        // A folder's own name ends in a slash.
        let parts = text.utf8.dropLast(isFolder ? 1 : 0)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // Some readers take `a//b` for `a/b`, others for another member.
        if parts.contains(where: \.isEmpty) { return "has an empty part" }
        if parts.contains(where: { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }) {
            return "leads out of its folder"
        }
        return nil
    }
}
