/// xxHash of 32 bits with the seed 0, which LZ4 frames are checked by (xxHash specification 0.1.1).
struct XXHash32 {
    private static let primes: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
        0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1
    )

    private var lanes: [UInt32] = [primes.0 &+ primes.1, primes.1, 0, 0 &- primes.0]
    /// What does not fill a stripe of 16 bytes yet.
    private var rest: [UInt8] = []
    private var count: UInt64 = 0

    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var hash = XXHash32()
        hash.update(bytes)
        return hash.finish()
    }

    mutating func update(_ bytes: ArraySlice<UInt8>) {
        count &+= UInt64(bytes.count)
        var index = bytes.startIndex
        if !rest.isEmpty {
            while rest.count < 16, index < bytes.endIndex {
                rest.append(bytes[index])
                index += 1
            }
            guard rest.count == 16 else { return }
            consume(rest[...], at: 0)
            rest.removeAll()
        }
        while bytes.endIndex - index >= 16 {
            consume(bytes, at: index)
            index += 16
        }
        rest += bytes[index...]
    }

    func finish() -> UInt32 {
        let (_, second, third, fourth, fifth) = Self.primes
        var hash =
            count >= 16
            ? Self.rotate(lanes[0], 1) &+ Self.rotate(lanes[1], 7) &+ Self.rotate(lanes[2], 12)
                &+ Self.rotate(lanes[3], 18) : fifth
        hash = hash &+ UInt32(truncatingIfNeeded: count)
        var index = 0
        while rest.count - index >= 4 {
            hash = Self.rotate(hash &+ Self.word(rest[...], at: index) &* third, 17) &* fourth
            index += 4
        }
        for byte in rest[index...] { hash = Self.rotate(hash &+ UInt32(byte) &* fifth, 11) &* Self.primes.0 }
        hash = (hash ^ hash >> 15) &* second
        hash = (hash ^ hash >> 13) &* third
        return hash ^ hash >> 16
    }

    private mutating func consume(_ bytes: ArraySlice<UInt8>, at index: Int) {
        for lane in 0..<4 {
            let word = Self.word(bytes, at: index + 4 * lane)
            lanes[lane] = Self.rotate(lanes[lane] &+ word &* Self.primes.1, 13) &* Self.primes.0
        }
    }

    private static func word(_ bytes: ArraySlice<UInt8>, at index: Int) -> UInt32 {
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }
}
