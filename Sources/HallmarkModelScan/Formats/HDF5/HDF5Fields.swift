/// Fields of a piece of HDF5 metadata, read one after the other.
struct HDF5Fields {
    private let bytes: [UInt8]
    private let start: UInt64
    private var index = 0

    /// - Parameter start: where in the file the piece stands.
    init(_ bytes: [UInt8], at start: UInt64) {
        self.bytes = bytes
        self.start = start
    }

    /// How many bytes are left.
    var remaining: Int { bytes.count - index }

    /// Where in the file the next field stands.
    var offset: UInt64 { start + UInt64(index) }

    mutating func byte() throws(InspectionError) -> UInt8 {
        try require(1)
        index += 1
        return bytes[index - 1]
    }

    /// A number of at most eight bytes, least significant first.
    mutating func number(_ size: Int) throws(InspectionError) -> UInt64 {
        try require(size)
        var value: UInt64 = 0
        for place in 0..<size { value |= UInt64(bytes[index + place]) << UInt64(8 * place) }
        index += size
        return value
    }

    /// An address; `nil` for the undefined one, whose bits are all set.
    mutating func address(_ size: Int) throws(InspectionError) -> UInt64? {
        let value = try number(size)
        return value == UInt64.max >> UInt64(64 - 8 * size) ? nil : value
    }

    mutating func take(_ count: Int) throws(InspectionError) -> [UInt8] {
        try require(count)
        index += count
        return Array(bytes[index - count..<index])
    }

    mutating func skip(_ count: Int) throws(InspectionError) {
        try require(count)
        index += count
    }

    /// So many bytes as a piece of their own.
    mutating func piece(_ count: Int) throws(InspectionError) -> HDF5Fields {
        let start = offset
        return HDF5Fields(try take(count), at: start)
    }

    /// Text up to a byte of zero, which is passed over, or up to the end.
    mutating func text() -> String {
        let rest = bytes[index...]
        let end = rest.firstIndex(of: 0) ?? bytes.count
        index = min(end + 1, bytes.count)
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    /// The bytes from a place on, up to a byte of zero; `nil` for more than `limit` of them.
    func name(from place: UInt64, limit: Int) -> [UInt8]? {
        guard place < UInt64(bytes.count) else { return nil }
        let rest = bytes[Int(place)...].prefix(limit + 1)
        return rest.firstIndex(of: 0).map { Array(rest[..<$0]) }
    }

    mutating func expect(_ signature: String) throws(InspectionError) {
        let place = offset
        guard try take(signature.utf8.count).elementsEqual(signature.utf8) else {
            throw .refused(HDF5Rules.structure, "\(signature) is due", at: place)
        }
    }

    private func require(_ count: Int) throws(InspectionError) {
        guard count >= 0, count <= remaining else {
            throw .refused(HDF5Rules.structure, "metadata that breaks off", at: offset)
        }
    }
}
