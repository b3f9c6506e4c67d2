import ArgumentParser
import HallmarkCore
import HallmarkReport
import HallmarkVerification

/// `hallmark evidence`: what a verification used, looked at and judged again.
struct EvidenceCommand: AsyncParsableCommand {
    /// What judges here, as evidence files name it.
    static let tool = "hallmark \(hallmarkVersion)"

    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Shows what a verification used, and judges it again: without network, git or clock.",
        discussion: "Example: hallmark evidence show v1.2.0.evidence.json --format html > v1.2.0.html",
        subcommands: [Replay.self, Show.self]
    )

    /// What reads a file.
    struct FileOptions: ParsableArguments {
        @Argument(help: "The file that hallmark verify --evidence wrote.")
        var file: String

        @Option(
            help: """
                The root of trust that the file must begin with: a root file, or sha256:HEX of its payload \
                (or the environment variable HALLMARK_TRUST_ROOT; the option wins).
                """
        )
        var trustRoot: String?

        /// Reads the file and judges its inquiry.
        func judge(_ surroundings: Surroundings) throws -> (file: EvidenceFile, judgement: Judgement) {
            let evidence = try EvidenceCommand.read(file, surroundings)
            if let name = trustRoot ?? surroundings.environment["HALLMARK_TRUST_ROOT"] {
                let pin = try TrustAnchor.pin(named: name, surroundings)
                guard pin == evidence.inquiry.pin else {
                    throw Failure(
                        .rejected,
                        "other-pin",
                        "\(file) begins with the root \(evidence.inquiry.pin.digest), and not with \(pin.digest)",
                        mend: "ask whoever made the file; what it proves, it proves to those who trust its root"
                    )
                }
            } else {
                Output.error(
                    "the root \(evidence.inquiry.pin.digest) is the file's own: compare it, or give --trust-root"
                )
            }
            return (evidence, Judgement(evidence.inquiry))
        }

        /// Throws where the verdict is not the one that was recorded.
        func compare(_ evidence: EvidenceFile, _ verdict: Verdict, _ report: VerdictReport) throws {
            let isOther = evidence.tool != EvidenceCommand.tool
            if isOther { Output.error("written by \(evidence.tool), and judged again by \(EvidenceCommand.tool)") }
            let places = evidence.differences(from: verdict, json: report.json)
            guard !places.isEmpty else { return }
            let named = places.prefix(10).joined(separator: ", ")
            throw Failure(
                .rejected,
                "other-verdict",
                "judged again, the evidence gives another verdict than the one in the file, at: \(named)",
                mend: isOther
                    ? "judge it again by \(evidence.tool), which wrote it" : "the file was changed: fetch it again"
            )
        }
    }

    /// Reads a file of evidence.
    static func read(_ file: String, _ surroundings: Surroundings) throws -> EvidenceFile {
        do {
            let bytes = try FileBytes(path: surroundings.absolute(file), followingLink: true)
            return try EvidenceFile(json: bytes.allBytes(maximumSize: EvidenceFile.maximumSize))
        } catch {
            throw Failure(
                .undecided,
                "evidence",
                "\(file) is not what hallmark verify --evidence writes: \(error)",
                mend: "fetch the file again from where it was kept"
            )
        }
    }

    /// `hallmark evidence replay FILE`.
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judges again what a verification used, at the time of then: the same output, byte for byte.",
            discussion: "Example: hallmark evidence replay v1.2.0.evidence.json --trust-root sha256:HEX --format json"
        )

        @OptionGroup var options: FileOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (file, judgement) = try options.judge(.current)
            let verdict = judgement.verdict
            VerifyCommand.write(verdict, output)
            try options.compare(file, verdict, VerdictReport(verdict))
            try Self.checkProofs(of: file.inquiry, judgement)
            try DecisionExit.check(verdict.decision)
        }

        // Whoever made the file up could have written what was accepted before; a refusal needs no proof of it.
        private static func checkProofs(of inquiry: Inquiry, _ judgement: Judgement) throws {
            let unproven = inquiry.unproven(judgement)
            guard judgement.verdict.decision == .accepted, !unproven.isEmpty else { return }
            throw Failure(
                .undecided,
                "unproven",
                "accepted by what nobody has signed in the file: \(unproven.joined(separator: ", "))",
                mend: "have the evidence written anew, after hallmark verify on the commit with the newest policy"
            )
        }
    }

    /// `hallmark evidence show FILE`.
    struct Show: AsyncParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text
            case json
            /// One page that needs nothing else.
            case html
        }

        static let configuration = CommandConfiguration(
            abstract: "Says what was released, who signed what, what was excepted, and what was not checked.",
            discussion: "Example: hallmark evidence show v1.2.0.evidence.json --format html > v1.2.0.html"
        )

        @OptionGroup var options: FileOptions

        @Option(help: "How the page is written: text, json or html.")
        var format: Format = .text

        func run() async throws {
            let (file, judgement) = try options.judge(.current)
            let verdict = judgement.verdict
            let page = EvidencePage(file, judgement)
            switch format {
            case .text: Output.result(page.text)
            case .json: Output.result(page.json)
            case .html: Output.result(page.html)
            }
            // The page is about what was judged, whatever it came to; a file that contradicts itself is none.
            try options.compare(file, verdict, VerdictReport(verdict))
        }
    }
}
