internal import CHallmarkLibgit2
internal import HallmarkCore

/// The id of a git object: 20 bytes of SHA-1.
///
/// It names an object; alone it proves nothing about content (see `GitDigest`).
package struct ObjectID: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// An id from 40 lower-case hexadecimal digits; `nil` for any other text.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex.utf8), bytes.count == 20 else { return nil }
        self.bytes = bytes
    }

    init(_ id: git_oid) {
        self.bytes = unsafe withUnsafeBytes(of: id.id) { unsafe Array($0) }
    }

    /// Forty lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    package var description: String { hex }

    var raw: git_oid {
        var id = git_oid()
        unsafe withUnsafeMutableBytes(of: &id.id) { unsafe $0.copyBytes(from: bytes) }
        return id
    }
}
