/// Checks where a dataset's bytes lie, and that there are as many as its shape says.
struct HDF5Dataset {
    private let name: String
    private var count: UInt64?
    private var type: HDF5Datatype?
    private var layout: HDF5Fields?
    private var isExternal = false

    /// How many values it has.
    var elements: UInt64 { count ?? 0 }
    /// The name of its type.
    var label: String? { type?.label }

    /// - Returns: `nil` for an object that is no dataset.
    init?(
        _ messages: [HDF5Message],
        named name: String,
        in file: inout HDF5File,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        guard messages.contains(where: { $0.kind == .layout || $0.kind == .externalFiles }) else { return nil }
        self.name = Finding.quote(name)
        for message in messages {
            var body = message.body
            switch message.kind {
            case .dataspace where message.isShared, .layout where message.isShared, .filters where message.isShared,
                .externalFiles where message.isShared:
                inspection.report(HDF5Rules.kind, "a part of \(self.name) is shared with others", at: body.offset)
            case .dataspace: count = try HDF5Dataspace.count(&body, lengthSize: file.lengthSize)
            case .datatype:
                type = message.isShared ? try file.sharedType(body, into: &inspection) : try HDF5Datatype(&body)
            case .layout: layout = body
            case .filters: try checkFilters(&body, &inspection)
            case .externalFiles:
                isExternal = true
                reportExternal(body, &file, &inspection)
            default: break
            }
        }
    }

    /// Checks the layout (specification §IV.A.2.i).
    func check(in file: inout HDF5File, into inspection: inout Inspection) throws(InspectionError) {
        guard var body = layout else { return }
        let start = body.offset
        let version = try body.byte()
        guard (1...5).contains(version) else {
            throw .refused(HDF5Rules.structure, "a layout of version \(version)", at: start)
        }
        let (product, overflow) = (count ?? 0).multipliedReportingOverflow(by: type?.size ?? 0)
        guard !overflow else {
            return inspection.report(HDF5Rules.size, "\(name) is larger than any file", at: start)
        }
        if product > HDF5.leastExpandedSize, product / HDF5.maximumExpansion > file.count {
            inspection.report(HDF5Rules.size, "\(name) claims \(product) bytes of a file of \(file.count)", at: start)
        }
        if version < 3 { return try checkOld(&body, product, &file, &inspection) }
        switch try body.byte() {
        case 0: checkSize(try body.number(2), of: product, at: start, &inspection)
        case 1:
            let address = try body.address(file.offsetSize)
            let size = try body.number(file.lengthSize)
            checkContiguous(address, size, product, at: start, file, &inspection)
        case 2 where version == 3:
            let rank = Int(try body.byte())
            let tree = try body.address(file.offsetSize)
            if let tree { try checkChunks(tree, rank, &file, &inspection) }
        // How newer chunks are found is many ways; that they lie in the file is what a reader checks.
        case 2: break
        case 3: try reportVirtual(&body, &file, &inspection)
        case let kind: throw .refused(HDF5Rules.kind, "\(name) is laid out in the way \(kind)", at: start)
        }
    }

    private func checkOld(
        _ body: inout HDF5Fields,
        _ product: UInt64,
        _ file: inout HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let start = body.offset
        let rank = Int(try body.byte())
        let kind = try body.byte()
        try body.skip(5)
        guard kind <= 2 else {
            throw .refused(HDF5Rules.structure, "\(name) is laid out in the way \(kind)", at: start)
        }
        let address = kind == 0 ? nil : try body.address(file.offsetSize)
        try body.skip(4 * rank)
        switch kind {
        case 0: checkSize(try body.number(4), of: product, at: start, &inspection)
        case 1: checkContiguous(address, product, product, at: start, file, &inspection)
        default: if let address { try checkChunks(address, rank, &file, &inspection) }
        }
    }

    private func checkContiguous(
        _ address: UInt64?,
        _ size: UInt64,
        _ product: UInt64,
        at place: UInt64,
        _ file: HDF5File,
        _ inspection: inout Inspection
    ) {
        // What was never written has no place, and what lies elsewhere has been reported.
        guard let address, !isExternal, product > 0 else { return }
        checkSize(size, of: product, at: place, &inspection)
        guard !file.holds(max(size, product), at: address) else { return }
        inspection.report(HDF5Rules.bounds, "\(name) lies at \(address), \(size) bytes, of \(file.count)", at: place)
    }

    private func checkSize(_ size: UInt64, of product: UInt64, at place: UInt64, _ inspection: inout Inspection) {
        guard size < product else { return }
        inspection.report(HDF5Rules.size, "\(name) has \(size) bytes for a shape of \(product)", at: place)
    }

    /// The chunks that a tree of the old form leads to (specification §III.A.1).
    private func checkChunks(
        _ tree: UInt64,
        _ rank: Int,
        _ file: inout HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        guard (1...33).contains(rank) else {
            throw .refused(HDF5Rules.structure, "\(name) has chunks of \(rank) dimensions", at: file.place(tree))
        }
        var seen: Set<UInt64> = []
        var pending = [tree]
        let keySize = 8 + 8 * rank
        while let address = pending.popLast() {
            guard seen.insert(address).inserted else {
                throw .refused(HDF5Rules.cycle, "\(name) leads to one node twice", at: file.place(address))
            }
            var header = try file.fields(at: address, count: 8)
            try header.expect("TREE")
            let (kind, level) = (try header.byte(), try header.byte())
            guard kind == 1 else {
                throw .refused(HDF5Rules.structure, "\(name) has a tree of no chunks", at: file.place(address))
            }
            let count = try header.number(2)
            let size = UInt64(2 * file.offsetSize) + count * UInt64(keySize + file.offsetSize) + UInt64(keySize)
            var fields = try file.fields(at: address + 8, count: size)
            try fields.skip(2 * file.offsetSize)
            for _ in 0..<count {
                let stored = try fields.number(4)
                try fields.skip(keySize - 4)
                let place = fields.offset
                guard let child = try fields.address(file.offsetSize) else {
                    throw .refused(HDF5Rules.structure, "\(name) has a chunk without a place", at: place)
                }
                if level > 0 {
                    pending.append(child)
                } else if !file.holds(stored, at: child) {
                    inspection.report(HDF5Rules.bounds, "a chunk of \(name) lies at \(child)", at: place)
                }
            }
        }
    }

    /// The filters that a reader runs over the bytes (specification §IV.A.2.l).
    private func checkFilters(_ body: inout HDF5Fields, _ inspection: inout Inspection) throws(InspectionError) {
        let start = body.offset
        let version = try body.byte()
        let count = try body.byte()
        guard version == 1 || version == 2, count <= 32 else {
            throw .refused(HDF5Rules.structure, "\(count) filters of version \(version)", at: start)
        }
        if version == 1 { try body.skip(6) }
        for _ in 0..<count {
            let id = try body.number(2)
            let length = version == 1 || id >= 256 ? Int(try body.number(2)) : 0
            try body.skip(2)
            let values = Int(try body.number(2))
            try body.skip(version == 1 ? (length + 7) & ~7 : length)
            try body.skip(4 * (version == 1 ? values + values % 2 : values))
            // The library's own, those of PyTables from before the registry, and the registry.
            guard !(1...6).contains(id), id != 305, id != 307, !(32_000..<32_768).contains(id) else { continue }
            inspection.report(HDF5Rules.filter, "\(name) needs the filter \(id)", at: start)
        }
    }

    /// Raw bytes in other files (specification §IV.A.2.h).
    private func reportExternal(_ body: HDF5Fields, _ file: inout HDF5File, _ inspection: inout Inspection) {
        var names: [String] = []
        // Whatever breaks here, the bytes are elsewhere.
        do throws(InspectionError) {
            var fields = body
            try fields.skip(6)
            let count = try fields.number(2)
            if let address = try fields.address(file.offsetSize) {
                let heap = try file.localHeap(at: address)
                for _ in 0..<min(count, 3) {
                    let place = try fields.number(file.lengthSize)
                    try fields.skip(2 * file.lengthSize)
                    guard let name = heap.name(from: place, limit: HDF5.maximumNameSize) else { continue }
                    names.append(Finding.quote(String(decoding: name, as: UTF8.self)))
                }
            }
        } catch {}
        let list = names.isEmpty ? "another file" : names.joined(separator: ", ")
        inspection.report(HDF5Rules.externalStorage, "\(name) reads \(list)", at: body.offset)
    }

    /// A dataset that is a view of others (specification §IV.A.2.i, "virtual").
    private func reportVirtual(
        _ body: inout HDF5Fields,
        _ file: inout HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let start = body.offset
        let address = try body.address(file.offsetSize)
        let index = try body.number(4)
        var source = "other datasets"
        if let address, let value = try file.globalValue(at: address, index: index) {
            var mapping = try file.fields(at: value.address, count: min(value.count, 8192))
            try mapping.skip(1 + file.lengthSize)
            source = Finding.quote(mapping.text())
        }
        inspection.report(HDF5Rules.virtualDataset, "\(name) is put together from \(source)", at: start)
    }
}
