/// What reaches outside of the pickle.
extension PickleMachine {
    mutating func executeOutside(_ opcode: PickleOpcode) throws(InspectionError) {
        switch opcode {
        case .persid:
            let (kept, _, _) = try readLine(keeping: Self.maximumNameSize)
            let text = Finding.quote(String(decoding: kept, as: UTF8.self))
            inspection.report(PickleRules.persistentIdentifier, "the persistent id \(text)", at: place)
            try push(.opaque)
        case .binPersid:
            let value = try pop()
            guard let storage = try storage(value) else {
                inspection.report(PickleRules.persistentIdentifier, "a persistent id", at: place)
                return try push(.opaque)
            }
            try check(storage)
            if storage.isView {
                inspection.report(PyTorchRules.unknownGeometry, "a storage that is a part of another", at: place)
            }
            try push(storage.value)
        case .ext1: try pushExtension(UInt32(try readByte()))
        case .ext2: try pushExtension(UInt32(try read(UInt16.self)))
        case .ext4: try pushExtension(try read(UInt32.self))
        case .nextBuffer:
            inspection.report(PickleRules.outOfBand, "a buffer from outside of the pickle", at: place)
            try push(.opaque)
        default: _ = try top()
        }
    }

    /// A tensor's storage, as a persistent id names it.
    private struct Storage {
        let key: String?
        /// How many elements it has, and how many bytes they have in all.
        let count: UInt64
        let size: UInt64?
        /// How many bytes an element has.
        let width: UInt64
        /// Whether it is a part of another storage (`view_metadata` of torch.save's old form).
        let isView: Bool

        /// What stands on the stack for it.
        var value: PickleValue {
            size == nil || isView ? .opaque : .storage(count: count, width: UInt8(width))
        }
    }

    /// The storage that `('storage', <storage class>, <key>, <device>, <count>, …)` names, as torch.save writes it.
    private func storage(_ value: PickleValue) throws(InspectionError) -> Storage? {
        guard let elements = elements(of: value), elements.count >= 2, try string(elements[0]) == "storage",
            case .imported(let index) = elements[1],
            let width = ListedImport.storageWidth(of: imports[Int(index)])
        else { return nil }
        guard elements.count >= 5, case .integer(let count) = elements[4], let count = UInt64(exactly: count) else {
            return Storage(key: nil, count: 0, size: nil, width: width, isView: false)
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: width)
        let isView =
            elements.count > 5 && elements.dropFirst(5).contains { if case .constant = $0 { false } else { true } }
        return Storage(
            key: try string(elements[2]),
            count: count,
            size: overflow ? nil : size,
            width: width,
            isView: isView
        )
    }

    private mutating func check(_ storage: Storage) throws(InspectionError) {
        guard let archive else {
            if isLegacyPyTorch, let key = storage.key, let size = storage.size {
                guard storages[key] != nil || storages.count < Self.maximumImports else {
                    throw .refused(PickleRules.limit, "more than \(Self.maximumImports) storages", at: place)
                }
                storages[key] = max(storages[key] ?? 0, size)
            } else {
                inspection.report(PickleRules.storageIdentifier, "a tensor's storage by its key", at: place)
            }
            return
        }
        guard let key = storage.key, let size = storage.size,
            !key.isEmpty, key != "..", key.utf8.allSatisfy(Self.isPlain)
        else {
            return inspection.report(PyTorchRules.storage, "a storage without a plain key and size", at: place)
        }
        guard let present = archive.storages[key] else {
            return inspection.report(
                PyTorchRules.storage,
                "the storage \(Finding.quote(key)) is not in the archive",
                at: place
            )
        }
        // What is left of an element is no element.
        if present < size || present - size >= storage.width {
            inspection.report(
                PyTorchRules.storage,
                "the storage \(Finding.quote(key)) has \(present) bytes, \(size) are meant",
                at: place
            )
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private mutating func pushExtension(_ code: UInt32) throws(InspectionError) {
        inspection.report(PickleRules.registry, "the extension \(code)", at: place)
        try push(.opaque)
    }
}
