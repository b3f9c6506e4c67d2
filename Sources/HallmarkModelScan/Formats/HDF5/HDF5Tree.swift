/// A tree of records (specification §III.A.2, "B-tree, version 2").
struct HDF5Tree {
    private let address: UInt64
    private let nodeSize: UInt64
    private let recordSize: Int
    private let depth: Int
    private let root: UInt64?
    private let rootCount: UInt64
    let kind: UInt8

    /// - Parameter kinds: the types of records that are expected.
    init(_ file: inout HDF5File, at address: UInt64, kinds: Set<UInt8>) throws(InspectionError) {
        self.address = address
        var fields = try file.fields(at: address, upTo: 64)
        try fields.expect("BTHD")
        let version = try fields.byte()
        kind = try fields.byte()
        nodeSize = try fields.number(4)
        recordSize = Int(try fields.number(2))
        depth = Int(try fields.number(2))
        try fields.skip(2)
        root = try fields.address(file.offsetSize)
        rootCount = try fields.number(2)
        guard version == 0, kinds.contains(kind), recordSize > 0, recordSize <= 128, nodeSize >= 64,
            nodeSize <= 1 << 20, depth <= 16
        else {
            throw .refused(HDF5Rules.structure, "a tree of another kind than is due", at: file.place(address))
        }
    }

    /// Every record, in the order of the nodes.
    func records(in file: inout HDF5File) throws(InspectionError) -> [HDF5Fields] {
        guard let root else { return [] }
        let sizes = try sizes(in: file)
        var records: [HDF5Fields] = []
        var seen: Set<UInt64> = []
        var pending = [(address: root, count: rootCount, level: depth)]
        while let (address, count, level) = pending.popLast() {
            guard seen.insert(address).inserted else {
                throw .refused(HDF5Rules.cycle, "a tree leads to one node twice", at: file.place(address))
            }
            var fields = try file.fields(at: address, upTo: nodeSize)
            try fields.expect(level == 0 ? "BTLF" : "BTIN")
            guard try fields.byte() == 0, try fields.byte() == kind else {
                throw .refused(HDF5Rules.structure, "a node of another tree", at: file.place(address))
            }
            guard records.count + Int(count) <= HDF5.maximumObjects else {
                throw .refused(HDF5Rules.limit, "a tree of more than \(HDF5.maximumObjects) records")
            }
            for _ in 0..<count { records.append(try fields.piece(recordSize)) }
            guard level > 0 else { continue }
            for _ in 0...count {
                let child = try fields.address(file.offsetSize)
                let childCount = try fields.number(sizes.count)
                try fields.skip(sizes.totals[level - 1])
                guard let child else {
                    throw .refused(HDF5Rules.structure, "a node without a place", at: file.place(address))
                }
                pending.append((child, childCount, level - 1))
            }
        }
        return records
    }

    /// How many bytes the counts beside a child have: of its own records, and by level of all below it.
    private func sizes(in file: HDF5File) throws(InspectionError) -> (count: Int, totals: [Int]) {
        let leaf = (nodeSize - 10) / UInt64(recordSize)
        func bytes(for count: UInt64) -> Int { HDF5Heap.log2(count) / 8 + 1 }
        let count = bytes(for: leaf)
        var most = leaf
        var totals = [0]
        for level in 0..<depth {
            let pointer = UInt64(file.offsetSize + count + totals[level])
            guard nodeSize > 10 + pointer else { break }
            let records = (nodeSize - 10 - pointer) / (UInt64(recordSize) + pointer)
            let (product, overflow) = (records + 1).multipliedReportingOverflow(by: most)
            let (sum, sumOverflow) = product.addingReportingOverflow(records)
            guard !overflow, !sumOverflow else {
                throw .refused(HDF5Rules.limit, "a tree of \(depth) levels", at: file.place(address))
            }
            most = sum
            totals.append(bytes(for: most))
        }
        guard totals.count == depth + 1 else {
            throw .refused(HDF5Rules.structure, "nodes too small for a tree", at: file.place(address))
        }
        return (count, totals)
    }
}
