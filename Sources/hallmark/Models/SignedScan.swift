import HallmarkCore
import HallmarkGit
import HallmarkModelScan
import HallmarkStatement

/// A scan of models as a statement: subjects are the files that were read, by paths that say nothing of this machine.
struct SignedScan {
    /// The report, under the names that the user gave.
    let report: ScanReport

    private struct File {
        let name: String
        /// Where it lies on this machine.
        let path: String
        let digest: Digest
    }

    /// What the scanner said of each model, by the name that is signed.
    private var verdicts: [(name: String, verdict: String)] = []
    private var subjects: [String: Digest] = [:]
    /// The first file of each model that lies in the work tree: its note is about that blob.
    private var noted: [String] = []
    /// The digests of the first files of the others, such as what was built: they are known by their digests alone.
    private var keyed: [Digest] = []

    /// Scans files and folders.
    ///
    /// - Parameters:
    ///   - top: the work tree, below which files are named; otherwise they are named below the current folder.
    ///   - tracked: the paths in it that git tracks; what is not among them is an artifact of the digest that it has.
    init(_ paths: [String], top: String?, tracked: Set<String>, _ surroundings: Surroundings) throws {
        let scans = paths.map { (path: $0, files: PathScanner.scan($0, surroundings)) }
        self.report = ScanReport(files: scans.flatMap(\.files))
        for scan in scans {
            let folder = surroundings.realFolder(of: scan.path)
            // What lies elsewhere is named as if its own folder were the current one.
            let folders = [top, surroundings.realPath(surroundings.directory), folder].compactMap(\.self)
            for model in scan.files where model.verdict != .notAModel {
                try add(model, folders: folders, top: top, tracked: tracked, surroundings)
            }
        }
        guard !verdicts.isEmpty else {
            throw Failure(.missing, "no-model", "no model file was found", mend: "name a model, or a folder with some")
        }
        guard !subjects.isEmpty else {
            let first = report.files.lazy.flatMap(\.findings).first.map { ": \($0.message)" } ?? ""
            throw Failure(.undecided, "no-model", "no model could be read, so nothing can be signed about any\(first)")
        }
    }

    /// The statement: FAILED unless every model is safe.
    ///
    /// - Parameter time: when it was made, by which its age is told.
    func statement(at time: Timestamp) -> Statement {
        let predicate = TestResultPredicate(rulesDigest: Self.rulesDigest, scannedOn: time, files: verdicts)
        return Statement(
            subjects: subjects.map { Subject(name: $0.key, digest: DigestSet($0.value)) },
            predicate: predicate
        )
    }

    /// Where the envelope is kept: at the first file of each model, as model statements are, and at an artifact's digest.
    func items(for envelope: Envelope) throws -> [StatementStore.Item] {
        try noted.map { path in
            StatementStore.Item(
                envelope: envelope,
                object: try Repository.blobID(ofFile: path),
                namespace: .blobs,
                label: "scan"
            )
        } + keyed.map { try StatementStore.Item(envelope: envelope, artifact: $0, label: "scan") }
    }

    /// What decides how a scan ends: this version and its rules, as `hallmark rules show` prints them.
    static var rulesDigest: Digest { ScanRules.standard.digest }

    private mutating func add(
        _ model: FileReport,
        folders: [String],
        top: String?,
        tracked: Set<String>,
        _ surroundings: Surroundings
    ) throws {
        let last = surroundings.absolute(model.path).pathComponents.last ?? ""
        let path = Self.join(surroundings.realFolder(of: model.path), last)
        let name = folders.lazy.compactMap { path.path(below: $0) }.first ?? last
        verdicts.append((name, model.verdict.rawValue))
        let files =
            model.members.isEmpty
            ? model.sha256.map { [File(name: name, path: path, digest: $0)] } ?? []
            : model.members.map { File(name: "\(name)/\($0.path)", path: "\(path)/\($0.path)", digest: $0.sha256) }
        if let top, let first = files.first {
            let path = first.path.path(below: top)
            if path != nil { noted.append(first.path) }
            if !tracked.contains(path ?? "") { keyed.append(first.digest) }
        }
        for file in files {
            guard let known = subjects.updateValue(file.digest, forKey: file.name), known != file.digest else {
                continue
            }
            throw Failure(
                .undecided,
                "same-name",
                "two files would be signed under the name \(file.name)",
                mend: "scan them from a folder above both"
            )
        }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }
}

extension Surroundings {
    /// The folder that a path lies in, with links resolved.
    fileprivate func realFolder(of path: String) -> String {
        realPath("/" + absolute(path).pathComponents.dropLast().joined(separator: "/"))
    }
}
