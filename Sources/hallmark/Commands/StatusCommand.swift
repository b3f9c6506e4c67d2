import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkReport
import HallmarkVerification

/// `hallmark status`: what is pinned, signed and missing, which guards are on, and the command that mends each.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says what is pinned, signed and missing, and which guards are on.",
        discussion: """
            Exits as "hallmark verify" does; keys, pins and hooks are told and decide nothing.

            Example: hallmark status
            """
    )

    /// How many stubs are named.
    private static let maximumStubs = 10

    @OptionGroup var options: VerifyCommand.Options

    func run() async throws {
        let surroundings = Surroundings.current
        let report = try await Progress.show("looking") { StatusReport(await lines(surroundings)) }
        switch options.output.format {
        case .text: Output.result(report.text)
        case .json: Output.result(report.json)
        case .sarif: try OutputOptions.refuseSARIF()
        }
        try DecisionExit.check(report.decision)
    }

    private func lines(_ surroundings: Surroundings) async -> [StatusReport.Line] {
        do {
            let repository = try options.repository.open(surroundings)
            return machine(surroundings) + (try chain(repository, surroundings)) + (try models(repository))
                + (await guards(repository)) + stubs(repository)
        } catch {
            let failure = error as? Failure ?? Failure(.undecided, "failure", "\(error)")
            return [StatusReport.Line(.head, failure.code, failure.decision, failure.message, mend: failure.mend)]
        }
    }

    private func machine(_ surroundings: Surroundings) -> [StatusReport.Line] {
        let path = surroundings.environment["HALLMARK_KEY"] ?? (try? Setup.defaultKeyPath(surroundings))
        let name = "signing key"
        if let path, !SigningOptions.isFile(path) {
            return [StatusReport.Line(.machine, name, .accepted, "in an agent or a token (HALLMARK_KEY)")]
        }
        guard let path, FileManager.default.fileExists(atPath: surroundings.absolute(path)) else {
            let mend = "hallmark init, or export HALLMARK_KEY=FILE"
            return [
                StatusReport.Line(.machine, name, .missing, "none on this machine (needed only to sign)", mend: mend)
            ]
        }
        return [StatusReport.Line(.machine, name, .accepted, path)]
    }

    private func chain(_ repository: OpenRepository, _ surroundings: Surroundings) throws -> [StatusReport.Line] {
        do {
            let target = try VerifyCommand.headTarget(repository)
            let result = try Verification(options: options.trust, surroundings: surroundings).run(target)
            let pin = StatusReport.Line(.machine, "root of trust", .accepted, "pinned")
            return [pin] + (result.root.map(TrustStatus.lines) ?? []) + result.verdict.lines.map(Self.line)
        } catch let failure as Failure {
            let area: StatusReport.Line.Area = failure.code == "no-pin" ? .machine : .rules
            let line = StatusReport.Line(area, failure.code, failure.decision, failure.message, mend: failure.mend)
            // Without a pin nothing was judged, and that must not look like success.
            let unjudged = StatusReport.Line(.head, "statements", failure.decision, "not judged")
            return [line, unjudged]
        }
    }

    private static func line(_ line: Verdict.Line) -> StatusReport.Line {
        let area: StatusReport.Line.Area = ["root", "withdrawals", "policy"].contains(line.kind) ? .rules : .head
        let signers = line.signers.isEmpty ? "signed" : "signed by \(line.signers.joined(separator: ", "))"
        let detail = line.reasons.first?.message ?? signers
        return StatusReport.Line(
            area,
            "\(line.kind) \(line.name)",
            line.decision,
            detail,
            mend: line.reasons.compactMap(\.mend).first
        )
    }

    private func models(_ repository: OpenRepository) throws -> [StatusReport.Line] {
        guard let lock = try ModelsLockFile(repository).read() else {
            let line = StatusReport.Line(
                .rules,
                ModelsLock.path,
                .accepted,
                "none (optional)",
                mend: "hallmark models lock"
            )
            return [line]
        }
        let differences = try ModelsLockFile.differences(of: repository.workTreeFiles(), from: lock)
        guard !differences.isEmpty else {
            return [StatusReport.Line(.rules, ModelsLock.path, .accepted, "\(lock.models.count) models, all as listed")]
        }
        let parts = [
            ("not listed", differences.unlisted), ("changed", differences.changed), ("absent", differences.absent),
        ]
        let text = parts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.prefix(5).joined(separator: ", "))" }
        let mend = "look at each, then: hallmark models lock"
        return [StatusReport.Line(.rules, ModelsLock.path, .missing, text.joined(separator: "; "), mend: mend)]
    }

    // Git calls a stub unchanged.
    private func stubs(_ repository: OpenRepository) -> [StatusReport.Line] {
        guard repository.git.workDirectory != nil else { return [] }
        do {
            let stubs = try RefusedModels(repository).stubs()
            let named = stubs.prefix(Self.maximumStubs).map { stub in
                let path = ShellWord.quoted(stub.path)
                return StatusReport.Line(
                    .guards,
                    "refused \(stub.path)",
                    .missing,
                    "a text stands for the model (\(stub.code))",
                    mend: "hallmark notes fetch, then: rm \(path) && git checkout -- \(path)"
                )
            }
            guard stubs.count > named.count else { return named }
            let more = "\(stubs.count - named.count) more, in \(RefusalList.name)"
            return named + [StatusReport.Line(.guards, "refused", .missing, more)]
        } catch {
            let failure = error as? Failure ?? Failure(.undecided, "refusal-list", "\(error)")
            return [StatusReport.Line(.guards, "refused", failure.decision, failure.message, mend: failure.mend)]
        }
    }

    // A guard that cannot be looked at hides nothing of the rest.
    private func guards(_ repository: OpenRepository) async -> [StatusReport.Line] {
        do {
            return try await HooksCommand.states(in: repository).map { hook in
                let isOn = hook.problem == nil
                return StatusReport.Line(
                    .guards,
                    hook.kind.rawValue,
                    isOn ? .accepted : .missing,
                    hook.problem.map { "\($0): \(hook.kind.purpose)" } ?? hook.kind.purpose,
                    mend: isOn ? nil : "hallmark hooks install"
                )
            }
        } catch {
            let failure = error as? Failure ?? Failure(.undecided, "hooks", "\(error)")
            return [StatusReport.Line(.guards, "hooks", failure.decision, failure.message, mend: failure.mend)]
        }
    }
}
