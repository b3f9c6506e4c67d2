/// Heaps of names, links, attributes and values of variable length.
extension HDF5File {
    /// The names of a group of the old form (specification §III.D, "local heap").
    mutating func localHeap(at address: UInt64) throws(InspectionError) -> HDF5Fields {
        var header = try fields(at: address, count: UInt64(8 + 2 * lengthSize + offsetSize))
        try header.expect("HEAP")
        try header.skip(4)
        let size = try header.number(lengthSize)
        try header.skip(lengthSize)
        guard let data = try header.address(offsetSize) else {
            throw .refused(HDF5Rules.structure, "a heap without a place", at: place(address))
        }
        return try fields(at: data, count: size)
    }

    /// A value of the global heap (specification §III.E); `nil` when the collection has none of that index.
    mutating func globalValue(
        at address: UInt64,
        index: UInt64
    ) throws(InspectionError) -> (address: UInt64, count: UInt64)? {
        if collection?.address != address { collection = (address, try globalValues(at: address)) }
        return collection?.values[index]
    }

    private mutating func globalValues(
        at address: UInt64
    ) throws(InspectionError) -> [UInt64: (address: UInt64, count: UInt64)] {
        var header = try fields(at: address, count: UInt64(8 + lengthSize))
        try header.expect("GCOL")
        try header.skip(4)
        let size = try header.number(lengthSize)
        let head = UInt64(8 + lengthSize)
        guard size >= head, holds(size, at: address) else {
            throw .refused(HDF5Rules.bounds, "a global heap of \(size) bytes", at: place(address))
        }
        var values: [UInt64: (address: UInt64, count: UInt64)] = [:]
        var offset = head
        while size - offset >= head {
            var fields = try fields(at: address + offset, count: head)
            let index = try fields.number(2)
            try fields.skip(6)
            let count = try fields.number(lengthSize)
            // What is left of a collection has the index 0.
            guard index != 0 else { break }
            guard count <= size - offset - head else {
                throw .refused(HDF5Rules.bounds, "a value of \(count) bytes", at: place(address + offset))
            }
            guard values.updateValue((address + offset + head, count), forKey: index) == nil else {
                throw .refused(HDF5Rules.duplicate, "two values \(index) in a global heap", at: place(address + offset))
            }
            offset += head + (count + 7) & ~7
            guard offset <= size else { break }
        }
        return values
    }
}

/// A heap of links or of attributes (specification §III.G, "fractal heap").
struct HDF5Heap {
    private let offsetSize: Int
    private let lengthSize: Int
    private let idSize: Int
    private let hugeTree: UInt64?
    private let width: UInt64
    private let startSize: UInt64
    private let maximumDirectSize: UInt64
    private let addressBits: UInt64
    private let root: UInt64?
    private let rows: UInt64
    /// How many bytes of an id say where and how long a value is.
    private let placeSizes: (offset: Int, length: Int)

    init(_ file: inout HDF5File, at address: UInt64) throws(InspectionError) {
        offsetSize = file.offsetSize
        lengthSize = file.lengthSize
        var fields = try file.fields(at: address, upTo: 256)
        try fields.expect("FRHP")
        let version = try fields.byte()
        idSize = Int(try fields.number(2))
        let filters = try fields.number(2)
        guard version == 0, filters == 0 else {
            throw .refused(HDF5Rules.kind, "a heap of version \(version), compressed", at: file.place(address))
        }
        try fields.skip(1)
        let largest = try fields.number(4)
        try fields.skip(lengthSize)
        hugeTree = try fields.address(offsetSize)
        try fields.skip(lengthSize + offsetSize + 8 * lengthSize)
        width = try fields.number(2)
        startSize = try fields.number(lengthSize)
        maximumDirectSize = try fields.number(lengthSize)
        addressBits = try fields.number(2)
        try fields.skip(2)
        root = try fields.address(offsetSize)
        rows = try fields.number(2)
        guard idSize >= 2, idSize <= 64, width > 0, startSize > 0, startSize <= maximumDirectSize,
            maximumDirectSize <= 1 << 40, addressBits <= 64, addressBits > 0
        else { throw .refused(HDF5Rules.structure, "a heap whose sizes make no sense", at: file.place(address)) }
        placeSizes = (
            Int(addressBits + 7) / 8,
            min((Self.log2(maximumDirectSize) + 7) / 8, Self.log2(max(1, largest)) / 8 + 1)
        )
    }

    /// Reads the value that an id leads to.
    func value(_ id: [UInt8], in file: inout HDF5File) throws(InspectionError) -> HDF5Fields {
        var fields = HDF5Fields(id, at: 0)
        let flags = try fields.byte()
        switch flags >> 4 & 3 {
        case 0:
            let offset = try fields.number(placeSizes.offset)
            let length = try fields.number(placeSizes.length)
            return try file.fields(at: try address(of: offset, in: &file), count: length)
        case 1 where idSize > offsetSize + lengthSize:
            guard let address = try fields.address(offsetSize) else { break }
            return try file.fields(at: address, count: try fields.number(lengthSize))
        case 1:
            guard let hugeTree else { break }
            let wanted = try fields.number(min(lengthSize, fields.remaining))
            let tree = try HDF5Tree(&file, at: hugeTree, kinds: [1])
            for var record in try tree.records(in: &file) {
                guard let address = try record.address(offsetSize) else { continue }
                let length = try record.number(lengthSize)
                if try record.number(lengthSize) == wanted { return try file.fields(at: address, count: length) }
            }
        case 2:
            var length = Int(flags & 0x0F)
            if idSize > 17 { length = length << 8 | Int(try fields.byte()) }
            return try fields.piece(length + 1)
        default: break
        }
        throw .refused(HDF5Rules.structure, "an id of a heap that leads nowhere")
    }

    /// Where a managed value stands: the blocks' sizes double from row to row.
    private func address(of offset: UInt64, in file: inout HDF5File) throws(InspectionError) -> UInt64 {
        guard var block = root else { throw .refused(HDF5Rules.structure, "an id of an empty heap") }
        var rest = offset
        var rows = rows
        let directRows = UInt64(Self.log2(maximumDirectSize) - Self.log2(startSize) + 2)
        while rows > 0 {
            guard rows <= 64 else {
                throw .refused(HDF5Rules.structure, "a heap of \(rows) rows", at: file.place(block))
            }
            var found: (row: UInt64, column: UInt64, size: UInt64)?
            for row in 0..<rows {
                let (size, overflow) = startSize.multipliedReportingOverflow(by: row < 2 ? 1 : 1 << (row - 1))
                let (sum, sumOverflow) = size.multipliedReportingOverflow(by: width)
                guard !overflow, !sumOverflow, rest >= sum else {
                    found = (row, rest / max(1, size), size)
                    break
                }
                rest -= sum
            }
            guard let found, found.column < width else {
                throw .refused(HDF5Rules.structure, "an id beyond its heap", at: file.place(block))
            }
            let entry = (found.row * width + found.column) * UInt64(offsetSize)
            let head = UInt64(5 + offsetSize) + (addressBits + 7) / 8
            if entry == 0 {
                var header = try file.fields(at: block, count: 4)
                try header.expect("FHIB")
            }
            guard block <= file.count else { break }
            var fields = try file.fields(at: block + head + entry, count: UInt64(offsetSize))
            guard let next = try fields.address(offsetSize) else {
                throw .refused(HDF5Rules.structure, "an id that leads into a hole", at: file.place(block))
            }
            rest -= found.column * found.size
            block = next
            guard found.row >= directRows else { break }
            let inner = Self.log2(found.size) - Self.log2(startSize) - Self.log2(width) + 1
            guard inner > 0, UInt64(inner) < found.row else {
                throw .refused(HDF5Rules.structure, "a heap whose rows do not shrink", at: file.place(block))
            }
            rows = UInt64(inner)
        }
        let (address, overflow) = block.addingReportingOverflow(rest)
        guard !overflow else { throw .refused(HDF5Rules.bounds, "an id beyond the file") }
        return address
    }

    static func log2(_ value: UInt64) -> Int { value == 0 ? 0 : 63 - value.leadingZeroBitCount }
}
