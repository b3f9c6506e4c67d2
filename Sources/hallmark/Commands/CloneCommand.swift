import ArgumentParser
import Foundation
import HallmarkCore

/// `hallmark clone URL`: gets a repository with its notes, verifies it, and only then lets files appear.
struct CloneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clone",
        abstract: "Clones a repository with its notes and verifies it before any of its files appears.",
        discussion: "Example: hallmark clone https://example.com/team/app --trust-root sha256:HEX"
    )

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The branch to check out; without it, the remote's own choice.")
    var branch: String?

    @Argument(help: "Where the repository is.")
    var url: String

    @Argument(help: "The folder to clone into; without it, one with the repository's name.")
    var folder: String?

    func run() async throws {
        let surroundings = Surroundings.current
        let path = surroundings.absolute(try folder ?? name)
        var isCloned = false
        do {
            try await output.checkOut(trust, surroundings) {
                try await clone(into: path, surroundings)
                isCloned = true
                let repository = try OpenRepository(at: path)
                try await NoteSync(repository, remote: NotesCommand.defaultRemote, trust, surroundings).fetchAndTell()
                return try await destination(in: repository)
            }
        } catch {
            if isCloned {
                Output.error(
                    "\(path) holds the repository, with no files checked out. Go on there: hallmark checkout REVISION; or: rm -r \(ShellWord.quoted(path))"
                )
            }
            throw error
        }
    }

    private func clone(into path: String, _ surroundings: Surroundings) async throws {
        // Hooks of a template would run before anything is verified. The remote is called as notes are asked for, whatever
        // clone.defaultRemoteName says.
        let options = ["clone", "--quiet", "--no-checkout", "--origin", NotesCommand.defaultRemote]
        var arguments = GitCommandLine.withoutHooks + options
        if let branch { arguments += ["--branch", branch] }
        try await GitCommandLine(in: surroundings.directory).run(arguments + ["--", url, path])
    }

    private func destination(
        in repository: OpenRepository
    ) async throws -> (VerifiedCheckout, VerifiedCheckout.Destination) {
        let checkout = try VerifiedCheckout(repository)
        let branch = try await GitCommandLine(in: repository.workTree()).currentBranch()
        return (checkout, try checkout.destination(branch ?? "HEAD"))
    }

    // As git names it: the last component, without `.git`.
    private var name: String {
        get throws {
            var components = url.split(whereSeparator: { $0 == "/" || $0 == ":" })
            if components.last == ".git" { components.removeLast() }
            let last = components.last.map { $0.hasSuffix(".git") ? $0.dropLast(4) : $0 } ?? ""
            guard !last.isEmpty, last != ".", last != ".." else {
                throw ValidationError("Give the folder to clone \(url) into.")
            }
            return String(last)
        }
    }
}
