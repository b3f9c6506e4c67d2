import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

extension AttestCommand {
    /// `hallmark attest vsa`.
    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "vsa",
            abstract: "Verifies a revision and signs the outcome (SLSA Verification Summary Attestation v1).",
            discussion: """
                Verifies as hallmark verify commit does, and ends with its exit code. Only what is accepted is signed; \
                with --allow-failed what is rejected or missing is signed as FAILED. What is undecided is never signed.

                Example: hallmark attest vsa --revision v1.2.0 --output vsa.json
                """
        )

        @OptionGroup var options: SummaryOptions

        @Option(help: "A level that the policy stands for; may be repeated. Levels of SLSA are not ours to give.")
        var level = [VerificationSummary.level]

        @Flag(help: "Also signs that a revision was rejected, or that evidence is missing.")
        var allowFailed = false

        func validate() throws {
            guard level.allSatisfy(VerificationSummary.isOwnLevel) else {
                throw ValidationError("--level takes a name that does not begin with SLSA_, and not FAILED.")
            }
        }

        func run() async throws {
            try await options.sign(label: "vsa", levels: level, allowingFailed: allowFailed) { summary, time in
                try summary.statement(at: time)
            }
        }
    }

    /// `hallmark attest svr`.
    struct ResultSummary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "svr",
            abstract: "Verifies a revision and signs which rules it meets (Simple Verification Result v0.2).",
            discussion: """
                Verifies as hallmark attest vsa does, and signs only what is accepted. The properties are the names of the \
                rules of the policy that are about something and were met.

                Example: hallmark attest svr --revision v1.2.0 --output svr.json
                """
        )

        @OptionGroup var options: SummaryOptions

        func run() async throws {
            try await options.sign(label: "svr") { summary, time in try summary.resultStatement(at: time) }
        }
    }

    /// What summaries of either kind take.
    struct SummaryOptions: ParsableArguments {
        @OptionGroup var options: Options
        @OptionGroup var trust: TrustOptions
        @OptionGroup var report: OutputOptions

        @Option(help: "The revision, such as HEAD, a tag or a commit id.")
        var revision = "HEAD"

        @Option(help: "The URI of who verified; without it, that of the policy's repository with #hallmark.")
        var verifierId: String?

        @Option(help: "Also writes the envelope to this new file.")
        var output: String?

        func validate() throws {
            guard trust.judgement.at == nil else {
                throw ValidationError("--at does not go with a summary, which says what was found now.")
            }
        }

        /// Verifies the revision, signs what is to be said of it, and reports.
        func sign(
            label: String,
            levels: [String] = [],
            allowingFailed: Bool = false,
            statement: (VerificationSummary, Timestamp) throws -> Statement
        ) async throws {
            let surroundings = Surroundings.current
            try await VerifyCommand.report(report) {
                let repository = try options.repository.open(surroundings)
                let signer = try options.signing.signer(surroundings)
                var target = try VerifyCommand.target(revision, repository)
                // One that rested on another would never grow old.
                target.ignoresSummaries = true
                let result = try Verification(options: trust, surroundings: surroundings).run(target)
                let decision = result.verdict.decision
                let observed = result.verdict.observed.map { "\"\($0.rule)\"" }
                guard observed.isEmpty else {
                    throw Failure(
                        .missing,
                        "not-enforced",
                        "a summary says that the policy is met, and rule \(Set(observed).sorted().joined(separator: ", ")) is not: it is only observed",
                        mend: "hallmark verify, and mend what it says, or end observing in attestations/policy.yaml"
                    )
                }
                guard decision == .accepted || (allowingFailed && decision != .undecided) else {
                    Output.error("nothing was signed, since the revision is \(decision.rawValue)")
                    return result.verdict
                }
                let summary = try VerificationSummary(result, verifier: verifierId, levels: levels)
                let envelope = try signer.envelope(statement(summary, surroundings.now))
                try store(envelope, label: label, about: summary.commit, in: repository, by: signer)
                return result.verdict
            }
        }

        private func store(
            _ envelope: Envelope,
            label: String,
            about commit: ObjectID,
            in repository: OpenRepository,
            by signer: any Signer
        ) throws {
            if let output { try NewFile.write(envelope, to: output, .current, say: report.say) }
            try options.write(envelope, by: signer, say: report.say)
            let item = StatementStore.Item(
                envelope: envelope,
                object: commit,
                namespace: .attestations,
                label: label
            )
            try options.storeNotes([item], in: repository, say: report.say)
        }
    }
}
