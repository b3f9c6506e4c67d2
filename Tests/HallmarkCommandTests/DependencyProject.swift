import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement

/// A signed project with one dependency, `greeter`, whose own maintainers use Hallmark too: a repository beside it.
///
/// The dependency's manifest leaves a file behind whenever it is run.
///
/// Sendable: the template is only copied once it is made, and a copy stays in its test.
final class DependencyProject: @unchecked Sendable {
    static let url = "https://example.com/team/greeter"
    static let package = "pkg:swift/example.com/team/greeter"

    /// The one that depends.
    let app: Project
    /// The dependency's maintainers, with a root of trust and keys of their own.
    let greeter: Project

    private static let template = Result {
        try DependencyProject(app: Project.signed(), greeter: makeGreeter()).prepare()
    }

    private init(app: Project, greeter: Project) {
        self.app = app
        self.greeter = greeter
    }

    /// A project whose policy names greeter's root, resolved by SwiftPM and attested; reviews are not asked for by name.
    static func make() throws -> DependencyProject {
        let template = try template.get()
        let project = DependencyProject(app: try template.app.copy(), greeter: try template.greeter.copy())
        try project.point()
        return project
    }

    /// The file that the dependency's manifest makes.
    var marker: String { app.root + "/a-manifest-ran" }
    var manifestRan: Bool { FileManager.default.fileExists(atPath: marker) }

    /// SwiftPM's copy of greeter.
    var mirror: String {
        get throws {
            let folder = app.repository + "/.build/repositories"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            guard let name = names.first(where: { $0.hasPrefix("greeter-") }) else {
                throw Project.Failure(description: "there is no copy of greeter")
            }
            return "\(folder)/\(name)"
        }
    }

    /// The digest of greeter's root 1.
    func greeterRoot() throws -> String {
        let envelope = try JSONParser.parse(greeter.bytes(of: "attestations/roots/1.json"))
        guard let payload = envelope["payload"]?.string, let bytes = Base64.decode(payload.utf8) else {
            throw Project.Failure(description: "greeter's root has no payload")
        }
        return Digest.sha256(bytes).description
    }

    /// Greeter's root 2, in which nobody has some role any more, signed by its maintainer.
    func nextRoot(withoutRole role: String) throws -> String {
        let envelope = try Envelope(json: greeter.bytes(of: "attestations/roots/1.json"))
        var root = try JSONParser.parse(envelope.payload).object ?? [:]
        root["version"] = 2
        var thresholds = root["thresholds"]?.object ?? [:]
        thresholds[role] = nil
        root["thresholds"] = .object(thresholds)
        let principals = (root["principals"]?.array ?? []).map { principal in
            var members = principal.object ?? [:]
            members["roles"] = .array((members["roles"]?.array ?? []).filter { $0.string != role })
            return JSONValue.object(members)
        }
        root["principals"] = .array(principals)
        let signer = KeySigner(try PrivateKey(pem: greeter.bytes(of: greeter.key), passphrase: nil))
        let next = try signer.envelope(
            payload: JSONWriter.bytes(of: .object(root)),
            payloadType: envelope.payloadType
        )
        return String(decoding: next.jsonBytes, as: UTF8.self)
    }

    /// Copies greeter's notes into SwiftPM's copy, as an update would.
    func updateNotes() throws {
        try app.git("fetch", "-q", "--prune", greeter.repository, "+refs/notes/*:refs/notes/*", in: mirror)
    }

    /// Lets what `https://example.com/team/greeter` names be greeter's repository.
    private func point() throws {
        try app.write(
            "[protocol \"file\"]\n\tallow = always\n[url \"\(greeter.repository)\"]\n\tinsteadOf = \(Self.url)\n",
            to: app.root + "/gitconfig"
        )
    }

    /// Verifies the dependencies: the status, the word about greeter and the codes of its reasons.
    func verify(_ arguments: String...) throws -> (status: Int32, word: String?, codes: Set<String>, run: Project.Run) {
        let run = try app.run(Project.executable, ["verify", "dependencies", "--format", "json"] + arguments)
        let line = try run.json()["artifacts"]?.array?.first { $0["kind"]?.string == "dependency" }
        let codes = Set((line?["reasons"]?.array ?? []).compactMap { $0["code"]?.string })
        return (run.status, line?["word"]?.string, codes, run)
    }

    private static func makeGreeter() throws -> Project {
        let greeter = try Project.plain()
        try greeter.write(
            """
            // swift-tools-version: 6.0
            import Foundation
            import PackageDescription
            if let folder = ProcessInfo.processInfo.environment["TMPDIR"] {
                FileManager.default.createFile(atPath: folder + "/../a-manifest-ran", contents: nil)
            }
            let package = Package(
                name: "greeter",
                products: [.library(name: "Greeter", targets: ["Greeter"])],
                targets: [.target(name: "Greeter")]
            )
            """,
            to: "Package.swift"
        )
        try greeter.write("public let hi = 1\n", to: "Sources/Greeter/Greeter.swift")
        try greeter.git("rm", "-rq", "Sources/App", "Models")
        try greeter.commit("Greeter")
        try greeter.expect(greeter.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", url))
        try greeter.commit("Add attestations")
        try greeter.git("tag", "1.0.0")
        return greeter
    }

    private func prepare() throws -> DependencyProject {
        try point()
        try app.edit(
            "Package.swift",
            "targets: [.target(name: \"App\")]",
            """
            dependencies: [.package(url: "\(Self.url)", from: "1.0.0")],
                targets: [.target(name: "App", dependencies: [.product(name: "Greeter", package: "greeter")])]
            """
        )
        try app.expect(app.run("swift", ["package", "--disable-dependency-cache", "resolve"]))
        try app.edit("attestations/policy.yaml", "version: 1", "version: 2")
        let policy = String(decoding: try app.bytes(of: "attestations/policy.yaml"), as: UTF8.self)
        let rule = """
              - name: "greeter"
                match: { kind: dependency, package: "\(Self.package)" }
                require:
                  - { statement: commit, root: "\(try greeterRoot())", role: review, threshold: 1 }

            """
        try app.write(policy + rule, to: "attestations/policy.yaml")
        try app.commit("Depend on greeter")
        try app.expect(app.hallmark("attest", "policy"))
        try app.expect(app.hallmark("attest"))
        try? FileManager.default.removeItem(atPath: marker)
        return self
    }
}
