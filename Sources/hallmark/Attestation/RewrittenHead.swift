import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What holds for a HEAD that was made anew, by an amend, a rebase or a merge, before it is signed.
struct RewrittenHead {
    /// The statements that hold, to be kept where verification looks first; a note's place proves nothing, so it may.
    let items: [StatementStore.Item]
    /// What holds and what does not, for people.
    let text: String

    init(_ attestor: Attestor, _ surroundings: Surroundings) throws {
        let target = try VerifyCommand.target("HEAD", attestor.repository)
        let result = try Verification(options: TrustOptions.parse([]), surroundings: surroundings).run(target)
        // The commit is signed anew, whatever was said of it.
        let judged = result.verdict.lines.filter { ![commit, "root"].contains($0.kind) }
        let packages = judged.filter { $0.kind == Policy.ArtifactKind.package.rawValue && $0.decision == .accepted }
        let wanted = packages.reduce(into: Set<Digest>()) { $0.formUnion($1.envelopes) }
        let envelopes = Set(result.evidence.envelopes.map(\.envelope)).filter { wanted.contains($0.digest) }
        self.items = envelopes.sorted { $0.digest.hex < $1.digest.hex }.map { envelope in
            attestor.item(envelope, at: attestor.commit.id, label: "sbom")
        }
        self.text = judged.map { line in
            let word = line.decision == .accepted ? "still holds" : "must be attested again"
            return "\(word): \(line.kind) \(line.name)\n"
        }.joined()
    }
}

private let commit = Policy.ArtifactKind.commit.rawValue
