import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What an amend or a rebase has made anew: git has done it, so this only tells what must be attested again.
struct RewrittenCommits {
    private static let maximumCommits = 1000
    private static let maximumNamed = 10

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
                let named = lost.prefix(Self.maximumNamed).map { "\n  \($0.old) is now \($0.new)" }.joined()
                let more = lost.count > Self.maximumNamed ? "\n  and \(lost.count - Self.maximumNamed) more" : ""
                Output.error("statements about these commits do not hold for what they became:\(named)\(more)")
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
        let store = NoteStore(.attestations)
        var lost: [(old: ObjectID, new: ObjectID)] = []
        var seen = 0
        while let line = readLine(), seen < Self.maximumCommits {
            seen += 1
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count >= 2, let old = ObjectID(hex: fields[0]), let new = ObjectID(hex: fields[1]),
                try !store.note(about: old, in: repository.git).lines.isEmpty,
                try store.note(about: new, in: repository.git).lines.isEmpty
            else { continue }
            lost.append((old, new))
        }
        return lost
    }
}
