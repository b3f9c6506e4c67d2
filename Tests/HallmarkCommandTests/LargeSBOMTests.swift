import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import Testing

/// An SBOM that is too large for a note: the statement refers to it, and the notes keep it.
@Suite struct LargeSBOMTests {
    private let project: Project
    /// The git blob that has the SBOM.
    private let blob: String

    init() throws {
        project = try Project.signed()
        for number in 0..<400 {
            try project.write(bytes: Project.safetensors("\(number)"), to: "Models/m\(number).safetensors")
        }
        try project.commit("Many models")
        try project.expect(project.hallmark("attest", "sbom", "--record"))
        let name = try project.git("notes", "--ref", "attestations", "show", "HEAD")
        let statement = try Statement(payloadOf: Envelope(json: Array(name.utf8)))
        let reference = try #require(try SBOMReference(statement))
        let size = try project.git("cat-file", "-s", reference.blob)
        guard try #require(Int(size)) > 256 << 10 else { throw Project.Failure(description: "\(size) bytes") }
        blob = reference.blob
    }

    /// The verdict on the package.
    private func package(in folder: String? = nil) throws -> (decision: String?, codes: [String]) {
        let lines = try project.hallmark("verify", "--format", "json", in: folder).json()["artifacts"]?.array ?? []
        let line = try #require(lines.first { $0["kind"] == "package" })
        return (line["decision"]?.string, line["reasons"]?.array?.compactMap { $0["code"]?.string } ?? [])
    }

    @Test func isJudgedAsIfTheStatementHeldIt() throws {
        #expect(try package() == ("accepted", []))
        try project.edit("Package.swift", "// swift-tools-version: 6.0\n", "// swift-tools-version: 6.0\n\n")
        try project.commit("Another input")
        let changed = try package()
        #expect(changed.decision == "rejected")
        #expect(changed.codes.contains("sbom-inputs"))
    }

    @Test func outlivesTheCollectionOfGarbageAndTravelsWithTheNotes() throws {
        try project.git("-c", "gc.reflogExpire=now", "gc", "-q", "--prune=now")
        #expect(try package() == ("accepted", []))
        let clone = project.root + "/clone"
        try project.git("clone", "-q", "file://" + project.repository, clone)
        try project.git("fetch", "-q", "origin", "refs/notes/attestations*:refs/notes/attestations*", in: clone)
        #expect(try project.hallmark("trust", "pin", project.pin(), in: clone).status == 0)
        #expect(try package(in: clone) == ("accepted", []))
    }

    @Test func withoutNotesItsRecordedStatementIsMissingADocument() throws {
        try project.expect(project.hallmark("attest", "policy", "--record"))
        try project.commit("Record")
        let clone = project.root + "/clone"
        try project.git("clone", "-q", "file://" + project.repository, clone)
        #expect(try project.hallmark("trust", "pin", project.pin(), in: clone).status == 0)
        #expect(try package(in: clone) == ("missing", ["no-document"]))
    }

    @Test func aBlobThatIsNotTheSignedDocumentIsRejected() throws {
        try project.git("notes", "--ref", "attestations", "remove", "HEAD~1")
        let signer = KeySigner(try PrivateKey(pem: project.bytes(of: project.key), passphrase: nil))
        let reference = SBOMReference(packagePath: ".", digest: Digest.sha256([]), blob: blob)
        let statement = Statement(
            subjects: [Subject(name: "Package.swift", digest: DigestSet(Digest.sha256([])))],
            predicate: reference.predicate(repository: Project.repositoryURI)
        )
        let line = String(decoding: try signer.envelope(statement).jsonBytes, as: UTF8.self)
        try project.git("notes", "--ref", "attestations", "add", "-f", "-m", line, "HEAD")
        #expect(try package() == ("rejected", ["other-document"]))
    }

    @Test func anotherDocumentInItsPlaceIsNotTakenForIt() throws {
        // The statement about the commit before contradicts this one, and that would decide.
        try project.git("notes", "--ref", "attestations", "remove", "HEAD~1")
        // A loose object whose bytes are not those of its name: git's own check catches it before ours.
        let path = "\(project.repository)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        let other = try project.run("git", ["hash-object", "-w", "--stdin"], input: "other").output
        let otherPath = "\(project.repository)/.git/objects/\(other.prefix(2))/\(other.dropFirst(2).prefix(38))"
        let bytes = try project.bytes(of: otherPath)
        try FileManager.default.removeItem(atPath: path)
        try project.write(bytes: bytes, to: path)
        #expect(try package() == ("missing", ["no-document"]))
        let run = try project.hallmark("verify")
        #expect(run.output.contains("note: the SBOM in git object \(blob) cannot be read"))
        try FileManager.default.removeItem(atPath: path)
        #expect(try package() == ("missing", ["no-document"]))
    }
}

extension Project {
    /// The digest of the root of trust, as `hallmark trust pin` takes it.
    fileprivate func pin() throws -> String {
        let root = try Envelope(json: bytes(of: "attestations/roots/1.json"))
        return Digest.sha256(root.payload).description
    }
}
