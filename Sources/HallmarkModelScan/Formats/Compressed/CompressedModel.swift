package import HallmarkCore

/// A model, or an archive of models, that is compressed as a whole: `model.gguf.gz`, `models.tar.xz`.
///
/// A compressed pickle is a pickle: joblib and pandas open it themselves.
package struct CompressedModel: ModelFormat {
    package let name = FormatName(rawValue: "compressed")
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { CompressionRules.all + [ZipRules.expansion, ZipRules.limit] }

    private let compressions: Compressions

    package init(_ compressions: Compressions = .standard) {
        self.compressions = compressions
    }

    package func recognises(_: [UInt8]) -> Bool { false }

    /// By what comes out, where no other format opens it itself.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard let compression = usable(head) else { return false }
        let inner = try DecompressedBytes.head(of: source, compression)
        // What is compressed twice is looked at when it is read.
        if compressions.compression(of: inner) != nil { return true }
        if ArchiveKind(inner)?.isDistinct == true { return true }
        let formats = ModelFormats.standard(compressions).files
        // Some open what is compressed themselves.
        for format in formats where format.name != name {
            if try format.recognises(source, head: head) { return false }
        }
        if formats.contains(where: { $0.recognises(inner) }) { return true }
        // Archives tell by their members.
        guard ZippedModel.isZip(inner) || TarHeader.begins(inner) else { return false }
        let bytes = try DecompressedBytes(source, compression, limit: ScanContext.maximumInflatedSize)
        do {
            for format in formats where format.name != name {
                if try format.recognises(bytes, head: inner) { return true }
            }
        } catch {
            // What is too large to tell is not passed over.
            guard error.code == .tooLarge else { throw error }
            return true
        }
        return false
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
            do throws(FileError) {
                try read(source, &scope, &inspection)
            } catch {
                throw .file(error)
            }
        }
    }

    private func usable(_ head: [UInt8]) -> (any Compression)? {
        let compression = compressions.compression(of: head)
        return compression?.makeDecompressor(memoryLimit: DecompressedBytes.memoryLimit) == nil ? nil : compression
    }

    private func read(
        _ source: any ByteSource,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(FileError) {
        let head = try source.bytes(at: 0, count: Int(min(UInt64(Compressions.headSize), source.count)))
        guard let compression = usable(head) else {
            return inspection.report(CompressionRules.unread, "is not compressed, or in a way that is not read", at: 0)
        }
        guard context.depth < ScanContext.maximumDepth else {
            return inspection.report(ZipRules.limit, "a stream in \(context.depth) others", at: 0)
        }
        let bytes = try DecompressedBytes(source, compression, limit: context.inflatable, depth: context.depth)
        context.inflatable -= min(bytes.count, context.inflatable)
        context.depth += 1
        defer { context.depth -= 1 }
        CompressionRules.report(bytes, compression, from: source.count, into: &inspection)
        let inner = try bytes.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), bytes.count)))
        let (found, _) = try ContentInspector(formats: context.formats)
            .inspect(bytes, path: "", head: inner, in: &context)
        for finding in found.findings { inspection.report(finding.inside("decompressed", at: finding.offset)) }
    }
}
