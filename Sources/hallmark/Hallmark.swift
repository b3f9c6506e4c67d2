import ArgumentParser
import Foundation
import HallmarkCore

/// The `hallmark` command: arguments, environment, files and clock; what decides lives in the libraries.
struct Hallmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hallmark",
        abstract: "Proves what a Swift package and its models are made of, and refuses what it can't prove.",
        discussion: """
            Exit codes: 0 accepted, 1 undecided, 2 rejected, 3 evidence is missing, 64 wrong usage.

            Begin with: hallmark scan Models
            """,
        version: hallmarkVersion,
        subcommands: [
            InitCommand.self, StatusCommand.self, ScanCommand.self, SBOMCommand.self, KeysCommand.self,
            AttestCommand.self, CosignCommand.self, VerifyCommand.self, CheckoutCommand.self,
            SwitchCommand.self, PullCommand.self, CloneCommand.self,
            HooksCommand.self, FilterProcessCommand.self, NotesCommand.self, NoteStoreCommand.self, TrustCommand.self,
            PolicyCommand.self,
            EvidenceCommand.self, ModelsCommand.self, RulesCommand.self, VouchCommand.self, ResolveCommand.self,
        ]
    )
}

/// The entry of the process, and the only place that exits.
@main
enum Main {
    static func main() async {
        do {
            var command = try Hallmark.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try Output.check()
        } catch let failure as Failure {
            Output.error("hallmark: \(failure)")
            exit(failure.decision.exitCode)
        } catch let decision as DecisionExit {
            let isLost = (try? Output.check()) == nil
            if isLost { Output.error("hallmark: the result could not be written") }
            exit(Decision.worst([decision.decision, isLost ? .undecided : .accepted]).exitCode)
        } catch  where isParserError(error) {
            Hallmark.exit(withError: error)
        } catch {
            // Whatever nobody foresaw is no decision.
            Output.error("hallmark: \(error)")
            exit(Decision.undecided.exitCode)
        }
    }

    private static func isParserError(_ error: any Error) -> Bool {
        error is ExitCode || error is ValidationError || error is CleanExit
            || Hallmark.exitCode(for: error) != .failure
    }
}

/// Ends a command whose output has said everything already.
struct DecisionExit: Error {
    let decision: Decision

    /// Throws unless a decision is `accepted`.
    static func check(_ decision: Decision) throws {
        guard decision == .accepted else { throw DecisionExit(decision: decision) }
    }
}
