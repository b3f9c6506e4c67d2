import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// `hallmark verify release` under a policy that asks for everything: each single missing piece is refused.
@Suite struct ReleaseGateTests {
    static let builder = "https://example.com/builder"

    /// A step of a release, and what the gate says where it was left out.
    struct Piece: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        /// The kind and the name of the line that is refused, and the code of its reason.
        let kind: String
        let artifact: String
        let code: String

        var testDescription: String { name }
    }

    static let pieces = [
        Piece(name: "commit", status: 3, kind: "commit", artifact: "", code: "no-statement"),
        // What was signed before is about other bytes, which is worse than nothing.
        Piece(name: "package sbom", status: 2, kind: "package", artifact: ".", code: "sbom-inputs"),
        Piece(name: "model", status: 2, kind: "model", artifact: "Models/tiny.safetensors", code: "changed"),
        Piece(name: "build", status: 3, kind: "artifact", artifact: "app", code: "no-statement"),
        Piece(name: "other builder", status: 2, kind: "artifact", artifact: "app", code: "condition"),
        Piece(name: "artifact sbom", status: 3, kind: "artifact", artifact: "app", code: "no-statement"),
        Piece(name: "scan", status: 3, kind: "artifact", artifact: "m.safetensors", code: "no-statement"),
        Piece(name: "release", status: 3, kind: "release", artifact: "v1.0.0", code: "no-statement"),
    ]

    /// A project under the strict policy with two artifacts, attested but for one piece.
    static func released(without piece: String = "nothing") throws -> Project {
        let project = try Project.signed()
        let policy = String(decoding: try project.bytes(of: "attestations/policy.yaml"), as: UTF8.self)
        let builds = "      - { statement: build, role: build, threshold: 1 }\n"
        let strict = policy.replacing("version: 1\n", with: "version: 2\n", maxReplacements: 1).replacing(
            builds,
            with: """
                      - { statement: build, role: build, threshold: 1, where: ['predicate.runDetails.builder.id == "\(builder)"'] }
                      - { statement: sbom, role: build, threshold: 1 }
                  - name: "scans"
                    match: { kind: artifact, path: "*.safetensors" }
                    require:
                      - { statement: scan, role: build, threshold: 1, age: 30d, where: ['predicate.result == "PASSED"'] }

                """
        )
        try project.write(strict, to: "attestations/policy.yaml")
        try project.write("further\n", to: "Sources/App/Further.swift")
        try project.write(bytes: Project.safetensors("further weights"), to: "Models/tiny.safetensors")
        try project.commit("Ask for more")
        try project.git("tag", "v1.0.0")
        try project.expect(project.hallmark("attest", "policy"))
        try project.write("program", to: project.root + "/dist/app")
        try project.write(bytes: Project.safetensors("released"), to: project.root + "/dist/m.safetensors")
        let dist = ["--artifacts", "../dist"]
        let steps: [(name: String, arguments: [String])] = [
            ("commit", ["attest", "commit"]),
            ("package sbom", ["attest", "sbom"]),
            ("model", ["attest", "model", "Models/tiny.safetensors"]),
            (
                "build",
                ["attest", "build", "--builder", piece == "other builder" ? "https://example.com/x" : builder] + dist
            ),
            ("artifact sbom", ["attest", "sbom"] + dist),
            ("scan", ["attest", "scan", "../dist/m.safetensors"]),
            ("release", ["attest", "release", "v1.0.0"] + dist),
        ]
        for step in steps where step.name != piece {
            try project.expect(project.run(Project.executable, step.arguments))
        }
        return project
    }

    static func verify(_ project: Project, _ arguments: String...) throws -> Project.Run {
        try project.run(
            Project.executable,
            ["verify", "release", "v1.0.0", "--artifacts", "../dist", "--format", "json"] + arguments
        )
    }

    @Test func acceptsARelease() throws {
        let run = try Self.verify(Self.released())
        #expect(run.status == 0, "\(run.text)")
        let kinds = try #require(try run.json()["artifacts"]?.array).compactMap { $0["kind"]?.string }
        #expect(kinds == ["root", "policy", "commit", "package", "model", "release", "artifact", "artifact"])
    }

    @Test(arguments: pieces)
    func refusesAReleaseWithoutOnePiece(piece: Piece) throws {
        let run = try Self.verify(Self.released(without: piece.name))
        #expect(run.status == piece.status, "\(run.text)")
        let refused = try #require(try run.json()["artifacts"]?.array).filter { $0["decision"] != "accepted" }
        #expect(refused.allSatisfy { $0["kind"]?.string == piece.kind }, "\(run.output)")
        let line = try #require(refused.first { piece.artifact.isEmpty || $0["name"]?.string == piece.artifact })
        let codes = Set((line["reasons"]?.array ?? []).compactMap { $0["code"]?.string })
        #expect(codes.contains(piece.code), "\(run.output)")
    }

    /// Provenance of a builder with a build type of its own, about one artifact.
    private func provenance(of commit: String, _ project: Project) throws -> [UInt8] {
        let predicate = ProvenancePredicate(
            buildType: "https://example.com/buildtype/v1",
            externalParameters: [:],
            resolvedDependencies: [
                ResourceDescriptor(uri: "git+https://example.com/x", digest: DigestSet(["gitCommit": commit]))
            ],
            builder: ProvenancePredicate.Builder(id: Self.builder)
        )
        let subjects = try ["app", "m.safetensors"].map { name in
            let digest = Digest.sha256(try project.bytes(of: "\(project.root)/dist/\(name)"))
            return Subject(name: name, digest: DigestSet(digest))
        }
        let signer = KeySigner(try PrivateKey(pem: project.bytes(of: project.key), passphrase: nil))
        return try signer.envelope(Statement(subjects: subjects, predicate: predicate)).jsonBytes
    }

    @Test(arguments: [true, false])
    func provenanceOfAnotherBuilderCountsForTheTaggedCommitOnly(isTagged: Bool) throws {
        let project = try Self.released(without: "build")
        try project.edit(
            "attestations/policy.yaml",
            "statement: build",
            "predicate: \"https://slsa.dev/provenance/v1\""
        )
        try project.edit("attestations/policy.yaml", "version: 2", "version: 3")
        let old = try project.git("rev-parse", "HEAD")
        let head = try project.commit("Take any builder's provenance")
        try project.git("tag", "--force", "v1.0.0")
        for arguments in [["policy"], ["commit"], ["sbom"], ["release", "v1.0.0", "--artifacts", "../dist"]] {
            try project.expect(project.run(Project.executable, ["attest"] + arguments))
        }
        #expect(try Self.verify(project).status == 3)
        let envelope = try provenance(of: isTagged ? head : old, project)
        let object = try project.git("rev-parse", "HEAD")
        try project.write(bytes: envelope + [10], to: project.root + "/envelope")
        try project.git("notes", "--ref", "attestations", "append", "-F", project.root + "/envelope", object)
        let run = try Self.verify(project)
        #expect(run.status == (isTagged ? 0 : 2), "\(run.text)")
        #expect(try run.codes().contains("other-commit") == !isTagged)
    }

    @Test func dependenciesAreJudgedWhereThePolicyHasRules() throws {
        let project = try DependencyProject.make()
        let app = project.app
        try app.write("program", to: app.root + "/dist/app")
        try app.git("tag", "v1.0.0")
        try app.expect(app.hallmark("attest", "build", "--artifacts", "../dist"))
        try app.expect(app.hallmark("attest", "release", "v1.0.0", "--artifacts", "../dist"))
        let run = try Self.verify(app)
        let line = try #require(try run.json()["artifacts"]?.array?.first { $0["kind"] == "dependency" }, "\(run.text)")
        #expect(try project.verify().status == run.status)
        #expect(line["word"]?.string == (try project.verify().word))
        // A copy that is not there is evidence that is missing; the one that SwiftPM shares is none of this test's.
        app.environment["XDG_CACHE_HOME"] = app.root + "/cache"
        try FileManager.default.removeItem(atPath: app.repository + "/.build/repositories")
        let without = try Self.verify(app)
        #expect(without.status == 3, "\(without.text)")
        #expect(try without.codes().contains("no-mirror"))
    }

    @Test func pinsThatAreMissingAreMissed() throws {
        let project = try Self.released()
        try project.edit(
            "Package.swift",
            "targets: [.target",
            "dependencies: [ .package(url: \"https://example.com/x\", from: \"1.0.0\")],\n    targets: [.target"
        )
        try project.commit("Depend")
        try project.git("tag", "--force", "v1.0.0")
        let run = try Self.verify(project)
        #expect(try run.codes().contains("no-pins"), "\(run.text)")
    }
}
