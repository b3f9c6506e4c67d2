internal import HallmarkCore

/// A pickle that joblib compressed (joblib/compressor.py), as one stream or as several.
struct CompressedPickle {
    private let source: any ByteSource
    private let compression: any Compression

    /// - Returns: `nil` for bytes that begin as no stream that this build can undo.
    init?(_ source: any ByteSource, _ compressions: Compressions) throws(FileError) {
        let head = try source.bytes(at: 0, count: Int(min(UInt64(Compressions.headSize), source.count)))
        guard let compression = compressions.compression(of: head),
            compression.makeDecompressor(memoryLimit: DecompressedBytes.memoryLimit) != nil
        else { return nil }
        self.source = source
        self.compression = compression
    }

    /// Whether a pickle comes out, by as much of it as tells.
    func isPickle() throws(FileError) -> Bool {
        let head = try DecompressedBytes.head(of: source, compression)
        let first = PickleHead(head)
        guard first.isUndecided else { return first.isPickle }
        let all = PickleHead(all: try open(ScanContext()), head: head)
        if let failure = all.failure {
            guard failure.code == .tooLarge else { throw failure }
            return true
        }
        return all.isPickle
    }

    /// Reads the pickle that comes out.
    func read(in context: inout ScanContext, into inspection: inout Inspection) throws(InspectionError) {
        do {
            let bytes = try open(context)
            context.inflatable -= min(bytes.count, context.inflatable)
            report(bytes, into: &inspection)
            guard bytes.count > 0 else { return }
            var stream = PickleStream(bytes, archive: nil)
            let found = try Inspection.collect { (found) throws(InspectionError) in try stream.read(into: &found) }
            for finding in found.findings { inspection.report(finding.inside("decompressed", at: finding.offset)) }
        } catch {
            throw .file(error)
        }
    }

    private func open(_ context: ScanContext) throws(FileError) -> DecompressedBytes {
        try DecompressedBytes(source, compression, limit: context.inflatable, depth: context.depth)
    }

    private func report(_ bytes: DecompressedBytes, into inspection: inout Inspection) {
        switch bytes.ending {
        case .complete: break
        case .truncated, .corrupt:
            inspection.report(PickleRules.malformed, "cannot be decompressed to its end", at: 0)
        case .trailing(let place):
            inspection.report(PickleRules.trailing, "bytes follow what is compressed", at: place)
        case .unread(let reason): inspection.report(PickleRules.compressed, reason, at: 0)
        case .tooLarge:
            let isBomb = CompressionRules.isBomb(bytes.count, from: source.count)
            inspection.report(
                isBomb ? CompressionRules.bomb : PickleRules.limit,
                "\(source.count) bytes expand to more than \(bytes.count), which is more than this version reads",
                at: 0
            )
        }
    }
}
