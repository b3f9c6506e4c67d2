import Foundation
import HallmarkCore
import HallmarkStatement
import Testing

/// `hallmark attest link`: steps, without any repository's policy.
@Suite struct AttestLinkTests {
    private let project: Project

    init() throws {
        project = try Project.plain()
        project.environment["HALLMARK_KEY"] = project.root + "/key"
        try project.expect(project.hallmark("keys", "generate", "--output", project.root + "/key"))
        try project.write("in", to: "in/a.txt")
        try project.write("no file of ours", to: "in/.git/config")
    }

    private func link(_ arguments: String...) throws -> Project.Run {
        try project.run(Project.executable, ["attest", "link", "--name", "build"] + arguments)
    }

    private func statement(_ path: String = "l.json") throws -> Statement {
        try Statement(payloadOf: Envelope(json: project.bytes(of: path)))
    }

    private func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(project.repository)/\(path)")
    }

    @Test func aLinkOfTheFirstFormIsVerifiedToo() throws {
        try project.write("out", to: "a.txt")
        try project.expect(link("--classic", "--products", "a.txt"))
        let files = try FileManager.default.contentsOfDirectory(atPath: project.repository)
        let file = try #require(files.first { $0.hasSuffix(".link") })
        let verify = { (artifact: String) in
            let key = ["--public-key", project.root + "/key.pub", "--artifact", artifact]
            return try project.run(Project.executable, ["verify", "envelope", file] + key)
        }
        let run = try verify("a.txt")
        #expect(run.status == 0, "\(run.text)")
        #expect(run.text.contains("in-toto Link"))
        #expect(try verify("in/a.txt").status == 2)
    }

    @Test func recordsMaterialsBeforeAndProductsAfterTheStep() throws {
        try project.write("old", to: "a.txt")
        let run = try link(
            "--materials",
            "in",
            "a.txt",
            "--products",
            "a.txt",
            "--output",
            "l.json",
            "--",
            "sh",
            "-c",
            "cat in/a.txt > a.txt; echo said; echo complained >&2"
        )
        #expect(run.status == 0, "\(run.text)")
        #expect(run.output == "wrote the link l.json\n")
        #expect(run.errors == "said\ncomplained\n")
        let statement = try statement()
        let link = try #require(try statement.predicate(as: LinkPredicate.self))
        #expect(link.name == "build")
        #expect(link.command == ["sh", "-c", "cat in/a.txt > a.txt; echo said; echo complained >&2"])
        #expect(link.materials?.map(\.name) == ["a.txt", "in/a.txt"])
        #expect(link.materials?[0].digest == DigestSet(Digest.sha256(Array("old".utf8))))
        #expect(link.byproducts == ["return-value": 0])
        #expect(link.environment == nil)
        let product = Subject(name: "a.txt", digest: DigestSet(Digest.sha256(Array("in".utf8))))
        #expect(statement.subjects == [product])
        #expect(!String(decoding: statement.jsonBytes, as: UTF8.self).contains(project.root))
    }

    @Test func recordsOutputOnlyWhenAsked() throws {
        let run = try link(
            "--products",
            "in",
            "--output",
            "l.json",
            "--record-output",
            "--",
            "sh",
            "-c",
            "echo said; echo complained >&2"
        )
        #expect(run.status == 0, "\(run.text)")
        let link = try #require(try statement().predicate(as: LinkPredicate.self))
        #expect(link.byproducts == ["return-value": 0, "stdout": "said\n", "stderr": "complained\n"])
        let large = try self.link(
            "--products",
            "in",
            "--output",
            "m.json",
            "--record-output",
            "--",
            "head",
            "-c",
            "1048577",
            "/dev/zero"
        )
        #expect(large.status == 1)
        #expect(large.errors.contains("more than the 1048576 bytes"))
        #expect(!isThere("m.json"))
    }

    @Test func aStepThatFailsIsNotSigned() throws {
        for command in [["sh", "-c", "exit 3"], ["no-such-program"], ["sh", "-c", "kill -9 $$"]] {
            let arguments = ["attest", "link", "--name", "build", "--products", "in", "--output", "l.json", "--"]
            let run = try project.run(Project.executable, arguments + command)
            #expect(run.status == 1)
            #expect(run.errors.contains("so nothing was signed"))
            #expect(!isThere("l.json"))
        }
    }

    @Test func aBundleHoldsTheStatement() throws {
        #expect(try link("--products", "in", "--bundle", "b.json").status == 0)
        guard case .envelope(let envelope) = try Bundle(json: project.bytes(of: "b.json")).content else {
            Issue.record("no envelope")
            return
        }
        #expect(try Statement(payloadOf: envelope).predicateType == LinkPredicate.type)
    }

    @Test func aFileThatIsThereIsRefusedBeforeTheStepRuns() throws {
        try project.write("", to: "l.json")
        for option in ["--output", "--bundle"] {
            let run = try link("--products", "in", option, "l.json", "--", "touch", "ran")
            #expect(run.status == 1)
            #expect(run.errors.contains("l.json exists, and is not overwritten"))
            #expect(!isThere("ran"))
        }
    }

    @Test(arguments: ["link", "pipe", "folder-with-link", "link-to-folder/a.txt"])
    func refusesWhatIsNoRegularFile(path: String) throws {
        let script = """
            ln -s in/a.txt link; mkfifo pipe; mkdir folder-with-link; ln -s ../in folder-with-link/b; ln -s in link-to-folder
            """
        try project.expect(project.run("sh", ["-c", script]))
        for option in ["--materials", "--products"] {
            let run = try link("--classic", option, path)
            #expect(run.status == (path.contains("/") ? 1 : 2), "\(run.text)")
            #expect(!run.errors.isEmpty && run.output.isEmpty)
        }
    }

    @Test func refusesPathsOfThisMachine() throws {
        for path in ["/etc/passwd", "..", project.root + "/tmp"] {
            let run = try link("--classic", "--products", path)
            #expect(run.status == 1)
            #expect(run.errors.contains("lies outside of the current folder"))
        }
        for argument in [project.repository + "/in", "--prefix=" + (try #require(project.environment["HOME"]))] {
            let run = try link("--classic", "--products", "in", "--", "echo", argument)
            #expect(run.status == 1)
            #expect(run.errors.contains("of this machine"))
            #expect(!run.errors.contains("--prefix"))
        }
        // The same file by its absolute path has the same name.
        #expect(try link("--products", project.repository + "/in", "--output", "l.json").status == 0)
        #expect(try statement().subjects.map(\.name) == ["in/a.txt"])
    }

    @Test func refusesWhatIsNotThere() throws {
        let missing = try link("--classic", "--materials", "none")
        #expect(missing.status == 3)
        #expect(missing.errors.contains("there is no file or folder none"))
        let nothing = try link("--materials", "in", "--output", "l.json")
        #expect(nothing.status == 3)
        #expect(nothing.errors.contains("the step has no product"))
    }

    @Test(arguments: [
        ["--products", "in"], ["--classic", "--bundle", "b"], ["--products", "", "--output", "l.json"],
        ["--record-output", "--output", "l.json"], ["--classic", "--name", ""], ["--classic", "--name", "a/b"],
        ["--classic", "--name", ".."],
    ])
    func refusesWrongUsage(arguments: [String]) throws {
        let name = arguments.contains("--name") ? [] : ["--name", "build"]
        #expect(try project.run(Project.executable, ["attest", "link"] + name + arguments).status == 64)
    }

    @Test func noClassicLinkIsSignedBySSH() throws {
        let key = project.root + "/ssh"
        try project.expect(project.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]))
        let run = try link("--classic", "--products", "in", "--key", key)
        #expect(run.status == 1)
        #expect(run.errors.contains("in-toto-verify reads no signature that was made by SSH"))
        #expect(try link("--products", "in", "--key", key, "--output", "l.json").status == 0)
    }

    @Test func aClassicLinkHasTheNameThatVerifiersLookFor() throws {
        let run = try link("--classic", "--products", "in")
        #expect(run.status == 0, "\(run.text)")
        let envelope = try Envelope(
            json: project.bytes(of: String(run.output.dropFirst("wrote the link ".count).dropLast()))
        )
        let keyID = try #require(envelope.signatures.first?.keyID)
        #expect(run.output == "wrote the link build.\(keyID.prefix(8)).link\n")
        let link = try ClassicLink(payloadOf: envelope)
        #expect(link.products.keys.sorted() == ["in/a.txt"])
        #expect(link.byproducts.isEmpty && link.command.isEmpty && link.environment.isEmpty)
    }
}
