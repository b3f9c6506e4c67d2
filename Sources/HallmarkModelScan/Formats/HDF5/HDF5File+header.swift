/// A message of an object's header (specification §IV.A.2).
struct HDF5Message {
    enum Kind: UInt64 {
        case null, dataspace, linkInfo, datatype, oldFill, fill, link, externalFiles, layout, bogus, groupInfo, filters
        case attribute, comment, oldTime, sharedTable, continuation, symbolTable, time, treeRanks, driver
        case attributeInfo, references, fileSpace, cacheImage
    }

    let kind: Kind
    /// Whether the body only says where the message is.
    let isShared: Bool
    let body: HDF5Fields
}

/// Object headers (specification §IV.A.1).
extension HDF5File {
    /// The messages of an object, in the order in which they stand; those of unknown kinds are reported.
    mutating func messages(
        of object: UInt64,
        into inspection: inout Inspection
    ) throws(InspectionError) -> [HDF5Message] {
        var prefix = try fields(at: object, upTo: 64)
        let isNew = try prefix.take(4).elementsEqual("OHDR".utf8)
        var pending: [(address: UInt64, size: UInt64)]
        var ordered = false
        if isNew {
            guard try prefix.byte() == 2 else {
                throw .refused(HDF5Rules.kind, "an object header of another version than 2", at: place(object))
            }
            let flags = try prefix.byte()
            ordered = flags & 0x04 != 0
            // Times, and the bounds between compact and dense attributes.
            try prefix.skip((flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0))
            let size = try prefix.number(1 << (flags & 3))
            pending = [(prefix.offset - place(object) + object, size)]
        } else {
            prefix = try fields(at: object, count: 16)
            guard try prefix.byte() == 1 else {
                throw .refused(HDF5Rules.structure, "no object header", at: place(object))
            }
            try prefix.skip(7)
            pending = [(object + 16, try prefix.number(4))]
        }
        var messages: [HDF5Message] = []
        var seen: Set<UInt64> = [pending[0].address]
        var total: UInt64 = 0
        var isFirst = true
        while let (address, size) = pending.popLast() {
            defer { isFirst = false }
            total += min(size, HDF5.maximumPieceSize)
            guard total <= HDF5.maximumPieceSize else {
                throw .refused(HDF5Rules.limit, "an object header of more than \(total) bytes", at: place(object))
            }
            var block = try fields(at: address, count: size)
            if isNew, !isFirst {
                // A block that goes on with the header has a signature and a checksum of its own.
                try block.expect("OCHK")
                block = try block.piece(max(0, block.remaining - 4))
            }
            while block.remaining >= (isNew ? (ordered ? 6 : 4) : 8) {
                let start = block.offset
                let number = try block.number(isNew ? 1 : 2)
                let length = Int(try block.number(2))
                let flags = try block.byte()
                try block.skip(isNew ? (ordered ? 2 : 0) : 3)
                var body = try block.piece(length)
                guard let kind = HDF5Message.Kind(rawValue: number), kind != .bogus else {
                    inspection.report(HDF5Rules.kind, "a message of the kind \(number)", at: start)
                    continue
                }
                guard kind != .continuation else {
                    guard let next = try body.address(offsetSize) else {
                        throw .refused(HDF5Rules.structure, "a header goes on nowhere", at: start)
                    }
                    guard seen.insert(next).inserted else {
                        throw .refused(HDF5Rules.cycle, "a header goes on at \(next) twice", at: start)
                    }
                    pending.append((next, try body.number(lengthSize)))
                    continue
                }
                guard messages.count < HDF5.maximumMessages else {
                    throw .refused(HDF5Rules.limit, "more than \(messages.count) messages", at: start)
                }
                if kind != .null {
                    messages.append(HDF5Message(kind: kind, isShared: flags & 2 != 0, body: body))
                }
            }
        }
        return messages
    }

    /// Where a shared message stands (specification §IV.A.2, "shared message"): in another object's header.
    ///
    /// - Returns: `nil`, and a finding, for one that stands in the heap of shared messages.
    func sharedPlace(
        _ body: HDF5Fields,
        into inspection: inout Inspection
    ) throws(InspectionError) -> UInt64? {
        var body = body
        let start = body.offset
        let version = try body.byte()
        let kind = try body.byte()
        if version == 1 { try body.skip(6) }
        guard (1...3).contains(version), version < 3 || kind == 2, let address = try body.address(offsetSize) else {
            inspection.report(HDF5Rules.kind, "a message in the heap of shared ones", at: start)
            return nil
        }
        return address
    }
}
