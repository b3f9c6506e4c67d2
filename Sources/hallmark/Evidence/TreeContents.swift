import HallmarkCore
import HallmarkInventory
import HallmarkModelScan
import HallmarkStatement
import HallmarkVerification

/// What Hallmark reads from a tree: roots, policy, recorded envelopes, models and SBOM inputs.
struct TreeContents {
    static let folder = "attestations"
    static let rootsFolder = "attestations/roots"
    static let withdrawalsFolder = "attestations/withdrawals"
    static let policyPath = PolicyPredicate.policySubject
    static let recordedFolder = GitDigest.excludedPath
    static let exceptionsFolder = "attestations/exceptions"
    static let recordedSuffix = ".intoto.jsonl"

    private let tree: any SourceTree

    init(_ tree: any SourceTree) {
        self.tree = tree
    }

    /// Whether there is an `attestations` folder with anything in it.
    var hasAttestations: Bool { tree.files.contains { $0.path(below: Self.folder) != nil } }

    /// The envelopes of `attestations/roots/N.json`.
    func roots() throws -> [Envelope] {
        try envelopes(below: Self.rootsFolder, code: "malformed-root").map(\.envelope)
    }

    /// The roots and withdrawals of other teams whose reviews were imported, `attestations/teams/NAME/…`.
    func teams() throws -> [TeamName: Evidence.Team] {
        let names = Set(tree.files.compactMap { $0.path(below: Verifier.teamsFolder)?.pathComponents.first })
        var teams: [TeamName: Evidence.Team] = [:]
        for name in names.compactMap(TeamName.init) {
            let folder = "\(Verifier.teamsFolder)/\(name)"
            let roots = try envelopes(below: folder + "/roots", code: "malformed-root")
            let withdrawals = try envelopes(below: folder + "/withdrawals", code: "malformed-withdrawals")
            teams[name] = Evidence.Team(
                roots: Set(roots.map(\.envelope)),
                withdrawals: Set(withdrawals.map(\.envelope))
            )
        }
        return teams
    }

    /// The envelopes of `attestations/withdrawals`, whatever the names of their files.
    func withdrawals() throws -> [Envelope] {
        try envelopes(below: Self.withdrawalsFolder, code: "malformed-withdrawals").map(\.envelope)
    }

    /// The files of a folder that each hold an envelope.
    func envelopes(below folder: String, code: String) throws -> [(path: String, envelope: Envelope)] {
        try tree.files.filter { $0.path(below: folder) != nil && $0.hasSuffix(".json") }.compactMap { path in
            try tree.bytes(of: path, maximumSize: 2 * Root.maximumSize).map { bytes in
                do {
                    return (path, try Envelope(json: bytes))
                } catch {
                    throw Failure(.undecided, code, "\(path): \(error)")
                }
            }
        }
    }

    /// The bytes of the policy, or `nil`.
    func policy() throws -> [UInt8]? {
        try tree.bytes(of: Self.policyPath, maximumSize: Policy.maximumSize)
    }

    /// The files that a policy says it extends, by the SHA-256 of their bytes; what is absent or other is left out.
    func shared(by policy: [UInt8]?) throws -> [Digest: [UInt8]] {
        var shared: [Digest: [UInt8]] = [:]
        // A policy that cannot be read is refused where it is judged.
        for link in (try? policy.map(PolicyReader.policy))?.shared ?? [] {
            guard let bytes = try tree.bytes(of: link.file, maximumSize: Policy.maximumSize),
                Digest.sha256(bytes) == link.digest
            else { continue }
            shared[link.digest] = bytes
        }
        return shared
    }

    /// The envelopes of the exceptions folder; what is none there is left to be seen by who reads the folder.
    func exceptions() throws -> [Evidence.Found] {
        try tree.files.filter { $0.path(below: Self.exceptionsFolder) != nil && $0.hasSuffix(".json") }
            .compactMap { path in
                guard let bytes = try tree.bytes(of: path, maximumSize: Note.maximumSize),
                    let envelope = try? Envelope(json: bytes)
                else { return nil }
                return Evidence.Found(envelope, origin: .recorded(path: path))
            }
    }

    /// The envelopes of the recorded store, and what else lies there, by path, with what is wrong with it.
    func recorded() throws -> (envelopes: [Evidence.Found], uncovered: [String: String]) {
        var envelopes: [Evidence.Found] = []
        var uncovered: [String: String] = [:]
        for link in tree.links where link.path(below: Self.recordedFolder) != nil { uncovered[link] = "it is a link" }
        for path in tree.files where path.path(below: Self.recordedFolder) != nil {
            guard path.hasSuffix(Self.recordedSuffix) else {
                uncovered[path] = "its name does not end in \(Self.recordedSuffix)"
                continue
            }
            do {
                let content = try tree.bytes(of: path, maximumSize: Note.maximumSize) ?? []
                for line in try Note(content: content).parsed {
                    switch line {
                    case .envelope(let envelope):
                        envelopes.append(Evidence.Found(envelope, origin: .recorded(path: path)))
                    case .bundle(let bundle):
                        guard case .envelope(let envelope) = bundle.content else {
                            uncovered[path] = "a bundle without a statement"
                            continue
                        }
                        envelopes.append(Evidence.Found(envelope, origin: .recorded(path: path)))
                    case .reference: uncovered[path] = "a reference where an envelope belongs"
                    case .unknown(let reason): uncovered[path] = "a line is none: \(reason)"
                    }
                }
            } catch {
                uncovered[path] = "\(error)"
            }
        }
        return (envelopes, uncovered)
    }

    /// The models of the tree, as their names and first bytes tell.
    func detectedModels() throws -> [DetectedModel] {
        try ModelDetector.models(among: tree.files) { try tree.head(of: $0, count: ModelDetector.headSize) }
    }

    /// The models with their digests.
    ///
    /// A link in a bundle, or with a model's name, counts as a file whose bytes are the link's text: a loader would
    /// follow it, and no statement is ever made over such bytes.
    func models(_ detected: [DetectedModel]) throws -> [Evidence.Model] {
        let detector = ModelDetector()
        var links = Dictionary(grouping: tree.links) { detector.bundle(of: $0) }
        let loose = links.removeValue(forKey: nil) ?? []
        var models: [Evidence.Model] = []
        for model in detected {
            switch model.content {
            case .file: models.append(try file(at: model.path, model.format))
            case .bundle(let paths):
                let all = paths + (links.removeValue(forKey: model.path) ?? [])
                models.append(try bundle(at: model.path, all, model.format))
            }
        }
        for case (let path?, let links) in links { models.append(try bundle(at: path, links)) }
        for link in loose where detector.formats.isModelName(link) { models.append(try file(at: link)) }
        return models.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private func file(at path: String, _ format: FormatName? = nil) throws -> Evidence.Model {
        let name = path.pathComponents.last ?? path
        var model = Evidence.Model(path: path, isBundle: false, files: [name: try tree.digest(of: path)])
        model.formats = Set([format].compactMap { $0?.rawValue })
        return model
    }

    private func bundle(at path: String, _ paths: [String], _ format: FormatName? = nil) throws -> Evidence.Model {
        var files: [String: Digest] = [:]
        for file in paths { files[file.path(below: path) ?? file] = try tree.digest(of: file) }
        var model = Evidence.Model(path: path, isBundle: true, files: files)
        model.formats = Set([format].compactMap { $0?.rawValue })
        return model
    }

    /// The SBOM inputs of a package, for each set of folders that an SBOM among the envelopes covers.
    func package(
        at path: String,
        models: [DetectedModel],
        envelopes: [Evidence.Found],
        documents: ReferencedDocuments
    ) throws -> Evidence.Package {
        var inputs: [Set<String>: [String: Digest]] = [:]
        for found in envelopes {
            // Not trusted yet: it only says which question to ask. What is no SBOM statement asks none.
            guard let signed = try? found.statement.get(),
                case .whole(let statement)? = try? documents.resolve(signed),
                let predicate = try? statement.predicate(as: SBOMPredicate.self), predicate.packagePath == path,
                inputs.count < 64, inputs[predicate.scopes] == nil
            else { continue }
            inputs[predicate.scopes] = try self.inputs(scopes: predicate.scopes, models: models)
        }
        return Evidence.Package(path: path, inputs: inputs)
    }

    /// The SBOM inputs below some folders, with their digests.
    ///
    /// A link where an input would stand is one, by its text: no SBOM lists it, so that it is seen to be unlisted.
    func inputs(scopes: Set<String>, models: [DetectedModel]) throws -> [String: Digest] {
        let selection = SBOMInputRule.selection(
            files: tree.files,
            links: tree.links,
            models: models,
            scopes: scopes.sorted()
        )
        var inputs: [String: Digest] = [:]
        for path in selection.paths + selection.refusedLinks { inputs[path] = try tree.digest(of: path) }
        return inputs
    }
}
