import Testing

/// `hallmark verify commit REV --history|--since REV`.
@Suite struct HistoryTests {
    private let project: Project

    init() throws {
        project = try Project.signed()
        for number in 1...3 {
            try project.write("// \(number)", to: "Sources/app/Number.swift")
            try project.commit("Commit \(number)")
            if number != 2 { try project.expect(project.hallmark("attest", "commit")) }
        }
    }

    private func verify(_ arguments: String...) throws -> Project.Run {
        try project.run(Project.executable, ["verify", "commit"] + arguments)
    }

    @Test func everyCommitIsJudged() throws {
        #expect(try verify("HEAD").status == 0)
        let run = try verify("HEAD", "--since", "HEAD~3")
        #expect(run.status == 3, "\(run.text)")
        #expect(run.output.contains("accepted  history 1 commits before"))
        let second = try project.git("rev-parse", "HEAD~1")
        #expect(run.output.contains("missing   commit \(second)"))
        #expect(try verify("HEAD", "--history").status == 3)
        #expect(try verify("HEAD~2", "--since", "HEAD~3").status == 0)
        try project.git("checkout", "-q", second)
        try project.expect(project.hallmark("attest", "commit"))
        let mended = try verify("main", "--since", "HEAD~2")
        #expect(mended.status == 0, "\(mended.text)")
        #expect(mended.output.contains("accepted  history 2 commits before"))
    }

    @Test func aCopiedNoteIsRejected() throws {
        try project.git("notes", "--ref", "attestations", "copy", "-f", "HEAD", "HEAD~1")
        let run = try verify("HEAD", "--since", "HEAD~3")
        #expect(run.status == 2, "\(run.text)")
        #expect(run.output.contains("[other-content]"))
    }

    @Test func aHistoryThatIsCutOffIsUndecided() throws {
        let place = project.repository + "-shallow"
        try project.git("clone", "-q", "--depth", "2", "file://\(project.repository)", place)
        try project.git("-C", place, "fetch", "-q", "origin", "refs/notes/*:refs/notes/*")
        let run = try project.run(Project.executable, ["verify", "commit", "--history", "-C", place])
        #expect(run.status == 1, "\(run.text)")
        #expect(run.errors.contains("git fetch --unshallow"))
    }

    @Test func aCommitIsTheEndOrTheHistoryIsWhole() throws {
        #expect(try verify("HEAD", "--history", "--since", "HEAD~1").status == 64)
        #expect(try verify("HEAD", "--since", "nowhere").status == 1)
    }
}
