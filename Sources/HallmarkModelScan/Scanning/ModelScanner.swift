package import HallmarkCore

/// Scans model files for what loading them could do, without loading them.
///
/// One file that cannot be read never hides another: it is reported as `unknown`.
package struct ModelScanner: Sendable {
    /// Folders whose content is not the tree's own: git's object store.
    package static let skippedFolders: Set<String> = [".git"]

    private let detector: ModelDetector
    private var formats: ModelFormats { detector.formats }

    package init(formats: ModelFormats = .standard) {
        self.detector = ModelDetector(formats: formats)
    }

    /// Scans one file, a model or not.
    package func scan(_ source: any ByteSource, path: String) -> FileReport {
        do {
            let head = try Self.head(of: source)
            guard let model = try model(path: path, source: source, head: head) else {
                if let report = try companion(path, source, isBesideModel: false) { return report }
                return FileReport(
                    path: path,
                    format: nil,
                    sha256: try source.digest(),
                    size: source.count,
                    verdict: .notAModel
                )
            }
            return try report(on: model, source: source, head: head)
        } catch {
            return Self.unreadable(path, because: error)
        }
    }

    /// Scans every model below a directory.
    ///
    /// - Throws: when the directory itself cannot be listed.
    package func scan(
        _ tree: FileTree,
        below directory: String = "",
        skippingFolders skipped: Set<String> = Self.skippedFolders
    ) throws(FileError) -> ScanReport {
        var reports: [FileReport] = []
        let entries = try tree.entries(below: directory, skip: { skipped.contains($0.name) }) {
            (path, error) throws(FileError) in
            guard path != directory else { throw error }
            reports.append(Self.unreadable(path, because: error))
        }
        var hidden: [DetectedModel] = []
        let files = entries.filter { if case .file = $0.kind { true } else { false } }.map(\.path)
        var unreadable: Set<String> = []
        let models = detector.models(among: files) { path in
            do throws(FileError) {
                let source = try tree.file(path)
                let head = try Self.head(of: source)
                if detector.model(path: path, head: head) == nil,
                    let model = try model(path: path, source: source, head: head)
                {
                    hidden.append(model)
                }
                return head
            } catch {
                reports.append(Self.unreadable(path, because: error))
                unreadable.insert(path)
                return []
            }
        }
        for model in models + hidden where !unreadable.contains(model.path) {
            reports.append(scan(model, in: tree))
        }
        reports += companions(
            of: (models + hidden).filter { !unreadable.contains($0.path) },
            among: files.filter { !unreadable.contains($0) },
            in: tree
        )
        let inBundles = Set(models.compactMap { detector.bundle(of: $0.files.first ?? $0.path) })
        reports += strays(entries, inBundles: inBundles)
        return ScanReport(files: reports)
    }

    /// Scans one model that was detected in a directory.
    package func scan(_ model: DetectedModel, in tree: FileTree) -> FileReport {
        scan(model) { (path) throws(FileError) in try tree.file(path) }
    }

    /// Scans one detected model, whose files `open` gives by their paths in the tree.
    package func scan(
        _ model: DetectedModel,
        open: @escaping @Sendable (String) throws(FileError) -> any ByteSource
    ) -> FileReport {
        do {
            switch model.content {
            case .file:
                let source = try open(model.path)
                return try report(on: model, source: source, head: Self.head(of: source))
            case .bundle(let files): return try report(onBundle: model, files: files, open: open)
            }
        } catch {
            return Self.unreadable(model.path, because: error)
        }
    }

    /// The model that a file is by its name or by any of its bytes, or `nil`.
    private func model(
        path: String,
        source: any ByteSource,
        head: [UInt8]
    ) throws(FileError) -> DetectedModel? {
        if let model = detector.model(path: path, head: head) { return model }
        return try formats.formats(of: source, head: head).first.map { DetectedModel(path: path, format: $0.name) }
    }

    /// What is found in the files beside models; a model of its own has been reported.
    private func companions(of models: [DetectedModel], among files: [String], in tree: FileTree) -> [FileReport] {
        let known = Set(models.flatMap(\.files))
        let folders = Set(models.map { Self.folder(of: $0.path) })
        return files.compactMap { path in
            guard !known.contains(path), CompanionFile(path: path) != nil else { return nil }
            do throws(FileError) {
                let isBesideModel = folders.contains(Self.folder(of: path))
                return try companion(path, tree.file(path), isBesideModel: isBesideModel)
            } catch {
                return Self.unreadable(path, because: error)
            }
        }
    }

    private static func folder(of path: String) -> String {
        String(
            decoding: path.utf8[..<(path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.utf8.startIndex)],
            as: UTF8.self
        )
    }

    /// A report of a file that decides what a model's loader runs; `nil` where nothing is found.
    private func companion(
        _ path: String,
        _ source: any ByteSource,
        isBesideModel: Bool
    ) throws(FileError) -> FileReport? {
        guard let companion = CompanionFile(path: path) else { return nil }
        let inspection = try companion.inspect(source, isBesideModel: isBesideModel)
        guard !inspection.findings.isEmpty else { return nil }
        return FileReport(
            path: path,
            format: CompanionFile.format,
            sha256: try source.digest(),
            size: source.count,
            verdict: ModelVerdict(inspection.findings),
            findings: inspection.findings
        )
    }

    private func report(
        on model: DetectedModel,
        source: any ByteSource,
        head: [UInt8]
    ) throws(FileError) -> FileReport {
        let digest = try source.digest()
        let inspection = try inspect(source, path: model.path, head: head)
        return FileReport(
            path: model.path,
            format: model.format,
            sha256: digest,
            size: source.count,
            verdict: ModelVerdict(inspection.findings),
            findings: inspection.findings,
            metadata: inspection.metadata,
            contents: inspection.contents
        )
    }

    private func report(
        onBundle model: DetectedModel,
        files: [String],
        open: @escaping @Sendable (String) throws(FileError) -> any ByteSource
    ) throws(FileError) -> FileReport {
        let prefix = model.path + "/"
        let names = files.map { String(decoding: $0.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) }
        let bundle = ModelBundle(files: names) {
            (path) throws(FileError) in try open(prefix + path)
        }
        var inspection = try inspect(bundle, named: model.path)
        var members: [(path: String, sha256: Digest)] = []
        var size: UInt64 = 0
        for path in bundle.files {
            let source = try bundle.open(path)
            // A model of another format may lie in the folder, for another loader.
            for format in try formats.formats(of: source, head: Self.head(of: source)) {
                inspection.add(try format.inspect(source), inside: path)
            }
            members.append((path, try source.digest()))
            size += source.count
        }
        return FileReport(
            path: model.path,
            format: model.format,
            sha256: Digest.sha256(DetectedModel.manifest(of: members)),
            size: size,
            verdict: ModelVerdict(inspection.findings),
            findings: inspection.findings,
            metadata: inspection.metadata,
            members: members.map { FileReport.Member(path: $0.path, sha256: $0.sha256) }
        )
    }

    private func inspect(_ bundle: ModelBundle, named name: String) throws(FileError) -> Inspection {
        var inspection = Inspection()
        for path in bundle.files {
            let source = try bundle.open(path)
            guard try ModelDetector.isPointer(Self.head(of: source)) else { continue }
            inspection.report(Finding(GeneralRules.pointer, Self.pointerMessage(source)).inside(path))
        }
        // Where parts are missing, the whole has no structure.
        if inspection.findings.isEmpty, let format = formats.bundleFormat(name: name) {
            inspection.add(try format.inspect(bundle))
        }
        return inspection
    }

    private func inspect(
        _ source: any ByteSource,
        path: String,
        head: [UInt8]
    ) throws(FileError) -> Inspection {
        var inspection = Inspection()
        guard !ModelDetector.isPointer(head) else {
            inspection.report(GeneralRules.pointer, Self.pointerMessage(source))
            return inspection
        }
        var context = ScanContext()
        let (found, read) = try ContentInspector(formats: formats)
            .inspect(source, path: path, head: head, in: &context)
        if read.isEmpty { inspection.report(GeneralRules.unsupported, "a file with the name of a folder") }
        inspection.add(found)
        return inspection
    }

    private static func pointerMessage(_ source: any ByteSource) -> String {
        "a Git LFS pointer, \(source.count) bytes"
    }

    private func strays(_ entries: [FileTree.Entry], inBundles bundles: Set<String>) -> [FileReport] {
        entries.compactMap { entry in
            let bundle = detector.bundle(of: entry.path)
            switch entry.kind {
            case .file: return nil
            case .directory:
                guard bundle == nil, let format = formats.bundleFormat(name: entry.name),
                    !bundles.contains(entry.path)
                else { return nil }
                return Self.stray(entry.path, format: format.name, message: "a folder without any file")
            case .link, .other:
                guard bundle != nil || formats.isModelName(entry.name) else { return nil }
                let kind =
                    if case .link(let target) = entry.kind { "a link to \(Finding.quote(target))" } else {
                        "neither a file nor a folder"
                    }
                return Self.stray(entry.path, format: nil, message: kind)
            }
        }
    }

    private static func stray(_ path: String, format: FormatName?, message: String) -> FileReport {
        FileReport(
            path: path,
            format: format,
            sha256: nil,
            verdict: .unknown,
            findings: [Finding(GeneralRules.notAFile, message)]
        )
    }

    private static func unreadable(_ path: String, because error: FileError) -> FileReport {
        FileReport(
            path: path,
            format: nil,
            sha256: nil,
            verdict: .unknown,
            findings: [Finding(GeneralRules.unreadable, error.reason)]
        )
    }

    private static func head(of source: any ByteSource) throws(FileError) -> [UInt8] {
        try source.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), source.count)))
    }
}
