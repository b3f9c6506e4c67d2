internal import HallmarkCore

/// Reads an archive's members, each as whatever it is, and what hides between them.
struct ZipReader {
    let source: any ByteSource
    let directory: ZipDirectory
    private let layout: ZipLayout

    /// Reads the directory and the members' headers, and reports what does not fit.
    init(_ source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        var directory = try ZipDirectory(source)
        try directory.locateContents(in: source, into: &inspection)
        self.layout = try ZipLayout(directory, of: source, into: &inspection)
        self.source = source
        self.directory = directory
    }

    /// Reads every member that `isPassedOver` does not name, and every gap.
    func inspectMembers(
        in context: inout ScanContext,
        into inspection: inout Inspection
    ) throws(InspectionError) {
        guard context.depth < ScanContext.maximumDepth else {
            return inspection.report(ZipRules.limit, "an archive in \(context.depth) others", at: 0)
        }
        context.depth += 1
        defer { context.depth -= 1 }
        for entry in directory.entries where !entry.isFolder {
            guard let content = try content(of: entry, &context, &inspection) else { continue }
            let kept = (content as? InflatedBytes)?.keptCount ?? 0
            context.keepable -= kept
            defer { context.keepable += kept }
            do throws(FileError) {
                try inspect(content, entry, &context, &inspection)
            } catch {
                guard error.code == .tooLarge else { throw .file(error) }
                inspection.report(
                    ZipRules.expansion,
                    "\(ZipDirectory.quote(entry)): \(error.reason)",
                    at: entry.contentOffset
                )
            }
        }
        let archive = context.archive
        context.archive = nil
        defer { context.archive = archive }
        for gap in layout.gaps { try inspect(gap, &context, &inspection) }
    }

    /// The first bytes of a member's content, as far as they can be had.
    static func head(of entry: ZipEntry, in source: any ByteSource) throws(InspectionError) -> [UInt8] {
        do {
            let limit = UInt64(ModelDetector.headSize)
            switch entry.method {
            case .stored: return try source.bytes(at: entry.contentOffset, count: Int(min(limit, entry.compressedSize)))
            case .other: return []
            case .deflated:
                guard var inflater = Inflater(.none) else { return [] }
                var head: [UInt8] = []
                _ = try inflater.inflate(source, from: entry.contentOffset, size: entry.compressedSize, limit: limit) {
                    head += $0.prefix(ModelDetector.headSize - head.count)
                }
                return head
            }
        } catch {
            throw .file(error)
        }
    }

    /// The content of a member; `nil`, and a finding, when it cannot be had.
    func content(
        of entry: ZipEntry,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> (any ByteSource)? {
        let quoted = ZipDirectory.quote(entry)
        switch entry.method {
        case .stored:
            if entry.size != entry.compressedSize {
                inspection.report(ZipRules.content, "\(quoted) is stored and has two sizes", at: entry.place)
            }
            return SlicedBytes(source, from: entry.contentOffset, count: entry.compressedSize)
        case .deflated: return try inflate(entry, &context, &inspection)
        case .other(let method):
            inspection.report(ZipRules.compression, "\(quoted) uses method \(method)", at: entry.place)
            return nil
        }
    }

    private func inflate(
        _ entry: ZipEntry,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) -> (any ByteSource)? {
        guard var inflater = Inflater(.none) else {
            throw .refused(ZipRules.expansion, "no memory to decompress", at: entry.contentOffset)
        }
        var kept: [UInt8] = []
        let keepable = context.keepable
        let outcome: Inflater.Outcome
        do {
            outcome = try inflater.inflate(
                source,
                from: entry.contentOffset,
                size: entry.compressedSize,
                // One byte more than is stated would show.
                limit: min(entry.size, context.inflatable)
            ) { piece in
                kept += piece.prefix(keepable - kept.count)
            }
        } catch {
            throw .file(error)
        }
        context.inflatable -= min(inflater.count, context.inflatable)
        func report(_ rule: FindingRule, _ message: String) {
            inspection.report(rule, "\(ZipDirectory.quote(entry)) \(message)", at: entry.contentOffset)
        }
        switch outcome {
        case .ended(entry.compressedSize):
            if inflater.count != entry.size { report(ZipRules.content, "is shorter than stated") }
            if inflater.checksum != entry.checksum { report(ZipRules.content, "has another checksum than stated") }
        case .ended: report(ZipRules.content, "ends before its compressed bytes do")
        case .tooLarge where inflater.count <= entry.size:
            report(ZipRules.expansion, "expands beyond \(ScanContext.maximumInflatedSize) bytes in all")
            return nil
        case .tooLarge: report(ZipRules.content, "expands to more than stated")
        case .truncated: report(ZipRules.content, "ends too early")
        case .corrupt: report(ZipRules.content, "cannot be decompressed")
        }
        // What came out before a fault is what a careless reader would go by.
        return InflatedBytes(kept: kept, count: max(UInt64(kept.count), min(inflater.count, entry.size)))
    }

    private func inspect(
        _ content: any ByteSource,
        _ entry: ZipEntry,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(FileError) {
        let head = try content.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), content.count)))
        let name = entry.text
        let isStored = if case .stored = entry.method { true } else { false }
        func place(_ offset: UInt64?) -> UInt64? {
            isStored ? offset.map { $0 + entry.contentOffset } : entry.contentOffset
        }
        let (found, formats) = try ContentInspector(formats: .standard)
            .inspect(content, path: name, head: head, in: &context)
        inspection.note(name, formats, holding: found)
        for finding in found.findings { inspection.report(finding.inside(name, at: place(finding.offset))) }
        // Tensors are raw and large, and torch.load, their only reader, looks at no checksum.
        let isTensor = formats.isEmpty && context.archive?.tensors.contains(entry.name) == true
        if isStored, !isTensor, try Checksum.of(content) != entry.checksum {
            inspection.report(
                ZipRules.content,
                "\(ZipDirectory.quote(entry)) has another checksum than stated",
                at: entry.contentOffset
            )
        }
        let isScript = context.archive?.hasCode == true && TorchScript.isCode(name)
        if formats.isEmpty, !isScript,
            let kind = Program.kind(head) ?? (context.archive.flatMap { _ in Program.kind(named: name) })
        {
            inspection.report(ZipRules.program, "\(ZipDirectory.quote(entry)) is \(kind)", at: entry.contentOffset)
        }
    }

    /// A prefix, a comment or a tail can be a model of its own for another loader.
    private func inspect(
        _ gap: ZipLayout.Gap,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        var start = gap.start
        // A member that the directory does not list has a header of its own, and its content behind it.
        if gap.count >= 30, case let header = try bytes(at: start, count: 30), ZippedModel.isZip(header) {
            let size = 30 + ZipDirectory.number(header, 26, 2) + ZipDirectory.number(header, 28, 2)
            if size < gap.count { start += size }
        }
        let part = SlicedBytes(source, from: start, count: gap.end - start)
        try inspect(part, at: start, &context, &inspection)
        if start != gap.start {
            let whole = SlicedBytes(source, from: gap.start, count: gap.count)
            try inspect(whole, at: gap.start, &context, &inspection)
        }
    }

    private func bytes(at offset: UInt64, count: Int) throws(InspectionError) -> [UInt8] {
        try SourceCursor(source, truncated: ZipRules.malformed).bytes(at: offset, count: count)
    }

    private func inspect(
        _ part: SlicedBytes,
        at start: UInt64,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        do {
            let head = try part.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), part.count)))
            let (found, formats) = try ContentInspector(formats: .standard)
                .inspect(part, path: "", head: head, in: &context)
            for finding in found.findings {
                inspection.report(finding.inside("between members", at: finding.offset.map { $0 + start }))
            }
            if !formats.isEmpty {
                inspection.report(ZipRules.hidden, "\(formats[0].rawValue) of no member", at: start)
            }
        } catch {
            throw .file(error)
        }
    }
}
