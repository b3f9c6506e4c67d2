import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkReport
import HallmarkStatement
import HallmarkVerification

/// `hallmark policy`: what must be signed, by whom, and what that means.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Writes, checks, explains and tries policies.",
        subcommands: [Init.self, Check.self, Explain.self, Test.self]
    )

    /// `hallmark policy init`.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a documented starting policy from what the repository contains.",
            discussion: """
                Our own models, commits and SBOM are enforced from the first day; dependencies are observed for 90 days.

                Example: hallmark policy init
                """
        )

        @OptionGroup var repository: RepositoryOptions

        @Option(help: "The URI of this repository; without it, that of the root, or of the remote \"origin\".")
        var repositoryUri: String?

        @Option(help: "The commit at which signing begins; what comes before is never refused, and never accepted.")
        var startsAt: String?

        @Flag(help: "Writes to standard output, and no file.")
        var print = false

        func run() async throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let uri = try await Setup.repositoryURI(repositoryUri, of: open, root: Setup.root(of: open))
            let start = try startsAt.map { try VerifyCommand.commit($0, open).id.hex }
            let template = try PolicyTemplate(uri, in: open, startsAt: start, at: surroundings.now)
            guard !print else { return Output.result(template.text) }
            let path = try open.workTree() + TreeContents.policyPath
            let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileWriter.create(path, bytes: Array(template.text.utf8))
            Output.line("wrote \(TreeContents.policyPath); in force once signed:")
            Output.line("  hallmark policy check && git add attestations && git commit && hallmark attest policy")
        }
    }

    /// What `check` and `explain` take.
    struct Options: ParsableArguments {
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "The policy's file; without it, attestations/policy.yaml of the work tree.")
        var policy: String?

        /// The policy of the file, and the newest root of the tree, which nobody needs to have pinned for this.
        func read(_ surroundings: Surroundings) throws -> PolicyUnderEdit {
            try PolicyUnderEdit(policy, repository, at: trust.judgement.time(surroundings), surroundings)
        }
    }

    /// `hallmark policy check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says whether a policy could be in force: form, shared policies, expiry, and who could meet it.",
            discussion: "Example: hallmark policy check"
        )

        @OptionGroup var options: Options

        func run() async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(options.output) { try options.read(surroundings).verdict }
        }
    }

    /// `hallmark policy explain [PATH…]`.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says in plain words what a policy asks, of what, and who can sign it.",
            discussion: "Example: hallmark policy explain Models/classifier.safetensors"
        )

        @OptionGroup var options: Options

        @Argument(help: "Models: only the rules about them. Without one, every rule.")
        var paths: [String] = []

        func run() async throws {
            let surroundings = Surroundings.current
            let edit = try options.read(surroundings)
            let rules = try paths.isEmpty ? edit.policy.rules : edit.rules(about: paths, surroundings)
            let explanation = PolicyExplanation(edit.policy, rules: rules, root: edit.root, at: edit.time)
            switch options.output.format {
            case .text: Output.lines(explanation.text)
            case .json: Output.result(explanation.json)
            case .sarif: try OutputOptions.refuseSARIF()
            }
            guard rules.isEmpty else { return }
            throw DecisionExit(decision: .missing)
        }
    }

    /// `hallmark policy test EXAMPLE…`.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs a policy, as if it were signed, against recorded examples: does it decide as it did then?",
            discussion: """
                An example is what "hallmark verify … --evidence FILE" wrote: the evidence of that time, and its decision. \
                Record some that must pass and some that must not, and run the policy against them before it is signed.

                Example: hallmark policy test examples/*.evidence.json
                """
        )

        @OptionGroup var options: Options

        @Argument(help: "Files of evidence.")
        var examples: [String]

        func validate() throws { try PathArgument.refuseEmpty(examples) }

        func run() async throws {
            let surroundings = Surroundings.current
            let edit = try options.read(surroundings)
            try await VerifyCommand.report(options.output) {
                Verdict(lines: try examples.map { try Self.line($0, edit, surroundings) })
            }
        }

        private static func line(
            _ example: String,
            _ edit: PolicyUnderEdit,
            _ surroundings: Surroundings
        ) throws -> Verdict.Line {
            let file = try EvidenceCommand.read(example, surroundings)
            guard let then = file.verdict["decision"]?.string else {
                throw Failure(.undecided, "evidence", "\(example) says of no decision", mend: "record it again")
            }
            let verdict: Verdict
            do {
                verdict = try Judgement(file.inquiry, tryingOut: edit.policy, bytes: edit.bytes).verdict
            } catch {
                throw Failure(error.decision, error.code.rawValue, "\(example): \(error.reason)")
            }
            let now = verdict.decision.rawValue
            guard now != then else {
                return Verdict.Line(kind: "example", name: "\(example): \(now)", decision: .accepted)
            }
            let causes = verdict.lines.filter { $0.decision != .accepted }.flatMap(\.reasons).prefix(10)
            let reason = Reason(
                "other-decision",
                "the policy decides otherwise than the one of then",
                expected: then,
                found: now,
                mend: "change the policy, or record the example again if the new decision is meant"
            )
            return Verdict.Line(kind: "example", name: example, decision: .rejected, reasons: [reason] + causes)
        }
    }
}
