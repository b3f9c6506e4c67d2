/// What the links of a group lead to.
struct HDF5Links {
    /// The members of the group, by their names as far as a message quotes them.
    private(set) var members: [(name: String, address: UInt64)] = []
    private var names: Set<[UInt8]> = []

    /// Reads every link of a group, whichever way it keeps them.
    mutating func read(
        _ messages: [HDF5Message],
        in file: inout HDF5File,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        for message in messages {
            var body = message.body
            switch message.kind {
            case .symbolTable:
                let start = body.offset
                guard let tree = try body.address(file.offsetSize), let heap = try body.address(file.offsetSize) else {
                    throw .refused(HDF5Rules.structure, "a group without a place", at: start)
                }
                try readTable(tree, heap, &file, &inspection)
            case .link: try readLink(&body, file, &inspection)
            case .linkInfo: try readDense(&body, &file, &inspection)
            default: break
            }
        }
    }

    /// A group of the old form: a tree of nodes, whose entries name themselves in a heap (specification §III.A.1, B, C).
    private mutating func readTable(
        _ tree: UInt64,
        _ heap: UInt64,
        _ file: inout HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let heap = try file.localHeap(at: heap)
        var seen: Set<UInt64> = []
        var pending: [(address: UInt64, isLeaf: Bool)] = [(tree, false)]
        let (wide, long) = (file.offsetSize, file.lengthSize)
        while let (address, isLeaf) = pending.popLast() {
            guard seen.insert(address).inserted else {
                throw .refused(HDF5Rules.cycle, "a group leads to one node twice", at: file.place(address))
            }
            if isLeaf {
                var header = try file.fields(at: address, count: 8)
                try header.expect("SNOD")
                try header.skip(2)
                let count = try header.number(2)
                var fields = try file.fields(at: address + 8, count: count * UInt64(2 * wide + 24))
                for _ in 0..<count { try readEntry(&fields, heap, file, &inspection) }
            } else {
                var header = try file.fields(at: address, count: 8)
                try header.expect("TREE")
                guard try header.byte() == 0 else {
                    throw .refused(HDF5Rules.structure, "a tree that is of no group", at: file.place(address))
                }
                let level = try header.byte()
                let count = try header.number(2)
                var fields = try file.fields(
                    at: address + 8,
                    count: UInt64(2 * wide) + count * UInt64(wide + long) + UInt64(long)
                )
                try fields.skip(2 * wide + long)
                for _ in 0..<count {
                    guard let child = try fields.address(wide) else {
                        throw .refused(HDF5Rules.structure, "a node without a place", at: fields.offset)
                    }
                    try fields.skip(long)
                    pending.append((child, level == 0))
                }
            }
        }
    }

    private mutating func readEntry(
        _ fields: inout HDF5Fields,
        _ heap: HDF5Fields,
        _ file: HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let start = fields.offset
        guard let name = heap.name(from: try fields.number(file.offsetSize), limit: HDF5.maximumNameSize) else {
            throw .refused(HDF5Rules.structure, "an entry without a name", at: start)
        }
        let address = try fields.address(file.offsetSize)
        let kind = try fields.number(4)
        try fields.skip(20)
        // Kind 2 is a soft link: a path in this file.
        if kind != 2 {
            guard kind <= 1, let address else {
                throw .refused(HDF5Rules.structure, "an entry of the kind \(kind)", at: start)
            }
            try add(name, address, at: start, &inspection)
        } else {
            try add(name, nil, at: start, &inspection)
        }
    }

    /// Links that a group keeps in a heap (specification §IV.A.2.c, "link info").
    private mutating func readDense(
        _ body: inout HDF5Fields,
        _ file: inout HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        guard let (heap, ids) = try HDF5Dense.ids(&body, areLinks: true, in: &file) else { return }
        for id in ids {
            var link = try heap.value(id, in: &file)
            try readLink(&link, file, &inspection)
        }
    }

    /// A link (specification §IV.A.2.g).
    private mutating func readLink(
        _ body: inout HDF5Fields,
        _ file: HDF5File,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let start = body.offset
        guard try body.byte() == 1 else {
            throw .refused(HDF5Rules.kind, "a link of another version than 1", at: start)
        }
        let flags = try body.byte()
        let kind = flags & 0x08 != 0 ? try body.byte() : 0
        try body.skip((flags & 0x04 != 0 ? 8 : 0) + (flags & 0x10 != 0 ? 1 : 0))
        let length = try body.number(1 << (flags & 3))
        guard length <= UInt64(min(body.remaining, HDF5.maximumNameSize)) else {
            throw .refused(HDF5Rules.structure, "a link's name of \(length) bytes", at: start)
        }
        let name = try body.take(Int(length))
        let quoted = Finding.quote(String(decoding: name, as: UTF8.self))
        switch kind {
        case 0:
            guard let address = try body.address(file.offsetSize) else {
                throw .refused(HDF5Rules.structure, "the link \(quoted) leads nowhere", at: start)
            }
            return try add(name, address, at: start, &inspection)
        case 1: break
        case 64:
            try body.skip(3)
            let (path, target) = (body.text(), body.text())
            inspection.report(
                HDF5Rules.externalLink,
                "\(quoted) is \(Finding.quote(target)) of the file \(Finding.quote(path))",
                at: start
            )
        default: inspection.report(HDF5Rules.userLink, "\(quoted) is a link of the kind \(kind)", at: start)
        }
        try add(name, nil, at: start, &inspection)
    }

    private mutating func add(
        _ name: [UInt8],
        _ address: UInt64?,
        at place: UInt64,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        guard names.count < HDF5.maximumObjects else {
            throw .refused(HDF5Rules.limit, "a group of more than \(names.count) links", at: place)
        }
        let text = String(decoding: name.prefix(2 * Finding.maximumQuotation), as: UTF8.self)
        if !names.insert(name).inserted {
            inspection.report(HDF5Rules.duplicate, "two links \(Finding.quote(text)) in one group", at: place)
        }
        if let address { members.append((text, address)) }
    }
}

/// Links or attributes that are kept in a heap, found by a tree.
enum HDF5Dense {
    /// The heap and the ids of all that is in it; `nil` where nothing is.
    ///
    /// One tree is ordered by name, another by age, and readers go by either: both are read.
    static func ids(
        _ body: inout HDF5Fields,
        areLinks isLinks: Bool,
        in file: inout HDF5File
    ) throws(InspectionError) -> (heap: HDF5Heap, ids: [[UInt8]])? {
        let start = body.offset
        guard try body.byte() == 0 else {
            throw .refused(HDF5Rules.kind, "an index of another version than 0", at: start)
        }
        let flags = try body.byte()
        try body.skip(flags & 1 == 0 ? 0 : isLinks ? 8 : 2)
        guard let address = try body.address(file.offsetSize) else { return nil }
        let byName = try body.address(file.offsetSize)
        let byAge = flags & 2 == 0 ? nil : try body.address(file.offsetSize)
        let heap = try HDF5Heap(&file, at: address)
        var ids: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for place in [byName, byAge] {
            guard let place else { continue }
            let tree = try HDF5Tree(&file, at: place, kinds: isLinks ? [5, 6] : [8, 9])
            for record in try tree.records(in: &file) {
                var record = record
                // Names of links have a hash, or an age, before the id; attributes have the id first.
                try record.skip(isLinks ? (tree.kind == 5 ? 4 : 8) : 0)
                let id = try record.take(isLinks ? 7 : 8)
                if !isLinks, try record.byte() & 2 != 0 {
                    throw .refused(HDF5Rules.kind, "an attribute in the heap of shared messages", at: start)
                }
                if seen.insert(id).inserted { ids.append(id) }
            }
        }
        return (heap, ids)
    }
}
