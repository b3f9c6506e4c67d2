internal import HallmarkCore

/// Reads an archive's members, each as whatever it is.
struct TarReader {
    let source: any ByteSource
    let directory: TarDirectory

    /// Reads the headers, and reports what does not fit.
    init(_ source: any ByteSource, into inspection: inout Inspection) throws(InspectionError) {
        self.source = source
        self.directory = try TarDirectory(source, into: &inspection)
        checkNames(into: &inspection)
    }

    /// The members with content, in order.
    var files: [TarEntry] {
        directory.entries.filter {
            if case .other = $0.kind { return true }
            return $0.kind == .file
        }
    }

    /// A member's content; the directory has checked that it lies in the archive.
    func content(of entry: TarEntry) -> SlicedBytes {
        SlicedBytes(source, from: entry.contentOffset, count: entry.size)
    }

    /// Reads every member of which `isRead` says so.
    func inspectMembers(
        in context: inout ScanContext,
        into inspection: inout Inspection,
        where isRead: (TarEntry) -> Bool = { _ in true }
    ) throws(InspectionError) {
        guard context.depth < ScanContext.maximumDepth else {
            return inspection.report(TarRules.limit, "an archive in \(context.depth) others", at: 0)
        }
        context.depth += 1
        defer { context.depth -= 1 }
        for entry in files where isRead(entry) {
            do {
                try inspect(entry, &context, &inspection)
            } catch {
                guard error.code == .tooLarge else { throw .file(error) }
                let message = "\(TarDirectory.quote(entry.name)): \(error.reason)"
                inspection.report(ZipRules.expansion, message, at: entry.contentOffset)
            }
        }
    }

    private func inspect(
        _ entry: TarEntry,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(FileError) {
        let content = content(of: entry)
        let head = try content.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), content.count)))
        let (found, formats) = try ContentInspector(formats: context.formats)
            .inspect(content, path: entry.text, head: head, in: &context)
        for finding in found.findings {
            inspection.report(finding.inside(entry.text, at: finding.offset.map { $0 + entry.contentOffset }))
        }
        if formats.isEmpty, let kind = Program.kind(head) {
            let message = "\(TarDirectory.quote(entry.name)) is \(kind)"
            inspection.report(ZipRules.program, message, at: entry.contentOffset)
        }
    }

    private func checkNames(into inspection: inout Inspection) {
        var files: Set<[[UInt8]]> = []
        var links: Set<[[UInt8]]> = []
        func report(_ rule: FindingRule, _ entry: TarEntry, _ message: String) {
            inspection.report(rule, "\(TarDirectory.quote(entry.name)) \(message)", at: entry.place)
        }
        for entry in directory.entries {
            let key = entry.key
            if let fault = entry.nameFault { report(TarRules.escape, entry, fault) }
            if !links.isEmpty, (1..<max(key.count, 1)).contains(where: { links.contains(Array(key.prefix($0))) }) {
                report(TarRules.link, entry, "lies below a link")
            }
            switch entry.kind {
            case .folder:
                if links.contains(key) { report(TarRules.link, entry, "is a link and a folder") }
                continue
            case .special: report(TarRules.special, entry, "is a device or a pipe")
            case .hardLink, .symbolicLink:
                if let fault = entry.targetFault(among: files) { report(TarRules.link, entry, fault) }
                if entry.kind == .symbolicLink { links.insert(key) }
            case .other(let flag):
                report(TarRules.unread, entry, "is of the kind \(Finding.quote(String(UnicodeScalar(flag))))")
            default: break
            }
            if entry.isSparse { report(TarRules.unread, entry, "has holes") }
            if !files.insert(key).inserted { report(TarRules.duplicate, entry, "is there twice") }
        }
    }
}
