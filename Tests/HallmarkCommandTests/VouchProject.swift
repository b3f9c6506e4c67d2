import Foundation
import HallmarkCore
import HallmarkStatement

/// A signed project that pins packages of repositories beside it, in copies as SwiftPM keeps them, without SwiftPM.
final class VouchProject {
    let app: Project
    private var names: [String] = []
    private var pins: [String: (commit: String, version: String)] = [:]

    init() throws { app = try Project.signed() }

    func package(_ name: String) -> String { "pkg:swift/example.com/team/\(name)" }
    func source(_ name: String) -> String { "\(app.root)/packages/\(name)" }
    func mirror(_ name: String) -> String { app.repository + "/.build/repositories/\(name)-00000000" }

    /// Makes a package's repository with a first version, `1.0.0`, pinned.
    func add(_ name: String, _ files: [String: String] = ["Package.swift": "// swift-tools-version: 6.0\n"]) throws {
        let path = source(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try app.git("init", "-q", "-b", "main", in: path)
        try app.git("clone", "-q", "--mirror", path, mirror(name))
        try app.git("config", "remote.origin.url", "https://example.com/team/\(name)", in: mirror(name))
        names.append(name)
        try release(name, "1.0.0", files)
    }

    /// Writes files, tags them and pins that version.
    func release(_ name: String, _ version: String, _ files: [String: String]) throws {
        for (file, text) in files { try app.write(text, to: "\(source(name))/\(file)") }
        try app.git("add", "-A", in: source(name))
        try tag(name, version)
    }

    /// Commits what the index of a package holds, as it stands there.
    func tag(_ name: String, _ version: String) throws {
        try app.git("commit", "-q", "--allow-empty", "-m", version, in: source(name))
        try app.git("tag", "--force", version, in: source(name))
        try pin(name, version)
    }

    /// Pins a version that is there already.
    func pin(_ name: String, _ version: String) throws {
        try app.git("fetch", "-q", source(name), "+refs/*:refs/*", in: mirror(name))
        pins[name] = (try app.git("rev-parse", version + "^{commit}", in: source(name)), version)
        try writePins()
    }

    private func writePins() throws {
        let entries = names.compactMap { name -> JSONValue? in
            guard let pin = pins[name] else { return nil }
            return [
                "identity": .string(name), "kind": "remoteSourceControl",
                "location": .string("https://example.com/team/\(name)"),
                "state": ["revision": .string(pin.commit), "version": .string(pin.version)],
            ]
        }
        let bytes = JSONWriter.bytes(of: ["pins": .array(entries), "version": 2], layout: .indented)
        try app.write(bytes: bytes, to: "Package.resolved")
        try app.git("add", "--force", "Package.resolved")
        try app.git("commit", "-q", "--allow-empty", "-m", "Pin")
    }

    /// Puts rules in the place of the template's about dependencies, and signs the policy.
    func policy(_ rules: String) throws {
        let path = "attestations/policy.yaml"
        var lines = String(decoding: try app.bytes(of: path), as: UTF8.self).components(separatedBy: "\n")
        if let place = lines.firstIndex(where: { $0.hasPrefix("  - name: \"dependencies\"") }) {
            lines.removeSubrange(place...(place + 3))
            let next = lines[place...].firstIndex { $0.hasPrefix("  # What a release") } ?? lines.endIndex
            lines.removeSubrange(place..<next)
        }
        if let place = lines.firstIndex(of: "  # rules of the test") { lines.removeSubrange(place...) }
        let number = lines.firstIndex { $0.hasPrefix("version: ") } ?? 0
        let version = Int(lines[number].dropFirst("version: ".count)) ?? 0
        lines[number] = "version: \(version + 1)"
        try app.write(lines.joined(separator: "\n") + "\n  # rules of the test\n" + rules + "\n", to: path)
        try app.commit("Policy")
        try app.expect(app.hallmark("attest", "policy"))
    }

    /// One rule about one package, or about all.
    static func rule(_ package: String, _ requirements: String..., count: Int? = nil) -> String {
        let name = package.filter { $0.isLetter || $0.isNumber }
        let lines = requirements.map { "      - { \($0), threshold: 1 }" }.joined(separator: "\n")
        let count = count.map { "    count: \($0)\n" } ?? ""
        return """
              - name: "\(name)"
                match: { kind: dependency, package: "\(package)" }
            \(count)    require:
            \(lines)
            """
    }

    static let ours = "statement: review, role: review"

    func vouch(_ arguments: String...) throws -> Project.Run {
        try app.run(Project.executable, ["vouch", "add"] + arguments + ["--yes"])
    }

    /// What is verified of each dependency: its word, and the codes of its reasons.
    func verify() throws -> (status: Int32, words: [String: String], codes: [String: Set<String>], run: Project.Run) {
        let run = try app.run(Project.executable, ["verify", "dependencies", "--format", "json"])
        var (words, codes): ([String: String], [String: Set<String>]) = ([:], [:])
        for line in try run.json()["artifacts"]?.array ?? [] where line["kind"]?.string == "dependency" {
            let package = (line["name"]?.string ?? "").split(separator: "@").first ?? ""
            let name = String(package.split(separator: "/").last ?? "")
            words[name] = line["word"]?.string
            codes[name] = Set((line["reasons"]?.array ?? []).compactMap { $0["code"]?.string })
        }
        return (run.status, words, codes, run)
    }

    func suggest() throws -> (status: Int32, suggestions: [JSONValue], run: Project.Run) {
        let run = try app.run(Project.executable, ["vouch", "suggest", "--format", "json"])
        return (run.status, try run.json()["suggestions"]?.array ?? [], run)
    }

    /// Gives a package maintainers with a root and a signed version, which is pinned; the root's digest.
    func maintain(_ name: String, version: String) throws -> String {
        let maintainers = try Project.plain()
        try FileManager.default.removeItem(atPath: maintainers.repository)
        try FileManager.default.copyItem(atPath: source(name), toPath: maintainers.repository)
        let uri = "https://example.com/team/\(name)"
        try maintainers.expect(maintainers.hallmark("init", "--yes", "--skip", "hooks", "--repository-uri", uri))
        try maintainers.commit("Add attestations")
        try maintainers.git("tag", version)
        try maintainers.expect(maintainers.hallmark("attest", "commit"))
        try app.git("fetch", "-q", maintainers.repository, "+refs/*:refs/*", "--update-head-ok", in: source(name))
        try pin(name, version)
        return try Self.root(of: maintainers)
    }

    /// Forgets what was seen of notes, which tests take away on purpose; the pin stays.
    func forget() throws {
        let state = app.root + "/state/hallmark"
        let manager = FileManager.default
        for name in try manager.contentsOfDirectory(atPath: state) where name == "dependencies" {
            try manager.removeItem(atPath: "\(state)/\(name)")
        }
        for path in try manager.subpathsOfDirectory(atPath: state) where path.hasSuffix("state.json") {
            let file = "\(state)/\(path)"
            var members = try JSONParser.parse(app.bytes(of: file)).object ?? [:]
            members["notes"] = nil
            try app.write(bytes: JSONWriter.bytes(of: .object(members), layout: .indented), to: file)
        }
    }

    /// The digest of another project's root 1.
    static func root(of project: Project) throws -> String {
        let envelope = try Envelope(json: project.bytes(of: "attestations/roots/1.json"))
        return Digest.sha256(envelope.payload).description
    }
}
