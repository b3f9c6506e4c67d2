package import HallmarkCore

/// NVIDIA NeMo's archive: a tar, compressed or not, of `model_config.yaml`, a checkpoint and what the model needs.
package struct NeMo: ModelFormat {
    package let name = FormatName(rawValue: "nemo")
    package let extensions: Set<String> = ["nemo"]
    package var rules: [FindingRule] { NeMoRules.all + TarRules.all + CompressionRules.all + [ZipRules.program] }

    private let compressions: Compressions

    package init(_ compressions: Compressions = .standard) {
        self.compressions = compressions
    }

    package func recognises(_: [UInt8]) -> Bool { false }

    /// By the configuration among its members.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        var source = source
        if !TarHeader.begins(head) {
            guard let compression = compressions.compression(of: head) else { return false }
            guard TarHeader.begins(try DecompressedBytes.head(of: source, compression)) else { return false }
            source = try DecompressedBytes(source, compression, limit: ScanContext.maximumInflatedSize)
        }
        var ignored = Inspection()
        do throws(InspectionError) {
            return Self.isNeMo(try TarReader(source, into: &ignored))
        } catch {
            guard case .file(let error) = error, error.code != .tooLarge else { return false }
            throw error
        }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext(formats: .standard(compressions))
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        scope.archive = nil
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let tar = try open(source, &scope, &inspection)
            let head = try SourceCursor(tar, truncated: TarRules.malformed)
                .bytes(at: 0, count: Int(min(UInt64(TarHeader.size), tar.count)))
            guard TarHeader.begins(head) else {
                throw .refused(NeMoRules.structure, "no tar archive", at: 0)
            }
            let reader = try TarReader(tar, into: &inspection)
            if !Self.isNeMo(reader) { inspection.report(NeMoRules.structure, "no model_config.yaml", at: 0) }
            try Self.checkConfigurations(reader, into: &inspection)
            try reader.inspectMembers(in: &scope, into: &inspection)
        }
    }

    /// Whether an archive has NeMo's configuration.
    static func isNeMo(_ reader: TarReader) -> Bool {
        reader.directory.entries.contains { $0.key.last == Array("model_config.yaml".utf8) }
    }

    private func open(
        _ source: any ByteSource,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> any ByteSource {
        do {
            let head = try source.bytes(at: 0, count: Int(min(UInt64(Compressions.headSize), source.count)))
            guard let compression = compressions.compression(of: head) else { return source }
            let bytes = try DecompressedBytes(source, compression, limit: context.inflatable, depth: context.depth)
            context.inflatable -= min(bytes.count, context.inflatable)
            context.depth += 1
            CompressionRules.report(bytes, compression, from: source.count, into: &inspection)
            return bytes
        } catch {
            throw .file(error)
        }
    }

    private static func checkConfigurations(
        _ reader: TarReader,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        for entry in reader.files where ["yaml", "yml"].contains(ModelFormats.fileExtension(of: entry.text)) {
            let content = reader.content(of: entry)
            guard content.count <= UInt64(HydraConfiguration.maximumSize) else {
                let message = "\(TarDirectory.quote(entry.name)) has \(content.count) bytes"
                inspection.report(NeMoRules.unread, message, at: entry.contentOffset)
                continue
            }
            do {
                let bytes = try content.bytes(at: 0, count: Int(content.count))
                var found = Inspection()
                HydraConfiguration.check(bytes, into: &found)
                for finding in found.findings {
                    inspection.report(finding.inside(entry.text, at: finding.offset.map { $0 + entry.contentOffset }))
                }
            } catch {
                throw .file(error)
            }
        }
    }
}
