import Foundation
import HallmarkCore
import HallmarkDecompression
import HallmarkGit
import HallmarkInventory
import HallmarkModelScan
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// Makes and signs the statements about a commit of a repository.
struct Attestor {
    let repository: OpenRepository
    let commit: Repository.Commit
    let tree: GitTree
    let signer: any Signer
    let policy: Policy

    /// Prepares to attest HEAD.
    init(_ repository: OpenRepository, signer: any Signer, revision: String = "HEAD") throws {
        self.repository = repository
        self.signer = signer
        do {
            self.commit = try repository.git.commit(revision)
        } catch {
            throw Failure(
                .undecided,
                "no-commit",
                "\(revision) names no commit: there is nothing to attest",
                mend: "git commit"
            )
        }
        self.tree = try GitTree(commit, of: repository)
        guard let bytes = try TreeContents(tree).policy() else {
            throw Failure(
                .missing,
                "no-policy",
                "the commit has no \(TreeContents.policyPath)",
                mend: "hallmark init, then commit the attestations folder"
            )
        }
        self.policy = try PolicyReader.policy(bytes)
    }

    /// The commit and its content, kept at both: another commit of the same tree finds it there.
    func commitStatement() throws -> [StatementStore.Item] {
        let subjects = CommitPredicate.subjects(commit: commit.id.hex, tree: try tree.contentDigest())
        let predicate = CommitPredicate(repository: policy.repository)
        let item = try item(Statement(subjects: subjects, predicate: predicate), label: "commit")
        return [item, self.item(item.envelope, at: commit.tree, label: item.label)]
    }

    /// An envelope that is there already, at another object too.
    func item(_ envelope: Envelope, at object: ObjectID, label: String) -> StatementStore.Item {
        StatementStore.Item(envelope: envelope, object: object, namespace: .attestations, label: label)
    }

    /// The policy file of the commit.
    func policyStatement() throws -> StatementStore.Item {
        let path = TreeContents.policyPath
        guard let blob = tree.blob(of: path) else {
            throw Failure(.missing, "no-policy", "the commit has no \(path)", mend: "hallmark init")
        }
        let subject = Subject(name: PolicyPredicate.policySubject, digest: DigestSet(try tree.digest(of: path)))
        let predicate = PolicyPredicate(repository: policy.repository, version: policy.version)
        let envelope = try signer.envelope(Statement(subjects: [subject], predicate: predicate))
        return StatementStore.Item(envelope: envelope, object: blob, namespace: .blobs, label: "policy")
    }

    /// A review of one version of a dependency.
    func reviewStatement(_ review: ReviewPredicate, commit: String, tree: Digest) throws -> StatementStore.Item {
        let statement = Statement(subjects: CommitPredicate.subjects(commit: commit, tree: tree), predicate: review)
        let name = review.package.pathComponents.last ?? review.package
        return try StatementStore.Item(envelope: signer.envelope(statement), artifact: tree, label: "review-\(name)")
    }

    /// A model on disk, scanned first: only what is safe is signed.
    func modelStatement(_ location: ModelLocation) throws -> StatementStore.Item {
        let report = ModelScanner(formats: .complete).scan(location.model, in: location.tree.folder)
        let evidence = try location.evidence(in: repository)
        guard report.verdict == .safe else {
            let findings = report.findings.prefix(5).map { "  \($0.rule.id): \($0.message)" }.joined(separator: "\n")
            throw Failure(
                report.verdict == .unknown ? .undecided : .rejected,
                "unsafe-model",
                "\(evidence.path) is \(report.verdict.rawValue), and only safe models are signed:\n\(findings)",
                mend: "hallmark scan \(ShellWord.quoted(evidence.path)), and remove it"
            )
        }
        let manifest = ModelManifest(evidence)
        if let objection = ModelSignaturePredicate.objection(to: Array(manifest.files.keys)) {
            throw Failure(
                .undecided,
                "odd-file",
                "\(evidence.path) cannot be signed: \(objection)",
                mend: "rename the file"
            )
        }
        let statement = ModelSignatureCheck.statement(name: evidence.name, manifest: manifest)
        return try item(for: location, signer.envelope(statement))
    }

    /// Where the statement about a model is kept: at its first file.
    func item(for location: ModelLocation, _ envelope: Envelope) throws -> StatementStore.Item {
        guard let first = location.model.files.first, let name = location.model.path.pathComponents.last else {
            throw Failure(.undecided, "no-model", "\(location.model.path) has no file")
        }
        return StatementStore.Item(
            envelope: envelope,
            object: try Repository.blobID(ofFile: location.tree.folder.path + "/" + first),
            namespace: .blobs,
            label: "model-\(name)"
        )
    }

    /// Products that were built from the commit.
    func buildStatement(
        _ products: [String: Digest],
        toolchain: String,
        builder: String
    ) throws -> [StatementStore.Item] {
        let predicate = BuildPredicate(
            repository: policy.repository,
            commit: commit.id.hex,
            tree: try tree.contentDigest().hex,
            configuration: "release",
            products: products.keys.sorted(),
            toolchain: toolchain,
            builder: builder,
            dependencies: try resolvedDependencies()
        )
        let subjects = products.map { Subject(name: $0.key, digest: DigestSet($0.value)) }
        let envelope = try signer.envelope(Statement(subjects: subjects, predicate: predicate))
        return try products.values.sorted { $0.hex < $1.hex }.map { digest in
            try StatementStore.Item(envelope: envelope, artifact: digest, label: "build")
        }
    }

    /// A tag and its artifacts.
    func releaseStatement(_ tag: String, artifacts: [String: Digest]) throws -> StatementStore.Item {
        let named = Subject(
            name: ReleasePredicate.tagSubject,
            digest: DigestSet([DigestSet.Name.gitCommit: commit.id.hex])
        )
        let files = artifacts.map { Subject(name: $0.key, digest: DigestSet($0.value)) }
        let predicate = ReleasePredicate(repository: policy.repository, tag: tag, commit: commit.id.hex)
        return try item(Statement(subjects: [named] + files, predicate: predicate), label: "release-\(tag)")
    }

    /// The SBOM of the package in a folder of the work tree, which must be as it was committed.
    func sbomStatement(package path: String, _ surroundings: Surroundings) async throws -> StatementStore.Item {
        let sbom = try await sbom(ofPackage: path, surroundings)
        let subjects = sbom.inputs.map { Subject(name: $0.key, digest: DigestSet($0.value)) }
        let (statement, blob) = try statement(of: sbom.predicate, about: subjects)
        return try item(statement, label: "sbom", keeping: blob.map { [$0] } ?? [])
    }

    /// The same SBOM about what was built from the package, kept at the key of each artifact.
    func sbomStatement(
        package path: String,
        about products: [String: Digest],
        _ surroundings: Surroundings
    ) async throws -> [StatementStore.Item] {
        let sbom = try await sbom(ofPackage: path, surroundings)
        let subjects = products.map { Subject(name: $0.key, digest: DigestSet($0.value)) }
        let (statement, blob) = try statement(of: sbom.predicate.aboutArtifacts(), about: subjects)
        let envelope = try signer.envelope(statement)
        return try Set(products.values).sorted { $0.hex < $1.hex }.map { digest in
            try StatementStore.Item(
                envelope: envelope,
                artifact: digest,
                label: "sbom",
                blobs: blob.map { [$0] } ?? []
            )
        }
    }

    private func sbom(
        ofPackage path: String,
        _ surroundings: Surroundings
    ) async throws -> (predicate: SBOMPredicate, inputs: [String: Digest]) {
        var maker = SBOMMaker(surroundings: surroundings)
        maker.repository = policy.repository
        let folder = try repository.workTree() + (path == "." ? "" : path)
        let result = try await maker.make(ofPackageAt: folder)
        let predicate = try SBOMPredicate(json: JSONParser.parse(result.bytes))
        let contents = TreeContents(tree)
        let committed = try contents.inputs(scopes: predicate.scopes, models: contents.detectedModels())
        let used = Dictionary(uniqueKeysWithValues: result.inventory.inputs.map { ($0.path, $0.digest) })
        let differing = Set(committed.keys).union(used.keys).filter { committed[$0] != used[$0] }.sorted()
        guard differing.isEmpty else {
            throw Failure(
                .undecided,
                "dirty",
                "inputs of the SBOM differ from HEAD: \(differing.prefix(5).joined(separator: ", "))",
                mend: "git add and commit them, or git stash; then: hallmark attest sbom"
            )
        }
        return (predicate, used)
    }

    // A large document is stored beside the statement, which then names it by its digest.
    private func statement(
        of predicate: SBOMPredicate,
        about subjects: [Subject]
    ) throws -> (Statement, blob: ObjectID?) {
        let document = JSONWriter.bytes(of: predicate.document)
        guard document.count > SBOMReference.threshold else {
            return (Statement(subjects: subjects, predicate: predicate), nil)
        }
        let blob = try repository.git.writeBlob(document)
        let reference = SBOMReference(
            packagePath: predicate.packagePath,
            digest: Digest.sha256(document),
            blob: blob.hex
        )
        return (Statement(subjects: subjects, predicate: reference.predicate(repository: policy.repository)), blob)
    }

    private func item(
        _ statement: Statement,
        label: String,
        keeping blobs: Set<ObjectID> = []
    ) throws -> StatementStore.Item {
        StatementStore.Item(
            envelope: try signer.envelope(statement),
            object: commit.id,
            namespace: .attestations,
            label: label,
            blobs: blobs
        )
    }

    private func resolvedDependencies() throws -> [BuildPredicate.Dependency] {
        guard let bytes = try tree.bytes(of: PackagePins.fileName, maximumSize: PackagePins.maximumSize) else {
            return []
        }
        return try PackagePins(bytes).pins.values.compactMap { pin in
            // Credentials of a URL stay out of statements.
            guard let revision = pin.revision, let url = RepositoryURL(pin.location)?.url else { return nil }
            let digest = DigestSet([DigestSet.Name.gitCommit: revision])
            return BuildPredicate.Dependency(uri: "git+\(url)@\(revision)", digest: digest)
        }
    }
}
