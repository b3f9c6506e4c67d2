internal import HallmarkCore

/// Goes to every object of a file once, whichever and however many links lead to it.
struct HDF5Walk {
    private var file: HDF5File
    private var pending: [(name: String, address: UInt64)] = []
    private var known: Set<UInt64> = []
    private var text = HDF5.maximumTextSize
    private var datasets: UInt64 = 0
    private var elements: UInt64 = 0
    private var types: Set<String> = []

    init(_ file: HDF5File) {
        self.file = file
    }

    mutating func read(
        _ superblock: HDF5Superblock,
        in context: inout ScanContext,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        if let more = superblock.more { try readMore(of: more, &inspection) }
        pending = [("/", superblock.root)]
        known = [superblock.root]
        while let (name, address) = pending.popLast() {
            do {
                try readObject(at: address, named: name, &context, &inspection)
            } catch {
                // One broken object hides none of the others.
                guard case .refused(let finding) = error else { throw error }
                inspection.report(finding)
                if finding.rule == HDF5Rules.limit { break }
            }
        }
        inspection.metadata.tensorCount = datasets
        inspection.metadata.parameterCount = elements
        inspection.metadata.dataTypes = types.sorted()
    }

    /// What stands in the superblock's own object header.
    private mutating func readMore(of address: UInt64, _ inspection: inout Inspection) throws(InspectionError) {
        for message in try file.messages(of: address, into: &inspection) {
            switch message.kind {
            case .driver: inspection.report(HDF5Rules.driver, "names its driver", at: message.body.offset)
            // What a reader takes from the image need not be what stands elsewhere.
            case .cacheImage:
                inspection.report(HDF5Rules.kind, "an image of metadata", at: message.body.offset)
            default: break
            }
        }
    }

    private mutating func readObject(
        at address: UInt64,
        named name: String,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let messages = try file.messages(of: address, into: &inspection)
        var failure: InspectionError?
        // Attributes, links and bytes are looked at each on their own, whatever is wrong with the others.
        do throws(InspectionError) {
            try readAttributes(messages, of: name, &context, &inspection)
        } catch { failure = error }
        do throws(InspectionError) {
            if let dataset = try HDF5Dataset(messages, named: name, in: &file, into: &inspection) {
                datasets += 1
                elements = elements.addingReportingOverflow(dataset.elements).partialValue
                if let label = dataset.label { types.insert(label) }
                try dataset.check(in: &file, into: &inspection)
            }
        } catch { failure = failure ?? error }
        var links = HDF5Links()
        do throws(InspectionError) {
            try links.read(messages, in: &file, into: &inspection)
        } catch { failure = failure ?? error }
        for (member, place) in links.members where known.insert(place).inserted {
            guard known.count <= HDF5.maximumObjects else {
                throw .refused(HDF5Rules.limit, "more than \(HDF5.maximumObjects) objects", at: file.place(place))
            }
            pending.append((String("\(name == "/" ? "" : name)/\(member)".suffix(Finding.maximumQuotation)), place))
        }
        if let failure { throw failure }
    }

    private mutating func readAttributes(
        _ messages: [HDF5Message],
        of object: String,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        var attributes: [HDF5Attribute] = []
        for message in messages where message.kind == .attribute || message.kind == .attributeInfo {
            var body = message.body
            if message.kind == .attribute {
                guard !message.isShared else {
                    throw .refused(HDF5Rules.kind, "an attribute that is kept elsewhere", at: body.offset)
                }
                attributes.append(try HDF5Attribute(body, in: &file, budget: &text, into: &inspection))
            } else if let (heap, ids) = try HDF5Dense.ids(&body, areLinks: false, in: &file) {
                for id in ids {
                    let body = try heap.value(id, in: &file)
                    attributes.append(try HDF5Attribute(body, in: &file, budget: &text, into: &inspection))
                }
            }
        }
        guard !attributes.isEmpty else { return }
        var names: Set<[UInt8]> = []
        for attribute in attributes where !names.insert(attribute.name).inserted {
            let name = Finding.quote(String(decoding: attribute.name, as: UTF8.self))
            inspection.report(HDF5Rules.duplicate, "two attributes \(name) of \(object)", at: attribute.place)
        }
        // PyTables marks its arrays of pickles so, and unpickles what is read from them.
        for attribute in attributes where attribute.name.elementsEqual("PSEUDOATOM".utf8) {
            guard attribute.texts?.first?.starts(with: Array("object".utf8)) ?? false else { continue }
            inspection.report(HDF5Rules.pickled, "\(Finding.quote(object)) holds pickles", at: attribute.place)
        }
        try KerasAttributes(attributes, of: object).check(in: &context, into: &inspection)
    }
}
