internal import HallmarkCore

/// What torch.save wrote before 0.2: a tar of `sys_info`, `pickle`, `storages` and `tensors`
/// (torch/serialization.py, `legacy_load`).
struct TorchTar {
    private static let names = ["sys_info", "pickle", "storages", "tensors"]

    private static let tensors: Set<String> = [
        "ByteTensor", "CharTensor", "ShortTensor", "IntTensor", "LongTensor", "HalfTensor", "FloatTensor",
        "DoubleTensor",
    ]

    private let reader: TarReader
    private let members: [TarEntry]

    /// - Returns: `nil` for an archive of anything else.
    init?(_ reader: TarReader) {
        let members = reader.files.filter { Self.names.contains(Self.name(of: $0)) }
        let present = Set(members.map(Self.name))
        guard present.contains("pickle"), present.contains("storages") || present.contains("tensors") else {
            return nil
        }
        self.reader = reader
        self.members = members
    }

    /// Whether a member is read here.
    func reads(_ entry: TarEntry) -> Bool { Self.names.contains(Self.name(of: entry)) }

    func inspect(into inspection: inout Inspection) throws(InspectionError) {
        inspection.report(TarRules.pyTorch, "pickles and tensors in a tar", at: 0)
        let present = Set(members.map(Self.name))
        for name in Self.names where name != "sys_info" && !present.contains(name) {
            inspection.report(TarRules.pyTorchStructure, "no member \(Finding.quote(name))", at: 0)
        }
        for entry in reader.files where !reads(entry) {
            let message = "\(TarDirectory.quote(entry.name)) is no part of it"
            inspection.report(TarRules.pyTorchStructure, message, at: entry.place)
        }
        for entry in members {
            let name = Self.name(of: entry)
            var found = Inspection()
            let content = reader.content(of: entry)
            do throws(InspectionError) {
                switch name {
                case "storages": try readStorages(content, &found)
                case "tensors": try readTensors(content, &found)
                default: try readPickle(content, &found)
                }
            } catch {
                guard case .refused(let finding) = error else { throw error }
                found.report(finding)
            }
            // Ids of storages and tensors, which its loader looks up among what it read from the other members.
            let ids = PickleRules.persistentIdentifier
            for finding in found.findings where finding.rule != ids || name != "pickle" {
                inspection.report(finding.inside(name, at: finding.offset.map { $0 + entry.contentOffset }))
            }
        }
    }

    private static func name(of entry: TarEntry) -> String {
        String(decoding: Array(entry.key.joined(separator: [0x2F])), as: UTF8.self)
    }

    private func readPickle(_ content: any ByteSource, _ found: inout Inspection) throws(InspectionError) {
        var stream = PickleStream(content, archive: nil)
        try stream.read(into: &found)
    }

    /// A pickle of their number; for each a pickle of key, device and class, a count and the elements; a pickle of views.
    private func readStorages(_ content: any ByteSource, _ found: inout Inspection) throws(InspectionError) {
        var offset: UInt64 = 0
        while offset < content.count {
            let machine = try run(content, &offset, &found)
            guard let width = machine.imports.compactMap(ListedImport.storageWidth).first else { continue }
            var cursor = SourceCursor(content, at: offset, truncated: TarRules.pyTorchStructure)
            let count = try cursor.readLittleEndian(UInt64.self)
            let (size, overflow) = count.multipliedReportingOverflow(by: width)
            guard !overflow else { throw .refused(TarRules.pyTorchStructure, "a storage of no size", at: offset) }
            try cursor.skip(size)
            offset = cursor.offset
        }
    }

    /// A pickle of their number; for each a pickle of key, storage and class, the dimensions, sizes, strides and offset.
    private func readTensors(_ content: any ByteSource, _ found: inout Inspection) throws(InspectionError) {
        var offset: UInt64 = 0
        var isFirst = true
        while offset < content.count {
            _ = try run(content, &offset, &found)
            if isFirst {
                isFirst = false
                continue
            }
            var cursor = SourceCursor(content, at: offset, truncated: TarRules.pyTorchStructure)
            let dimensions = try cursor.readLittleEndian(UInt32.self)
            try cursor.skip(4)
            try cursor.skip(16 * UInt64(dimensions) + 8)
            offset = cursor.offset
        }
    }

    /// Runs one pickle; where it breaks, its loader has broken too.
    private func run(
        _ content: any ByteSource,
        _ offset: inout UInt64,
        _ found: inout Inspection
    ) throws(InspectionError) -> PickleMachine {
        var machine = PickleMachine(content, at: offset)
        let outcome = try machine.run()
        // The classes of tensors, which only this form names.
        let classes = machine.imports.filter {
            ["torch", "torch.cuda"].contains($0.module) && Self.tensors.contains($0.name)
        }
        let excused = Set(classes.map { "imports \(Finding.quote($0.description))" })
        for finding in machine.inspection.findings {
            if finding.rule == PickleRules.unlistedImport, excused.contains(finding.message) { continue }
            found.report(finding)
        }
        switch outcome {
        case .stopped: offset = machine.offset
        case .broken(let finding): throw .refused(finding)
        case .unread: throw .refused(TarRules.unread, "cannot be read further", at: machine.offset)
        }
        return machine
    }
}
