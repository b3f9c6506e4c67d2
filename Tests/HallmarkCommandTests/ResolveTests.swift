import Foundation
import HallmarkCore
import Testing

/// `resolve`: no manifest of a dependency runs that was not accepted (hostile cases 23 and 70).
@Suite struct ResolveTests {
    @Test func withADependencyUnverifiedNoManifestRuns() throws {
        let project = try DependencyProject.make()
        let before = try project.app.bytes(of: ".build/workspace-state.json")
        let run = try project.app.hallmark("resolve", "--format", "json")
        #expect(run.status == 3, "\(run.text)")
        #expect(run.output.contains("stale-notes"))
        #expect(run.output.contains("hallmark vouch add greeter"))
        #expect(!project.manifestRan)
        #expect(try project.app.bytes(of: ".build/workspace-state.json") == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: project.app.repository + "/.build")
        #expect(!left.contains { $0.hasPrefix("hallmark-") })
    }

    @Test func whatIsAcceptedIsResolvedFromVerifiedCopies() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        for path in ["/.build", "/.swiftpm"] {
            try? FileManager.default.removeItem(atPath: project.app.repository + path)
        }
        let run = try project.app.hallmark("resolve")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output.contains("greeter@1.0.0: verified"))
        // Which shows that the marker would have told.
        #expect(project.manifestRan)
        let checkout = project.app.repository + "/.build/checkouts/greeter"
        #expect(try project.app.git("rev-parse", "HEAD", in: checkout) == project.greeter.git("rev-parse", "1.0.0"))
        let pins = try project.app.git("status", "--porcelain")
        #expect(pins == "", "Package.resolved stays as it was")
    }

    /// A root that came after the pinned commit is looked at by `verify` and by `resolve`.
    @Test func theRootsOfTheDefaultBranchCountInBoth() throws {
        let project = try DependencyProject.make()
        try project.greeter.expect(project.greeter.hallmark("attest", "commit"))
        try project.greeter.git("checkout", "-q", "-b", "trunk")
        try project.greeter.write("{}", to: "attestations/roots/2.json")
        try project.greeter.commit("A root that cannot be read")
        try project.app.git("fetch", "-q", project.greeter.repository, "+refs/*:refs/*", in: project.mirror)
        try project.app.git("symbolic-ref", "HEAD", "refs/heads/trunk", in: project.mirror)
        #expect(try project.verify().word == "unreadable")
        let run = try project.app.hallmark("resolve", "--format", "json")
        #expect(run.status == 1, "\(run.text)")
        #expect(try run.codes().contains("unreadable-dependency"))
        #expect(!project.manifestRan)
    }

    /// The pinned revision is the same; what git shows in its place runs.
    @Test func replaceObjectsNeverReachSwiftPM() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        let good = try project.greeter.git("rev-parse", "1.0.0")
        let evil = "evil-ran"
        try project.greeter.git("checkout", "-q", "-b", "evil")
        try project.greeter.edit("Package.swift", "a-manifest-ran", evil)
        let commit = try project.greeter.commit("Evil")
        for repository in [project.greeter.repository, try project.mirror] {
            try project.app.git("fetch", "-q", project.greeter.repository, "evil", in: repository)
            try project.app.git("replace", good, commit, in: repository)
        }
        #expect(try project.verify().word == "refused")
        let run = try project.app.hallmark("resolve")
        #expect(run.status == 0, "\(run.text)")
        #expect(project.manifestRan)
        #expect(!FileManager.default.fileExists(atPath: "\(project.app.root)/\(evil)"))
        #expect(try project.app.git("for-each-ref", "refs/replace", in: project.mirror) == "")
    }

    /// SwiftPM does not look at a checkout of the right revision again.
    @Test func aCheckoutThatWasChangedIsMadeAnew() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        try project.app.expect(project.app.hallmark("resolve"))
        let manifest = project.app.repository + "/.build/checkouts/greeter/Package.swift"
        let text = String(decoding: try project.app.bytes(of: manifest), as: UTF8.self)
        try FileManager.default.removeItem(atPath: manifest)
        try project.app.write(text.replacingOccurrences(of: "a-manifest-ran", with: "evil-ran"), to: manifest)
        try project.app.expect(project.app.hallmark("resolve"))
        #expect(!FileManager.default.fileExists(atPath: project.app.root + "/evil-ran"))
        #expect(String(decoding: try project.app.bytes(of: manifest), as: UTF8.self) == text)
    }

    @Test(arguments: [
        "Package.swift", "Package@swift-6.3.swift", "Package.resolved", ".swiftpm/configuration/mirrors.json",
    ])
    func aWorkTreeThatSteersSwiftPMElsewhereIsRefused(path: String) throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        let text = (try? project.app.bytes(of: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try project.app.write(text + "\n", to: path)
        let run = try project.app.hallmark("resolve", "--format", "json")
        #expect(run.status == 2, "\(run.text)")
        #expect(try run.codes() == ["work-tree-differs"])
        #expect(!project.manifestRan)
    }

    @Test func aHEADThatIsNotAcceptedIsNotResolved() throws {
        let project = try DependencyProject.make()
        try project.app.expect(project.app.hallmark("vouch", "add", "greeter", "--yes"))
        try project.app.write("public let greeting = 2\n", to: "Sources/App/App.swift")
        try project.app.commit("Not attested")
        let run = try project.app.hallmark("resolve")
        #expect(run.status == 3, "\(run.text)")
        #expect(!project.manifestRan)
    }
}
