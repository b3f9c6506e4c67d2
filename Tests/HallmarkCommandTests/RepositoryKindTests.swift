import Foundation
import HallmarkCore
import Testing

/// Every kind of repository works, or it is said precisely what is unsupported and what to do.
@Suite struct RepositoryKindTests {
    enum Kind: String, CaseIterable, Sendable {
        case full, bare, linkedWorktree, separateGitDir, alternates, sparse, sparseWorktree, bareWithWorktrees, shallow
        case partial
    }

    enum Unsupported: String, CaseIterable, Sendable {
        case sha256, reftable, relativeWorktrees, worktreeSetting
    }

    /// Makes a repository of a kind from a signed one, with its notes, and gives its folder.
    private func make(_ kind: Kind, from project: Project) throws -> String {
        let origin = project.repository
        let path = "\(project.root)/clone"
        try project.git("config", "uploadpack.allowFilter", "true")
        try project.git("config", "uploadpack.allowAnySHA1InWant", "true")
        var place = path
        switch kind {
        case .full: try project.git("clone", "-q", origin, path)
        case .bare: try project.git("clone", "-q", "--bare", origin, path)
        case .linkedWorktree:
            try project.git("clone", "-q", origin, path)
            place = path + "-tree"
            try project.git("worktree", "add", "-q", "--detach", place, in: path)
        case .separateGitDir: try project.git("clone", "-q", "--separate-git-dir", path + ".git", origin, path)
        case .alternates: try project.git("clone", "-q", "--shared", origin, path)
        case .sparse, .sparseWorktree:
            try project.git("clone", "-q", origin, path)
            if kind == .sparseWorktree {
                place = path + "-tree"
                try project.git("worktree", "add", "-q", "--detach", place, in: path)
            }
            try project.git("sparse-checkout", "set", "--cone", "attestations", in: place)
            try project.git("config", "core.repositoryformatversion", "1", in: path)
        case .bareWithWorktrees:
            try project.git("clone", "-q", "--bare", origin, path)
            place = path + "-tree"
            try project.git("worktree", "add", "-q", "--detach", place, in: path)
            try project.git("config", "core.repositoryformatversion", "1", in: path)
            try project.git("config", "extensions.worktreeConfig", "true", in: path)
            try project.git("config", "--unset", "core.bare", in: path)
            try project.write("[core]\n\tbare = true\n", to: path + "/config.worktree")
            place = path
        case .shallow: try project.git("clone", "-q", "--depth", "1", "file://" + origin, path)
        case .partial:
            try project.git("clone", "-q", "--filter=blob:none", "file://" + origin, path)
            try project.git("config", "core.repositoryformatversion", "1", in: path)
            try project.git("config", "extensions.partialClone", "origin", in: path)
        }
        try project.git("fetch", "-q", origin, "refs/notes/attestations*:refs/notes/attestations*", in: place)
        if kind == .partial { try project.git("fetch", "-q", "--refetch", "--no-filter", in: place) }
        return place
    }

    @Test(arguments: Kind.allCases)
    func verifiesAndAttestsIn(kind: Kind) throws {
        let project = try Project.signed()
        let place = try make(kind, from: project)
        let verified = try project.hallmark("verify", "commit", in: place)
        #expect(verified.status == 0, "\(verified.text)")
        let attested = try project.hallmark("attest", "commit", in: place)
        #expect(attested.status == 0, "\(attested.text)")
        #expect(try project.git("notes", "--ref", "attestations", "show", "HEAD", in: place).contains("payload"))
        // A sparse work tree lacks files, whereas git's objects do not.
        guard ![.sparse, .sparseWorktree].contains(kind) else { return }
        let chain = try project.hallmark("verify", in: place)
        #expect(chain.status == 0, "\(chain.text)")
    }

    /// Hostile cases 60 to 62: never "no attestations".
    @Test(arguments: Unsupported.allCases)
    func saysWhatIsUnsupportedAndWhatToDo(kind: Unsupported) throws {
        let project = try Project.signed()
        var place = project.repository
        switch kind {
        case .sha256:
            place = project.root + "/sha256"
            try project.git("init", "-q", "--object-format=sha256", place)
        case .reftable, .relativeWorktrees:
            try project.git("config", "core.repositoryformatversion", "1")
            let setting =
                kind == .reftable ? ["extensions.refStorage", "reftable"] : ["extensions.relativeWorktrees", "true"]
            try project.write(
                String(decoding: try project.bytes(of: ".git/config"), as: UTF8.self)
                    + "[extensions]\n\t\(setting[0].dropFirst("extensions.".count)) = \(setting[1])\n",
                to: ".git/config"
            )
        case .worktreeSetting:
            try project.git("config", "core.repositoryformatversion", "1")
            try project.git("config", "extensions.worktreeConfig", "true")
            try project.write("[core]\n\tworktree = /elsewhere\n", to: ".git/config.worktree")
        }
        let remedy =
            switch kind {
            case .sha256: "git archive"
            case .reftable: "git refs migrate --ref-format=files"
            case .relativeWorktrees: "git config --unset extensions.relativeWorktrees"
            case .worktreeSetting: "--unset core.worktree"
            }
        for arguments in [["verify"], ["verify", "commit"], ["attest", "commit"], ["verify", "dependencies"]] {
            let run = try project.run(Project.executable, arguments, in: place)
            #expect(run.status == 1, "\(arguments): \(run.text)")
            #expect(run.text.contains("not supported"), "\(run.text)")
            #expect(run.text.contains(remedy), "\(run.text)")
        }
    }

    /// Hostile case 53: libgit2 1.5 gives another error than later ones, and honours the exact path only.
    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
    func aRepositoryOfSomeoneElseIsNamedAsThat() throws {
        let project = try Project.signed()
        // libgit2 knows the user's configuration in its usual place only.
        project.environment["HOME"] = project.root + "/config"
        project.environment["GIT_CONFIG_GLOBAL"] = nil
        for path in ["", "/.git"] {
            try FileManager.default.setAttributes(
                [.ownerAccountID: 65534],
                ofItemAtPath: project.repository + path
            )
        }
        let run = try project.hallmark("verify", "--format", "json", in: project.repository + "/Sources")
        #expect(run.status == 1, "\(run.text)")
        #expect(try run.codes() == ["foreign-owner"])
        let command = try #require(run.output.firstRange(of: "git config --global --add safe.directory "))
        let rest = run.output[command.lowerBound...].prefix { $0 != "\"" }
        try project.expect(project.run("sh", ["-c", String(rest)]))
        let after = try project.hallmark("verify")
        #expect(after.status == 0, "\(after.text)")
    }

    /// Hostile case 26: which object is missing, and how to get it.
    @Test func aNoteThatAPartialCloneLeftOutIsNamedWithTheFetch() throws {
        let project = try Project.signed()
        try project.git("config", "uploadpack.allowFilter", "true")
        try project.git("config", "uploadpack.allowAnySHA1InWant", "true")
        let clone = project.root + "/clone"
        try project.git("clone", "-q", "--filter=blob:none", "file://" + project.repository, clone)
        try project.git("fetch", "-q", "origin", "refs/notes/attestations*:refs/notes/attestations*", in: clone)
        let blob = try project.git("rev-parse", "refs/notes/attestations:\(try noteName(project))")
        let run = try project.hallmark("verify", "--format", "json", in: clone)
        #expect(run.status == 1, "\(run.text)")
        #expect(try run.codes().contains("unreadable-note"))
        #expect(run.output.contains("git cat-file -p \(blob)"))
        #expect(!run.output.contains("no-notes"))
        try project.git("fetch", "-q", "--refetch", "--no-filter", "origin", "refs/notes/*:refs/notes/*", in: clone)
        let after = try project.hallmark("verify", in: clone)
        #expect(after.status == 0, "\(after.text)")
    }

    private func noteName(_ project: Project) throws -> String {
        let head = try project.git("rev-parse", "HEAD")
        let names = try project.git("ls-tree", "-r", "--name-only", "refs/notes/attestations").split(separator: "\n")
        return try #require(names.first { $0.replacing("/", with: "") == head }).description
    }

    /// Hostile case 25: the commit at a shallow edge is whole; what lies behind it is not asked for.
    @Test func aShallowCloneWithoutNotesIsMissingItsNotes() throws {
        let project = try Project.signed()
        let clone = project.root + "/clone"
        try project.git("clone", "-q", "--depth", "1", "file://" + project.repository, clone)
        let run = try project.hallmark("verify", "--format", "json", in: clone)
        #expect(run.status == 3, "\(run.text)")
        #expect(try run.codes().contains("no-notes"))
    }

    /// Hostile case 54: a repository's configuration names programs, and none of them is run.
    @Test func aConfigurationIsNotCode() throws {
        let project = try Project.signed()
        let marker = project.root + "/a-program-ran"
        for setting in [
            "core.fsmonitor", "core.sshCommand", "core.hooksPath", "filter.x.smudge", "core.pager", "diff.external",
        ] {
            try project.git("config", setting, "touch \(marker); false")
        }
        for arguments in [
            ["verify"], ["verify", "commit"], ["verify", "dependencies"], ["status"], ["attest", "commit"],
        ] {
            _ = try project.run(Project.executable, arguments)
            #expect(!FileManager.default.fileExists(atPath: marker), "\(arguments)")
        }
    }
}
