/// The entries of a tree object, read from its bytes one after the other and without an allocation for each.
///
/// It reads what git itself reads (tree-walk.c, `decode_tree_entry`): a mode in octal, a space, a name up to a NUL byte
/// and twenty bytes of id. Order and duplicates are for the caller to judge.
package struct RawTree {
    /// One entry; the name is a range of the tree's bytes.
    package struct Entry {
        package let mode: UInt32
        package let name: Range<Int>
        package let id: ObjectID

        package var isFile: Bool { mode & 0o170000 == 0o100000 }
        package var isTree: Bool { mode & 0o170000 == 0o040000 }
    }

    /// How many octal digits a mode may have.
    private static let maximumModeDigits = 7

    /// How many bytes were read.
    package private(set) var offset = 0

    package init() {}

    /// The next entry, or `nil` after the last.
    ///
    /// - Throws: a ``GitError`` with `.malformed` for bytes that are no entry.
    package mutating func next(in bytes: Span<UInt8>) throws(GitError) -> Entry? {
        guard offset < bytes.count else { return nil }
        var index = offset
        var mode: UInt32 = 0
        while index < bytes.count, bytes[index] != UInt8(ascii: " ") {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[index]),
                index - offset < Self.maximumModeDigits
            else { throw GitError(.malformed, "a tree has an entry without a mode") }
            mode = mode << 3 | UInt32(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > offset else { throw GitError(.malformed, "a tree has an entry without a mode") }
        let start = index + 1
        var end = start
        while end < bytes.count, bytes[end] != 0 { end += 1 }
        guard end > start else { throw GitError(.malformed, "a tree has an entry without a name") }
        // The NUL byte, then the id.
        guard bytes.count - end > ObjectID.size else { throw GitError(.malformed, "a tree ends within an entry") }
        offset = end + 1 + ObjectID.size
        return Entry(mode: mode, name: start..<end, id: ObjectID(bytes, at: end + 1))
    }
}

extension RawTree.Entry {
    /// The byte that the first two digits of the name stand for; `nil` where they are no lower-case hexadecimal.
    func firstByte(in bytes: Span<UInt8>) -> UInt8? {
        guard name.count >= 2 else { return nil }
        return Self.byte(bytes, at: name.lowerBound)
    }

    /// The object whose remaining digits the name has, after the bytes of a prefix.
    ///
    /// - Parameter depth: how many bytes the directories above stand for.
    func object(below prefix: ObjectID, depth: Int, in bytes: Span<UInt8>) -> ObjectID? {
        guard name.count == 2 * (ObjectID.size - depth) else { return nil }
        var object = prefix
        for index in depth..<ObjectID.size {
            guard let byte = Self.byte(bytes, at: name.lowerBound + 2 * (index - depth)) else { return nil }
            object[index] = byte
        }
        return object
    }

    private static func byte(_ bytes: Span<UInt8>, at offset: Int) -> UInt8? {
        guard let high = nibble(bytes[offset]), let low = nibble(bytes[offset + 1]) else { return nil }
        return high << 4 | low
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
