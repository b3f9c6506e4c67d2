package import HallmarkCore

/// A Git LFS pointer in its one canonical form: what stands in git's objects for a file that is kept elsewhere.
///
/// Stricter than git-lfs, which reads on where this stops: bytes that look like a pointer and are none in this form are
/// refused and handed to nobody.
package struct LFSPointer: Sendable, Hashable {
    /// git-lfs specification: a pointer has less than 1024 bytes.
    package static let maximumSize = 1023
    private static let opening = "version https://git-lfs.github.com/spec/v1\noid sha256:"

    /// The SHA-256 of the content.
    package let digest: Digest
    /// How many bytes the content has.
    package let size: Int64

    /// Whether git-lfs could take the bytes for a pointer, in whatever form.
    package static func resembles(_ head: [UInt8]) -> Bool {
        // git-lfs reads leniently: any of its names in a short text that begins with a version.
        let text = head.prefix(1024).drop { [0x09, 0x0A, 0x0D, 0x20].contains($0) }
        return text.starts(with: "version ".utf8)
            && ["git-lfs", "hawser", "git-media"].contains { name in text.contains(name.utf8) }
    }

    /// Reads a pointer: version, oid and size, a line each, and nothing else.
    package init(_ bytes: [UInt8]) throws(FilterError) {
        guard bytes.count <= Self.maximumSize else {
            throw FilterError(.pointer, "the LFS pointer has \(bytes.count) bytes; less than 1024 are allowed")
        }
        guard let text = String(validating: bytes, as: UTF8.self), text.utf8.starts(with: Self.opening.utf8) else {
            throw FilterError(.pointer, "the LFS pointer does not begin with its version and the line oid sha256:")
        }
        let rest = text.utf8.dropFirst(Self.opening.utf8.count)
        guard let digest = Digest(.sha256, hex: String(decoding: rest.prefix(64), as: UTF8.self)) else {
            throw FilterError(.pointer, "the oid of the LFS pointer is not 64 lower-case hexadecimal digits")
        }
        guard let size = Self.size(String(decoding: rest.dropFirst(64), as: UTF8.self)) else {
            throw FilterError(.pointer, "after its oid the LFS pointer has something else than one line size NUMBER")
        }
        self.digest = digest
        self.size = size
    }

    /// The pointer as it is written.
    package var bytes: [UInt8] { Array("\(Self.opening)\(digest.hex)\nsize \(size)\n".utf8) }

    private static func size(_ text: String) -> Int64? {
        let opening = "\nsize "
        guard text.utf8.starts(with: opening.utf8), text.utf8.last == UInt8(ascii: "\n"),
            let number = Int64(String(decoding: text.utf8.dropFirst(opening.utf8.count).dropLast(), as: UTF8.self))
        else { return nil }
        // One form of a number only: no sign and no leading zero.
        return number >= 0 && text.utf8.elementsEqual("\nsize \(number)\n".utf8) ? number : nil
    }
}
