import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkStatement
import HallmarkVerification

/// Makes the signed SBOMs of an accepted revision again and compares their bytes.
///
/// SwiftPM compiles and runs manifests, so it is asked only once the revision and every dependency were accepted, in a
/// scratch clone of the commit, with the copies of the repositories that were just verified and nothing else.
struct SBOMRegeneration {
    private let verification: Verification
    private let repository: OpenRepository
    private let commit: Repository.Commit

    /// - Throws: a ``Failure`` when the target is no commit of a repository.
    init(_ verification: Verification, _ target: Verification.Target) throws {
        guard let repository = target.repository, let commit = target.commit else {
            throw Failure(.undecided, "no-commit", "\(target.name) is no commit, and only commits are made again from")
        }
        self.verification = verification
        self.repository = repository
        self.commit = commit
    }

    /// The verdict on an accepted revision, with a line for each dependency and for each SBOM.
    func verdict(after result: Verification.Result) async throws -> Verdict {
        guard result.verdict.decision == .accepted else { return result.verdict }
        var lines: [Verdict.Line] = []
        for package in result.evidence.packages {
            guard let document = result.sboms[package.path]?.first else { continue }
            let (dependencies, found) = try dependencyLines(package.path, document)
            lines += dependencies
            // Before a manifest runs, everything that it may bring must have been accepted.
            guard Decision.worst(dependencies.map(\.decision)) == .accepted else { continue }
            lines.append(try await regenerate(package.path, document, found))
        }
        if lines.isEmpty {
            let reason = Reason(
                "nothing",
                "no rule of the policy asks for an SBOM, so there is none to make again",
                mend: "add a rule of kind package to attestations/policy.yaml, then: hallmark attest policy"
            )
            lines = [Verdict.Line(kind: "regeneration", name: ".", decision: .missing, reasons: [reason])]
        }
        return Verdict(lines: result.verdict.lines + lines, remarks: result.verdict.remarks)
    }

    private func dependencyLines(
        _ path: String,
        _ document: JSONValue
    ) throws -> ([Verdict.Line], [DependencyReader.Found]) {
        var lines = Self.outside(document)
        let surroundings = verification.surroundings
        let folders = repository.git.workDirectory.map { [surroundings.absolute($0 + path)] } ?? []
        var target = try VerifyCommand.target(commit.id.hex, repository)
        let state = try DependencyState(verification.options, surroundings)
        let reader = DependencyReader(packages: folders, surroundings, state: state)
        let found = try reader.dependencies(of: target.tree, package: path)
        lines += unpinned(document, found)
        guard !found.isEmpty else { return (lines, []) }
        target.scope = .dependencies(found.map(\.dependency))
        target.isStrict = true
        target.teams = try DependencyCheck.teams(of: target.tree, state)
        let verdict = try verification.run(target).verdict
        lines += verdict.lines.filter { $0.kind == Policy.ArtifactKind.dependency.rawValue }
        return (lines, found)
    }

    // What the SBOM names and Package.resolved does not fix could be anything by now.
    private func unpinned(_ document: JSONValue, _ found: [DependencyReader.Found]) -> [Verdict.Line] {
        let pinned = Set(found.map { "\($0.dependency.identity) \($0.dependency.commit)" })
        return (document["components"]?.array ?? []).compactMap { component in
            let properties = component["properties"]?.array ?? []
            let values = { (name: String) in
                properties.first { $0["name"]?.string == "hallmark:\(name)" }?["value"]?.string
            }
            let name = component["name"]?.string ?? "?"
            guard let revision = values("revision") ?? (values("origin") == "registry" ? "a registry" : nil),
                !pinned.contains("\(name) \(revision)")
            else { return nil }
            let reason = Reason(
                "unpinned",
                "Package.resolved of this revision does not pin it at \(revision), so nothing says what would run",
                mend: "swift package resolve && git add --force Package.resolved && git commit, then: hallmark attest"
            )
            return Verdict.Line(kind: "dependency", name: name, decision: .missing, reasons: [reason])
        }
    }

    // A package outside of the tree is in no Package.resolved, and its manifest would run all the same.
    static func outside(_ document: JSONValue) -> [Verdict.Line] {
        let components = document["components"]?.array ?? []
        let outside = components.filter { component in
            (component["properties"]?.array ?? []).contains {
                $0["name"]?.string == "hallmark:location" && $0["value"]?.string == "outside"
            }
        }
        return outside.map { component in
            let reason = Reason(
                "outside",
                "the package lies outside of the repository, where no statement covers it, and its manifest would run",
                mend: "depend on it by URL and version, or move it into the repository"
            )
            let name = component["name"]?.string ?? "?"
            return Verdict.Line(kind: "dependency", name: name, decision: .missing, reasons: [reason])
        }
    }

    private func regenerate(
        _ path: String,
        _ document: JSONValue,
        _ found: [DependencyReader.Found]
    ) async throws -> Verdict.Line {
        let signed = JSONWriter.bytes(of: document, layout: .indented)
        let recorded = try RecordedSBOM(signed)
        guard recorded.toolVersion == hallmarkVersion else {
            let reason = Reason(
                "tool-version",
                "the SBOM was made by another version of hallmark, which may write other bytes",
                expected: "hallmark \(recorded.toolVersion)",
                found: "hallmark \(hallmarkVersion)",
                mend: "verify with hallmark \(recorded.toolVersion), or: hallmark attest sbom"
            )
            return Verdict.Line(kind: "regeneration", name: path, decision: .undecided, reasons: [reason])
        }
        let made = try await make(path, recorded, found)
        guard made != signed else { return Verdict.Line(kind: "regeneration", name: path, decision: .accepted) }
        let reason = Reason(
            "sbom-differs",
            "the SBOM that this revision gives is not the one that was signed",
            expected: Digest.sha256(signed).description,
            found: Digest.sha256(made).description,
            mend: "compare both (hallmark sbom generate), then: hallmark attest sbom"
        )
        let differences = JSONDifference.paths(between: document, and: try JSONParser.parse(made)).prefix(10).map {
            Reason("sbom-differs-at", "differs at \($0)")
        }
        return Verdict.Line(kind: "regeneration", name: path, decision: .rejected, reasons: [reason] + differences)
    }

    private func make(
        _ path: String,
        _ recorded: RecordedSBOM,
        _ found: [DependencyReader.Found]
    ) async throws -> [UInt8] {
        let clone = try ScratchClone()
        defer { clone.remove() }
        try await clone.checkOut(commit.id, of: repository)
        var mirrors: [JSONValue] = []
        for dependency in found {
            guard let source = dependency.mirror else { continue }
            let pin = dependency.dependency
            let mirror = try await clone.mirror(pin.identity, of: source, commit: pin.commit, version: pin.version)
            mirrors.append(["original": .string(dependency.location), "mirror": .string(mirror)])
        }
        var loader = PackageGraphLoader()
        loader.forcesPins = true
        loader.mirrors = JSONWriter.bytes(of: ["object": .array(mirrors), "version": 1])
        loader.environment = ScratchClone.environment
        let folder = clone.folder.path(percentEncoded: false)
        for name in ["cache", "config", "security"] {
            loader.swiftArguments += ["--\(name)-path", "\(folder)/\(name)"]
        }
        var maker = SBOMMaker(surroundings: verification.surroundings)
        maker.recorded = recorded.parameters
        maker.loader = loader
        return try await maker.make(ofPackageAt: path == "." ? clone.path : "\(clone.path)/\(path)").bytes
    }
}
