import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What an amend or a rebase has made anew: git has done it, so this only tells what must be attested again.
struct RewrittenCommits {
    private let run: HookRun

    init(_ run: HookRun) {
        self.run = run
    }

    /// Tells which commits have lost their statements; whatever goes wrong is told too, and stops nothing.
    func tell() async {
        do {
            let repository = try run.repository()
            let lost = try lost(in: repository)
            if !lost.isEmpty {
                let named = NamedCommits.text(lost.map { "\($0.old) is now \($0.new)" })
                Output.error("statements about these commits do not hold for what they became:\(named)")
            }
            let verdict = try run.verdict(on: "HEAD", in: repository)
            guard verdict.decision != .accepted else {
                return Output.error("HEAD is vouched for as it is: its content was signed")
            }
            Output.error(
                "what they say of models and other files still holds; for HEAD: hallmark attest commit --again"
            )
        } catch {
            Output.error("hallmark: \(error)")
        }
    }

    // githooks(5): a line "<old oid> <new oid>" and perhaps more for each commit.
    private func lost(in repository: OpenRepository) throws -> [(old: ObjectID, new: ObjectID)] {
        var rewritten: [(old: ObjectID, new: ObjectID)] = []
        var seen = 0
        while let line = readLine(), seen < NamedCommits.maximumCommits {
            seen += 1
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count >= 2, let old = ObjectID(hex: fields[0]), let new = ObjectID(hex: fields[1]) else {
                continue
            }
            rewritten.append((old, new))
        }
        let notes = try NoteStore(.attestations).notes(
            about: Set(rewritten.flatMap { [$0.old, $0.new] }),
            in: repository.git
        )
        return rewritten.filter { notes[$0.old] != nil && notes[$0.new] == nil }
    }
}
