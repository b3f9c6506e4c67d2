internal import HallmarkCore

/// A pickle that joblib compressed with zlib or gzip, as one stream or as several.
struct CompressedPickle {
    private let source: any ByteSource
    private let wrapping: Inflater.Wrapping

    /// - Returns: `nil` for bytes that neither begins.
    init?(_ source: any ByteSource) throws(InspectionError) {
        let cursor = SourceCursor(source, truncated: PickleRules.truncated)
        guard let wrapping = Self.wrapping(try cursor.bytes(at: 0, count: Int(min(2, source.count)))) else {
            return nil
        }
        self.source = source
        self.wrapping = wrapping
    }

    /// The first bytes of what a compressed stream holds, by its own first bytes; `nil` for no such stream.
    static func head(_ head: [UInt8]) -> [UInt8]? {
        guard let wrapping = wrapping(head), var inflater = Inflater(wrapping) else { return nil }
        var inflated: [UInt8] = []
        let limit = UInt64(ModelDetector.headSize)
        // Memory can always be read.
        _ = try? inflater.inflate(MemoryBytes(head), from: 0, size: UInt64(head.count), limit: limit) {
            inflated += $0.prefix(ModelDetector.headSize - inflated.count)
        }
        return inflated
    }

    /// Reads the pickle that comes out, as far as it is kept.
    func read(in context: inout ScanContext, into inspection: inout Inspection) throws(InspectionError) {
        var kept: [UInt8] = []
        var total: UInt64 = 0
        var offset: UInt64 = 0
        repeat {
            guard var inflater = Inflater(wrapping) else {
                throw .refused(PickleRules.limit, "no memory to decompress", at: offset)
            }
            let outcome: Inflater.Outcome
            do {
                outcome = try inflater.inflate(
                    source,
                    from: offset,
                    size: source.count - offset,
                    limit: context.inflatable
                ) { kept += $0.prefix(ScanContext.maximumKeptSize - kept.count) }
            } catch {
                throw .file(error)
            }
            total += inflater.count
            context.inflatable -= min(inflater.count, context.inflatable)
            guard case .ended(let consumed) = outcome else {
                report(outcome, at: offset, &inspection)
                break
            }
            offset += consumed
            guard offset < source.count else { break }
            let next = try SourceCursor(source, truncated: PickleRules.truncated)
                .bytes(at: offset, count: Int(min(2, source.count - offset)))
            guard Self.wrapping(next) == wrapping else {
                inspection.report(PickleRules.trailing, "bytes follow what is compressed", at: offset)
                break
            }
        } while true
        try readInflated(InflatedBytes(kept: kept, count: total), into: &inspection)
    }

    private func readInflated(_ bytes: InflatedBytes, into inspection: inout Inspection) throws(InspectionError) {
        var stream = PickleStream(bytes, archive: nil)
        do {
            let found = try Inspection.collect { (found) throws(InspectionError) in try stream.read(into: &found) }
            for finding in found.findings { inspection.report(finding.inside("decompressed", at: finding.offset)) }
        } catch {
            throw .file(error)
        }
    }

    private func report(_ outcome: Inflater.Outcome, at offset: UInt64, _ inspection: inout Inspection) {
        if case .tooLarge = outcome {
            inspection.report(PickleRules.limit, "expands to more than this version reads", at: offset)
        } else {
            inspection.report(PickleRules.malformed, "cannot be decompressed to its end", at: offset)
        }
    }

    private static func wrapping(_ head: [UInt8]) -> Inflater.Wrapping? {
        guard head.count >= 2 else { return nil }
        if head[0] == 0x1F, head[1] == 0x8B { return .gzip }
        // RFC 1950 §2.2: deflate with a window of 32 KiB, and a check over both bytes.
        let isZlib =
            head[0] == 0x78 && (UInt16(head[0]) << 8 | UInt16(head[1])).isMultiple(of: 31) && head[1] & 0x20 == 0
        return isZlib ? .zlib : nil
    }
}
