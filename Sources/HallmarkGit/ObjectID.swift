internal import CHallmarkLibgit2
internal import HallmarkCore

/// The id of a git object: 20 bytes of SHA-1.
///
/// It names an object; alone it proves nothing about content (see `GitDigest`).
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// How many bytes an id has.
    package static let size = 20

    // Big-endian words: compared as numbers they have the order of the bytes, and millions of ids cost no allocation.
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt32 = 0

    /// An id from 40 lower-case hexadecimal digits; `nil` for any other text.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex.utf8), bytes.count == Self.size else { return nil }
        self.init(bytes.span, at: 0)
    }

    /// The id that lies in 20 bytes, which the caller knows to be there.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        for index in 0..<8 { first = first << 8 | UInt64(bytes[offset + index]) }
        for index in 8..<16 { second = second << 8 | UInt64(bytes[offset + index]) }
        for index in 16..<20 { third = third << 8 | UInt32(bytes[offset + index]) }
    }

    init(_ id: git_oid) {
        unsafe withUnsafeBytes(of: id.id) { bytes in
            first = UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
            second = UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            third = UInt32(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
        }
    }

    /// All zeros, which names no object.
    init() {}

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.first, left.second, left.third) < (right.first, right.second, right.third)
    }

    /// One of the twenty bytes.
    subscript(index: Int) -> UInt8 {
        get {
            switch index {
            case 0..<8: UInt8(truncatingIfNeeded: first >> (56 - 8 * index))
            case 8..<16: UInt8(truncatingIfNeeded: second >> (120 - 8 * index))
            default: UInt8(truncatingIfNeeded: third >> (152 - 8 * index))
            }
        }
        set {
            switch index {
            case 0..<8:
                let shift = 56 - 8 * index
                first = first & ~(0xFF << shift) | UInt64(newValue) << shift
            case 8..<16:
                let shift = 120 - 8 * index
                second = second & ~(0xFF << shift) | UInt64(newValue) << shift
            default:
                let shift = 152 - 8 * index
                third = third & ~(0xFF << shift) | UInt32(newValue) << shift
            }
        }
    }

    /// The bytes in their order.
    package var bytes: [UInt8] { (0..<Self.size).map { self[$0] } }

    /// Forty lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    package var description: String { hex }

    var raw: git_oid {
        var id = git_oid()
        unsafe withUnsafeMutableBytes(of: &id.id) { bytes in
            unsafe bytes.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe bytes.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
            unsafe bytes.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt32.self)
        }
        return id
    }
}
