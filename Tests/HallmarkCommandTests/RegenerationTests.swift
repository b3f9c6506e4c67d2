import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// `verify dependencies` and `verify commit --regenerate`: SwiftPM runs manifests, so first everything must be accepted.
@Suite struct RegenerationTests {
    /// A signed project that depends on a package of a remote, which is a repository beside it.
    private func withDependency() throws -> Project {
        let project = try Project.signed()
        let remote = "\(project.root)/remotes/\(team(project))/greeter"
        try project.write(
            "[protocol \"file\"]\n\tallow = always\n[url \"\(project.root)/remotes/\"]\n\tinsteadOf = https://example.com/\n",
            to: project.root + "/gitconfig"
        )
        try project.write(
            """
            // swift-tools-version: 6.0
            import Foundation
            import PackageDescription
            FileManager.default.createFile(atPath: "\(marker(project))", contents: nil)
            let package = Package(
                name: "greeter",
                products: [.library(name: "Greeter", targets: ["Greeter"])],
                targets: [.target(name: "Greeter")]
            )
            """,
            to: remote + "/Package.swift"
        )
        try project.write("public let hi = 1\n", to: remote + "/Sources/Greeter/Greeter.swift")
        try project.git("init", "-q", "-b", "main", in: remote)
        try project.git("add", "-A", in: remote)
        try project.git("commit", "-q", "-m", "Greeter", in: remote)
        try project.git("tag", "1.0.0", in: remote)
        try project.edit(
            "Package.swift",
            "targets: [.target(name: \"App\")]",
            """
            dependencies: [.package(url: "https://example.com/\(team(project))/greeter", from: "1.0.0")],
                targets: [.target(name: "App", dependencies: [.product(name: "Greeter", package: "greeter")])]
            """
        )
        try project.expect(project.run("swift", ["package", "resolve"]))
        try project.commit("Depend on greeter")
        try project.expect(project.hallmark("attest"))
        try remove(marker(project))
        return project
    }

    // SwiftPM keeps copies and fingerprints by URL in the home that all tests share: what is another has another name.
    private func team(_ project: Project) -> String {
        project.root.split(separator: "/").last.map { $0.lowercased() } ?? "team"
    }

    private func marker(_ project: Project) -> String { project.root + "/a-manifest-ran" }

    private func remove(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private func regenerate(_ project: Project) throws -> Project.Run {
        try project.hallmark("verify", "commit", "HEAD", "--regenerate", "--format", "json")
    }

    @Test func anAcceptedRevisionGivesTheSameBytes() throws {
        let project = try Project.signed()
        let run = try regenerate(project)
        #expect(run.status == 0, "\(run.text)")
        let kinds = try #require(try run.json()["artifacts"]?.array).compactMap { $0["kind"]?.string }
        #expect(kinds.last == "regeneration")
    }

    @Test func withADependencyUnverifiedNothingRuns() throws {
        let project = try withDependency()
        let run = try regenerate(project)
        #expect(run.status == 3, "\(run.text)")
        #expect(try run.codes() == ["no-statement"])
        #expect(run.output.contains("hallmark vouch add greeter"))
        #expect(!FileManager.default.fileExists(atPath: marker(project)))
        let dependencies = try project.hallmark("verify", "dependencies", "--format", "json")
        // Nothing of it runs here, so that what is only observed is said and no more.
        #expect(dependencies.status == 0)
        #expect(try dependencies.json()["observed"] == 1)
        #expect(!FileManager.default.fileExists(atPath: marker(project)))

        try project.expect(project.hallmark("vouch", "add", "greeter", "--yes"))
        #expect(try project.hallmark("verify", "dependencies").status == 0)
        #expect(!FileManager.default.fileExists(atPath: marker(project)))
        let accepted = try regenerate(project)
        #expect(accepted.status == 0, "\(accepted.text)")
        // Which shows that the marker would have told.
        #expect(FileManager.default.fileExists(atPath: marker(project)))
    }

    @Test func withADependencyUnpinnedNothingRuns() throws {
        let project = try withDependency()
        try remove(project.repository + "/Package.resolved")
        try project.commit("Pin nothing")
        try project.expect(project.hallmark("attest", "commit"))
        try project.expect(project.hallmark("attest", "sbom"))
        try remove(marker(project))
        let run = try regenerate(project)
        #expect(run.status == 3, "\(run.text)")
        #expect(try run.codes() == ["unpinned"])
        #expect(!FileManager.default.fileExists(atPath: marker(project)))
    }

    @Test func aVersionThatWasTaggedAnewIsRefused() throws {
        let project = try withDependency()
        try project.expect(project.hallmark("vouch", "add", "--all", "--yes"))
        let remote = "\(project.root)/remotes/\(team(project))/greeter"
        try project.write("public let hi = 2\n", to: remote + "/Sources/Greeter/Greeter.swift")
        try project.git("commit", "-q", "-a", "-m", "Evil", in: remote)
        try project.git("tag", "--force", "1.0.0", in: remote)
        for path in ["/Package.resolved", "/.build"] { try remove(project.repository + path) }
        try remove(project.environment["HOME", default: ""] + "/.cache/org.swift.swiftpm/repositories")
        // SwiftPM has a memory of its own for moved tags, which lies on each machine and not in the repository.
        try project.expect(
            project.run(
                "swift",
                [
                    "package", "--security-path", project.root + "/fresh", "--cache-path", project.root + "/cache",
                    "resolve",
                ]
            )
        )
        try project.commit("Update")
        try project.expect(project.hallmark("attest", "commit"))
        try project.expect(project.hallmark("attest", "sbom"))
        let run = try project.hallmark("verify", "dependencies", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes() == ["moved-tag"])
        #expect(try regenerate(project).status == 2)
    }

    @Test func withoutACopyOfItsRepositoryADependencyIsMissing() throws {
        let project = try withDependency()
        try project.expect(project.hallmark("vouch", "add", "--all", "--yes"))
        try remove(project.repository + "/.build")
        project.environment["XDG_CACHE_HOME"] = project.root + "/empty-cache"
        let run = try project.hallmark("verify", "dependencies", "--format", "json")
        #expect(run.status == 3)
        #expect(try run.codes() == ["no-mirror"])
    }

    @Test func refusesAnSBOMThatRegeneratesDifferently() throws {
        let project = try Project.signed()
        let line = try #require(
            try project.git("notes", "--ref", "attestations", "show", "HEAD").split(separator: "\n").first {
                try Statement(payloadOf: Envelope(json: Array($0.utf8))).predicateType == SBOMPredicate.type
            }
        )
        let statement = try Statement(payloadOf: Envelope(json: Array(line.utf8)))
        var document = try #require(statement.predicate.object)
        document["components"] = []
        let signer = KeySigner(try PrivateKey(pem: project.bytes(of: project.key), passphrase: nil))
        let forged = try signer.envelope(
            Statement(subjects: statement.subjects, predicateType: SBOMPredicate.type, predicate: .object(document))
        )
        let others = try project.git("notes", "--ref", "attestations", "show", "HEAD").split(separator: "\n")
            .filter { $0 != line }.joined(separator: "\n")
        try project.write(others + "\n" + String(decoding: forged.jsonBytes, as: UTF8.self) + "\n", to: "../note")
        let blob = try project.git("hash-object", "-w", "../note")
        try project.git("notes", "--ref", "attestations", "add", "--force", "-C", blob, "HEAD")
        // Its inputs are right, so that only making it again tells.
        #expect(try project.hallmark("verify").status == 0)
        let run = try regenerate(project)
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes() == ["sbom-differs", "sbom-differs-at"])
        #expect(run.output.contains("differs at components"))
    }

    @Test func verificationRunsNoManifestOfTheRevisionUnderTest() throws {
        let project = try Project.signed()
        let executable = try project.install()
        try project.expect(project.run(executable, ["hooks", "install"]))
        let manifest = """
            import Foundation
            FileManager.default.createFile(atPath: "\(marker(project))", contents: nil)

            """
        let text = String(decoding: try project.bytes(of: "Package.swift"), as: UTF8.self)
        try project.write(text + manifest, to: "Package.swift")
        try project.commit("A manifest with an effect")
        try project.expect(project.hallmark("attest", "commit"))
        for arguments in [
            ["verify"], ["verify", "commit", "HEAD", "--regenerate"], ["verify", "dependencies"], ["status"],
            ["checkout", "main"], ["verify", "model", "Models/tiny.safetensors"], ["scan", "."],
        ] {
            _ = try project.run(executable, arguments)
            #expect(!FileManager.default.fileExists(atPath: marker(project)), "\(arguments)")
        }
        _ = try project.run("git", ["checkout", "-q", "HEAD~"])
        #expect(!FileManager.default.fileExists(atPath: marker(project)))
        try project.git("checkout", "-q", "main", "--", ".")
        // Whereas this one runs it, as it says.
        try project.expect(project.hallmark("sbom", "generate", "--output", "../bom.json"))
        #expect(FileManager.default.fileExists(atPath: marker(project)))
    }
}
