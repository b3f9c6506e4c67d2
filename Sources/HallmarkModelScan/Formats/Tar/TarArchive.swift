package import HallmarkCore

/// A tar archive with a model in it.
package struct TarArchive: ModelFormat {
    package let name = FormatName(rawValue: "tar")
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { TarRules.all + [ZipRules.program, ZipRules.expansion] }

    package init() {}

    package func recognises(_: [UInt8]) -> Bool { false }

    /// By its members' names and first bytes.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard TarHeader.begins(head) else { return false }
        var ignored = Inspection()
        do throws(InspectionError) {
            let reader = try TarReader(source, into: &ignored)
            if TorchTar(reader) != nil || NeMo.isNeMo(reader) { return false }
            return try Self.holdsModel(reader)
        } catch {
            switch error {
            case .file(let error): throw error
            // What cannot be listed cannot be passed over either, where it is more than bytes that happen to fit.
            case .refused(let finding): return finding.rule == TarRules.limit
            }
        }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        scope.archive = nil
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let reader = try TarReader(source, into: &inspection)
            try reader.inspectMembers(in: &scope, into: &inspection)
        }
    }

    /// Whether a member is a model by its name or by its first bytes.
    static func holdsModel(_ reader: TarReader) throws(InspectionError) -> Bool {
        let formats = ModelFormats.standard
        for entry in reader.directory.entries where formats.isModelName(entry.text) { return true }
        for entry in reader.files {
            do {
                let content = reader.content(of: entry)
                let head = try content.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), content.count)))
                // An archive in an archive may hold one.
                if ZippedModel.isZip(head) || TarHeader.begins(head) || ArchiveKind(head)?.isDistinct == true {
                    return true
                }
                if PickleHead(head).isUndecided { return true }
                if !formats.formats(name: "", head: head).recognised.isEmpty { return true }
                if try CompressedModel().recognises(content, head: head) { return true }
                if try Pickle().recognises(content, head: head) { return true }
            } catch {
                throw .file(error)
            }
        }
        return false
    }
}
