package import HallmarkCore

/// What torch.save writes: a zip of one folder with `data.pkl` and the tensors' bytes beside it.
package struct PyTorchArchive: ModelFormat {
    package init() {}

    package let name = FormatName.pyTorch
    package let extensions: Set<String> = ["pt", "pth", "ckpt", "ptl", "torchscript"]
    package var rules: [FindingRule] { PyTorchRules.all + ZipRules.all + [GeneralRules.unsupported] }

    /// How much of a zip's end is searched for names.
    private static let tailSize: UInt64 = 1 << 20

    package func recognises(_ head: [UInt8]) -> Bool {
        ZippedModel.isZip(head) && Self.namesPickle(head)
    }

    /// A zip's names stand at its end too.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard !recognises(head), ZippedModel.isZip(head) else { return recognises(head) }
        let count = min(source.count, Self.tailSize)
        return Self.namesPickle(try source.bytes(at: source.count - count, count: Int(count)))
    }

    /// Python's path files share `pth`, and texts in Portuguese `pt`; torch.load reads no text but a pickle's.
    package func excludes(_ head: [UInt8]) -> Bool { PickleHead(head).isOtherText }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let cursor = SourceCursor(source, truncated: ZipRules.malformed)
            let head = try cursor.bytes(at: 0, count: Int(min(4, source.count)))
            // Other readers of zip archives go by the end alone.
            let isZip = ZippedModel.isZip(head) ? true : try Self.endsAsZip(source)
            guard isZip else {
                throw .refused(GeneralRules.unsupported, "neither a zip nor a pickle", at: 0)
            }
            let reader = try ZipReader(source, into: &inspection)
            scope.archive = try Self.members(of: reader, &scope, &inspection)
            try reader.inspectMembers(in: &scope, into: &inspection)
        }
    }

    /// Whether the bytes end in the directory of an archive, whatever they begin with.
    private static func endsAsZip(_ source: any ByteSource) throws(InspectionError) -> Bool {
        do throws(InspectionError) {
            return try !ZipDirectory(source).entries.isEmpty
        } catch {
            guard case .refused = error else { throw error }
            return false
        }
    }

    /// Whether a part of a zip speaks of `<folder>/data.pkl`, which torch.save writes first and torch.load finds
    /// anywhere, in any case of letters.
    private static func namesPickle(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).lowercased().utf8.contains("/data.pkl".utf8)
    }

    private static func members(
        of reader: ZipReader,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> TorchMembers {
        let entries = reader.directory.entries
        var members = TorchMembers()
        let pickles = entries.filter { String(decoding: $0.key, as: UTF8.self).hasSuffix("/data.pkl") }
        guard let folder = pickles.first?.text.split(separator: "/", omittingEmptySubsequences: false).first else {
            throw .refused(PyTorchRules.structure, "no member is a data.pkl", at: 0)
        }
        if pickles.contains(where: { $0.text != "\(folder)/data.pkl" }) {
            inspection.report(PyTorchRules.structure, "several or deeper members named data.pkl", at: pickles[0].place)
        }
        for entry in entries {
            let name = entry.text
            guard name.hasPrefix("\(folder)/") else {
                inspection.report(
                    PyTorchRules.structure,
                    "\(ZipDirectory.quote(entry)) is outside of the folder",
                    at: entry.place
                )
                continue
            }
            let path = name.dropFirst(folder.count + 1)
            for place in ["data/", "constants/", "tensors/"] where path.hasPrefix(place) {
                members.storages[String(path.dropFirst(place.count))] = entry.size
                members.tensors.insert(entry.name)
            }
            if case .other(let method) = entry.method {
                inspection.report(
                    PyTorchRules.structure,
                    "\(ZipDirectory.quote(entry)) is compressed by method \(method), which torch.load cannot read",
                    at: entry.place
                )
            }
            guard TorchScript.isCode(name) else { continue }
            members.hasCode = true
            try check(entry, reader, &context, &inspection)
        }
        if members.hasCode {
            inspection.report(PyTorchRules.code, "TorchScript code", at: pickles[0].place)
        }
        return members
    }

    private static func check(
        _ entry: ZipEntry,
        _ reader: ZipReader,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        guard let content = try reader.content(of: entry, &context, &inspection) else { return }
        do {
            for name in TorchScript.outsideNames(
                in: try content.allBytes(maximumSize: TorchScript.maximumSourceSize)
            ) {
                inspection.report(
                    PyTorchRules.outside,
                    "\(ZipDirectory.quote(entry)) uses \(Finding.quote(name))",
                    at: entry.contentOffset
                )
            }
        } catch {
            guard error.code == .tooLarge else { throw .file(error) }
            inspection.report(
                ZipRules.expansion,
                "\(ZipDirectory.quote(entry)): \(error.reason)",
                at: entry.contentOffset
            )
        }
    }
}
