/// The extra fields of a header: pairs of an id and a length, of which zip64's holds sizes (APPNOTE 4.5.3).
struct ZipExtra {
    struct Sizes {
        var size: UInt64
        var compressed: UInt64
        var offset: UInt64?
    }

    private let bytes: [UInt8]
    private let place: UInt64

    init(_ bytes: [UInt8], at place: UInt64) {
        self.bytes = bytes
        self.place = place
    }

    /// Replaces the sizes that did not fit by those of zip64.
    func widen(_ sizes: inout Sizes) throws(InspectionError) {
        var wide: [UInt8]?
        var index = 0
        while index < bytes.count {
            guard bytes.count - index >= 4 else { throw fault("an extra field breaks off") }
            let id = ZipDirectory.number(bytes, index, 2)
            let count = Int(ZipDirectory.number(bytes, index + 2, 2))
            index += 4
            guard count <= bytes.count - index else { throw fault("an extra field runs beyond its header") }
            switch id {
            case 0x0001:
                guard wide == nil else { throw fault("zip64's sizes are given twice") }
                wide = Array(bytes[index..<index + count])
            // Another name for readers that know it (APPNOTE 4.6.9).
            case 0x7075: throw fault("a second name in an extra field")
            default: break
            }
            index += count
        }
        var rest = wide ?? []
        func next() throws(InspectionError) -> UInt64 {
            guard rest.count >= 8 else { throw fault("zip64's sizes are missing") }
            let value = ZipDirectory.number(rest, 0, 8)
            rest.removeFirst(8)
            return value
        }
        // A local header has both or none; a directory only what did not fit (APPNOTE 4.5.3).
        let isLocal = sizes.offset == nil
        guard wide != nil || !isLocal else { return }
        if sizes.size == 0xFFFF_FFFF { sizes.size = try next() }
        if sizes.compressed == 0xFFFF_FFFF { sizes.compressed = try next() }
        if sizes.offset == 0xFFFF_FFFF { sizes.offset = try next() }
    }

    private func fault(_ message: String) -> InspectionError {
        .refused(ZipRules.malformed, message, at: place)
    }
}
