package import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// Judges evidence by a verified root and the policy in force: a pure function, without git, network or clock.
package struct Verifier: Sendable {
    /// Who asks for the policy's own signatures.
    private static let rootsRule = "the root"
    /// How many key ids of an untrusted envelope are named, and how many characters of each.
    private static let maximumNamedKeys = 4
    private static let maximumKeyIDLength = 64
    /// How many commits of a history that are not accepted get a line.
    private static let maximumHistoryLines = 100
    /// How many reasons a requirement that was not met gives.
    private static let maximumReasons = 32

    let root: Root
    let withdrawals: Withdrawals
    /// When things are judged.
    let time: Timestamp
    let policy: Policy
    /// The SHA-256 of the policy's bytes; without it no summary about it is known.
    let policyDigest: Digest?
    let statements: [StatementKind: StatementIndex<SignedStatement>]
    let untrusted: [StatementKind: StatementIndex<UntrustedEnvelope>]
    let evidence: Evidence
    let exceptions: Exceptions
    private let sortingRemarks: [String]

    /// Envelopes that are no statements, and summaries that do not stand in.
    package var remarks: [String] { sortingRemarks + summaryRemarks }

    /// Prepares a verification: checks every signature once.
    ///
    /// - Parameters:
    ///   - policy: the newest policy accepted; its own signatures are
    ///     ``policyLine(_:bytes:root:envelopes:hasNotes:)``'s business.
    ///   - policyDigest: the SHA-256 of its bytes, where a summary may stand in for looking again.
    package init(root: VerifiedRoot, policy: Policy, evidence: Evidence, policyDigest: Digest? = nil) {
        self.init(root: root, policy: policy, evidence: evidence, policyDigest: policyDigest, only: nil)
    }

    private init(
        root: VerifiedRoot,
        policy: Policy,
        evidence: Evidence,
        policyDigest: Digest? = nil,
        only kind: StatementKind?
    ) {
        self.policyDigest = policyDigest
        self.root = root.root
        self.withdrawals = root.withdrawals
        self.time = root.time
        self.policy = policy
        self.evidence = evidence
        var byDigest = Set(policy.rules.flatMap(\.requirements).filter(\.isByDigest).map(\.statement))
        byDigest.insert(.exception)
        if policy.summaries != nil { byDigest.insert(.summary) }
        let sorted = SortedEnvelopes(evidence, by: root, only: kind, byDigest: byDigest)
        self.statements = sorted.signed
        self.untrusted = sorted.untrusted
        self.exceptions = Exceptions(
            sorted.signed[.exception],
            policy: policy,
            threshold: root.root.thresholds[.policy] ?? 1,
            at: root.time
        )
        self.sortingRemarks = sorted.remarks
    }

    /// The verdict on everything that the evidence holds.
    ///
    /// - Parameter kinds: the kinds of artifact to judge.
    package func lines(_ kinds: [Policy.ArtifactKind]) -> [Verdict.Line] {
        guard !evidence.isBeforeAdoption else { return [adoptionLine] + deniedLines(kinds) }
        let uncovered = kinds.contains(.commit) ? uncoveredLines : []
        guard kinds.contains(.commit), let summary = summaryLine else { return kinds.flatMap(lines) + uncovered }
        // It is about the commit: what lies in the work tree, and what is not in the commit, is looked at all the same.
        let others = kinds.filter { !Policy.ArtifactKind.summarised.contains($0) }
        let models = evidence.models.filter(\.isInWorkTree).map(judge)
        return [summary] + models + others.flatMap(lines) + uncovered
    }

    // What is denied is refused however old the commit is: checking it out is no error otherwise.
    private func deniedLines(_ kinds: [Policy.ArtifactKind]) -> [Verdict.Line] {
        kinds.flatMap(lines).filter { $0.reasons.contains { $0.code == "denied" } }
    }

    /// The rules of the policy that are about nothing in the evidence, by name.
    ///
    /// - Parameter lines: what was judged.
    package func rulesWithoutArtifact(_ lines: [Verdict.Line]) -> [String] {
        let met = Set(lines.flatMap(\.rules).map(\.rule))
        let isSummarised = lines.contains { $0.kind == Self.summaryKind }
        return policy.rules.filter { rule in
            !met.contains(rule.name) && !(isSummarised && Policy.ArtifactKind.summarised.contains(rule.kind))
        }.map(\.name)
    }

    // Nothing was signed then, and nothing is said of it: never accepted, and no refusal either.
    private var adoptionLine: Verdict.Line {
        let reason = Reason(
            "before-adoption",
            "this commit is before adoption: the policy's signatures begin at \(policy.startsAt ?? "a later one")",
            mend: "git switch to a commit after it, to have one that can be verified"
        )
        let name = evidence.commit?.id ?? "the tree"
        return Verdict.Line(kind: "commit", name: name, decision: .missing, reasons: [reason])
    }

    /// The verdict on the commits of the history: a line for all that are accepted, and one for each other.
    package func historyLines() -> [Verdict.Line] {
        let lines = evidence.history.map { commit in
            judge(.commit(commit), kind: .commit, path: ".", name: commit.id ?? "gitTree \(commit.tree.hex)")
        }
        let others = lines.filter { $0.decision != .accepted }
        let accepted = lines.count - others.count
        var shown = Array(others.prefix(Self.maximumHistoryLines))
        if others.count > shown.count {
            let rest = others[shown.count...].map(\.decision)
            let name = "\(rest.count) commits more"
            shown.append(Verdict.Line(kind: "history", name: name, decision: Decision.worst(rest)))
        }
        guard accepted > 0 || lines.isEmpty else { return shown }
        let signers = Set(lines.filter { $0.decision == .accepted }.flatMap(\.signers)).sorted()
        let name = "\(accepted) commits before"
        return [Verdict.Line(kind: "history", name: name, decision: .accepted, signers: signers)] + shown
    }

    // The content digest leaves attestations/recorded out, so nothing but envelopes may lie there.
    private var uncoveredLines: [Verdict.Line] {
        evidence.uncovered.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { path, problem in
            let reason = Reason(
                "uncovered",
                "no digest covers this file, and it holds something else than envelopes: \(problem)",
                mend: "git rm \(ShellWord.quoted(path))"
            )
            return Verdict.Line(kind: "recorded", name: path, decision: .rejected, reasons: [reason])
        }
    }

    /// The signatures on a policy file: the threshold of the role `policy` over exactly its bytes.
    package static func policyLine(
        _ candidate: Policy,
        bytes: [UInt8],
        root: VerifiedRoot,
        envelopes: [Evidence.Found],
        hasNotes: Bool? = nil
    ) -> Verdict.Line {
        var evidence = Evidence()
        evidence.envelopes = envelopes
        evidence.hasNotes = hasNotes
        let verifier = Verifier(root: root, policy: candidate, evidence: evidence, only: .policy)
        let requirement = Policy.Requirement(
            statement: .policy,
            role: .policy,
            threshold: root.root.thresholds[.policy] ?? 1
        )
        let artifact = Artifact.policy(candidate, digest: Digest.sha256(bytes))
        let outcome = verifier.outcome(
            of: requirement,
            rule: Self.rootsRule,
            artifact: artifact,
            repository: root.root.repository,
            name: "the policy"
        )
        return verifier.line(kind: "policy", name: PolicyPredicate.policySubject, [outcome])
    }

    private func lines(_ kind: Policy.ArtifactKind) -> [Verdict.Line] {
        switch kind {
        case .commit:
            guard !policy.rules(for: .commit, path: ".").isEmpty else { return [] }
            guard let commit = evidence.commit else { return [absent(kind, name: ".")] }
            return [judge(.commit(commit), kind: kind, path: ".", name: commit.id ?? "gitTree \(commit.tree.hex)")]
        case .package:
            let known = Set(evidence.packages.map { Array($0.path.utf8) })
            return evidence.packages.map { judge(.package($0), kind: kind, path: $0.path, name: $0.path) }
                + policy.packagePaths.filter { !known.contains(Array($0.utf8)) }.map { absent(kind, name: $0) }
        case .model:
            return evidence.models.concurrentMap(judge)
        case .release:
            guard let release = evidence.release else { return [] }
            let artifact = Artifact.release(release, artifacts: evidence.artifacts)
            return [judge(artifact, kind: kind, path: release.tag, name: release.tag)]
        case .artifact:
            return evidence.artifacts.sorted { $0.key < $1.key }.map { name, digest in
                judge(.artifact(name: name, digest: digest), kind: kind, path: name, name: name)
            }
        case .dependency: return evidence.dependencies.map(judge)
        }
    }

    private func judge(_ model: Evidence.Model) -> Verdict.Line {
        let line = judge(.model(model), kind: .model, path: model.path, name: model.path)
        return model.isInWorkTree ? line.placed("in the work tree") : line
    }

    private func judge(
        _ artifact: Artifact,
        kind: Policy.ArtifactKind,
        path: String,
        name: String
    ) -> Verdict.Line {
        if let line = withdrawals.line(denying: artifact, kind: kind.rawValue, name: name) { return line }
        var formats: Set<String> = []
        if case .model(let model) = artifact { formats = model.formats }
        let rules = policy.rules(for: kind, path: path, formats: formats)
        guard rules.contains(where: { !$0.requirements.isEmpty }) else {
            let reason = Reason(
                "no-rule",
                "no rule of the policy is about this \(kind.rawValue), so nothing vouches for it",
                mend: "add a rule of kind \(kind.rawValue) to attestations/policy.yaml, then: hallmark attest policy"
            )
            return Verdict.Line(kind: kind.rawValue, name: name, decision: .missing, reasons: [reason])
        }
        let outcomes = rules.flatMap { rule in
            rule.requirements.map { requirement in
                outcome(
                    of: requirement,
                    rule: rule.name,
                    artifact: artifact,
                    repository: policy.repository,
                    name: name
                ).softened(
                    by: mode(of: rule),
                    exceptions.exception(from: rule.name, for: exceptionDigest(of: artifact)),
                    at: time
                )
            }
        }
        return line(kind: kind.rawValue, name: name, outcomes)
    }

    /// A release is judged by every rule: what is only observed cannot pass one.
    func mode(of rule: Policy.Rule) -> Policy.Mode {
        evidence.release == nil && !evidence.isStrict ? rule.mode : .enforce
    }

    // What has no digest of its own is excepted with the whole content of the commit.
    private func exceptionDigest(of artifact: Artifact) -> String? {
        switch artifact {
        case .package, .release: evidence.commit?.tree.hex
        default: artifact.exceptionDigest
        }
    }

    func context(repository: String, binding: Policy.Binding) -> RuleContext {
        RuleContext(
            repository: repository,
            binding: binding,
            commit: evidence.commit,
            documents: evidence.documents
        )
    }

    // What the policy names must be judged, also where a caller forgot it.
    private func absent(_ kind: Policy.ArtifactKind, name: String) -> Verdict.Line {
        let reason = Reason("no-evidence", "the policy has a rule about this \(kind.rawValue), which was not looked at")
        return Verdict.Line(kind: kind.rawValue, name: name, decision: .missing, reasons: [reason])
    }

    func line(kind: String, name: String, _ outcomes: [Outcome]) -> Verdict.Line {
        Verdict.Line(
            kind: kind,
            name: name,
            decision: Decision.worst(outcomes.map(\.decision)),
            signers: outcomes.reduce(into: Set<String>()) { $0.formUnion($1.signers) }.sorted(),
            envelopes: outcomes.reduce(into: Set<Digest>()) { $0.formUnion($1.envelopes) },
            rules: outcomes.map(\.rule),
            reasons: outcomes.flatMap(\.reasons)
        )
    }

    func outcome(
        of requirement: Policy.Requirement,
        rule: String,
        artifact: Artifact,
        repository: String,
        name: String
    ) -> Outcome {
        let make = { (decision: Decision, signers: Set<String>, reasons: [Reason]) in
            Outcome(rule, requirement, decision, signers: signers, reasons: reasons)
        }
        let check = requirement.isByDigest ? nil : StatementRules.rule(for: requirement.statement)
        guard check != nil || requirement.isByDigest else {
            let kind = requirement.statement.rawValue
            return make(.undecided, [], [Reason("unsupported", "nothing can check a statement of kind \(kind)")])
        }
        let context = context(of: requirement, artifact: artifact, repository: repository)
        var signers: Set<String> = []
        var envelopes: Set<Digest> = []
        var contradictions: [Reason] = []
        var unmet: [Reason] = []
        var gaps: [Reason] = []
        let marks = check?.marks(of: artifact) ?? artifact.digests
        for signed in statements[requirement.statement]?.elements(sharing: marks) ?? [] {
            // Without the role a signature is no more than a stranger's.
            let able = signed.signers.filter { $0.roles.contains(requirement.role) }.map(\.name)
            guard !able.isEmpty else { continue }
            switch binding(of: signed, to: artifact, check, context) {
            case .bound:
                let reasons = requirement.objections(to: signed.statement, at: time)
                guard reasons.isEmpty else {
                    unmet += reasons
                    continue
                }
                signers.formUnion(able)
                envelopes.insert(signed.envelope)
            case .contradicted(let reasons): contradictions += reasons
            case .incomplete(let reasons): gaps += reasons
            case .unrelated: continue
            }
        }
        let threshold = threshold(of: requirement)
        if signers.count >= threshold {
            return Outcome(rule, requirement, .accepted, signers: signers, envelopes: envelopes)
        }
        guard contradictions.isEmpty else {
            let reasons = (gaps + contradictions + unmet).limited(to: Self.maximumReasons)
            return Outcome(rule, requirement, .rejected, signers: signers, reasons: reasons, isBeyondException: true)
        }
        guard unmet.isEmpty else {
            return make(.rejected, signers, (gaps + unmet).limited(to: Self.maximumReasons))
        }
        if !signers.isEmpty {
            let asker = threshold > requirement.threshold ? "the root" : "rule \"\(rule)\""
            let reason = Reason(
                "threshold",
                "\(asker) asks for \(threshold) signers of role \(requirement.role)",
                expected: "\(threshold)",
                found: "\(signers.count): \(signers.sorted().joined(separator: ", "))",
                mend: Self.mendingCommand(requirement.statement, artifact)
            )
            let reasons = ([reason] + fallen(about: artifact, requirement.statement, check, context)).limited(
                to: Self.maximumReasons
            )
            return make(Withdrawals.decision(of: reasons), signers, reasons)
        }
        guard gaps.isEmpty else { return make(.missing, [], gaps.limited(to: Self.maximumReasons)) }
        if let reason = unreadableNote(about: artifact) { return make(.undecided, signers, [reason]) }
        let reasons = absence(of: requirement, rule: rule, check: check, artifact: artifact, context: context)
        return make(Withdrawals.decision(of: reasons), signers, reasons)
    }

    private func binding(
        of signed: SignedStatement,
        to artifact: Artifact,
        _ check: (any StatementRule.Type)?,
        _ context: RuleContext
    ) -> Binding {
        check?.check(signed, about: artifact, context: context)
            ?? SubjectRule.check(signed, about: artifact, context: context)
    }

    // A note over a limit makes its own object undecided, and nothing else.
    private func unreadableNote(about artifact: Artifact) -> Reason? {
        switch artifact {
        case .commit, .package, .release:
            guard let object = evidence.commit?.id, let problem = evidence.unreadable[object] else { return nil }
            return Reason(
                "unreadable-note",
                "the note about the commit cannot be read, so what is in it is not known: \(problem)",
                mend: "git notes --ref attestations remove \(object), then fetch the notes again or: hallmark attest"
            )
        default: return nil
        }
    }

    private func absence(
        of requirement: Policy.Requirement,
        rule: String,
        check: (any StatementRule.Type)?,
        artifact: Artifact,
        context: RuleContext
    ) -> [Reason] {
        let kind = requirement.statement.rawValue
        let mend = Self.mendingCommand(requirement.statement, artifact)
        let marks = check?.marks(of: artifact) ?? artifact.digests
        var reasons = fallen(about: artifact, requirement.statement, check, context).limited(to: Self.maximumReasons)
        for envelope in untrusted[requirement.statement]?.elements(sharing: marks) ?? []
        where envelope.statement.fallen.isEmpty && isAbout(envelope.statement, artifact, check, context) {
            // However many of them strangers write, a few are named.
            guard reasons.count < Self.maximumReasons else {
                reasons.append(Reason("more", "and more such statements"))
                break
            }
            if let refusal = envelope.refusals.first {
                reasons.append(
                    Reason(
                        "certificate",
                        "the \(kind) statement is signed with a certificate that speaks for nobody: \(refusal)",
                        expected: "a certificate of a principal of role \(requirement.role), valid when it was signed",
                        mend: mend
                    )
                )
                continue
            }
            // Nobody vouches for what an envelope says of its keys, nor for how much it says.
            let keys = envelope.keyIDs.prefix(Self.maximumNamedKeys).map { String($0.prefix(Self.maximumKeyIDLength)) }
                .joined(separator: ", ")
            let isOfAKnownKey = envelope.keyIDs.contains { root.keysByID[$0] != nil }
            reasons.append(
                Reason(
                    isOfAKnownKey ? "invalid-signature" : "unknown-key",
                    isOfAKnownKey
                        ? "the \(kind) statement names a key of the root, and its signature is not by that key over these bytes"
                        : "the \(kind) statement is signed by an unknown key",
                    expected: "a valid signature by a key of role \(requirement.role) in the root",
                    found: keys.isEmpty ? "no key id" : keys,
                    mend: mend
                )
            )
        }
        for signed in statements[requirement.statement]?.elements(sharing: marks) ?? [] {
            guard !signed.signers.contains(where: { $0.roles.contains(requirement.role) }),
                isAbout(signed, artifact, check, context)
            else { continue }
            let names = signed.signers.map { "\($0.name) (\($0.roles.map(\.name).sorted().joined(separator: ", ")))" }
            reasons.append(
                Reason(
                    "wrong-role",
                    "the \(kind) statement is signed by someone without the role \(requirement.role)",
                    expected: "role \(requirement.role)",
                    found: names.joined(separator: ", "),
                    mend: mend
                )
            )
        }
        guard reasons.isEmpty else { return reasons.limited(to: 2 * Self.maximumReasons) }
        if evidence.hasNotes == false {
            return [
                Reason(
                    "no-notes",
                    "there is no \(kind) statement, and this copy has no notes of attestations: they do not travel with every clone (if nothing was signed yet: hallmark attest)",
                    mend: "hallmark verify commit --fetch"
                )
            ]
        }
        let asker = rule == Self.rootsRule ? rule : "rule \"\(rule)\""
        return [Reason("no-statement", "\(asker) asks for a \(kind) statement, and there is none", mend: mend)]
    }

    func isAbout(
        _ signed: SignedStatement,
        _ artifact: Artifact,
        _ check: (any StatementRule.Type)?,
        _ context: RuleContext
    ) -> Bool {
        if case .unrelated = binding(of: signed, to: artifact, check, context) { return false }
        return true
    }

    private static func mendingCommand(_ kind: StatementKind, _ artifact: Artifact) -> String {
        switch (kind, artifact) {
        case (.scan, .model(let model)): "hallmark attest scan \(ShellWord.quoted(model.path))"
        case (.scan, .artifact(let name, _)): "hallmark attest scan DIR/\(ShellWord.quoted(name))"
        case (.model, .model(let model)): "hallmark attest model \(ShellWord.quoted(model.path))"
        case (_, .package(let package)) where package.path != ".":
            "hallmark attest sbom --package-path \(ShellWord.quoted(package.path))"
        case (.review, .dependency(let dependency)):
            "having looked at it: hallmark vouch add \(ShellWord.quoted(dependency.identity))"
        case (_, .release(let release, _)): "hallmark attest release \(ShellWord.quoted(release.tag)) --artifacts DIR"
        case (.build, _): "hallmark attest build --artifacts DIR"
        case (.sbom, .artifact): "hallmark attest sbom --artifacts DIR"
        case (.commit, _), (.sbom, _), (.policy, _): "hallmark attest \(kind.rawValue)"
        default: "sign a \(kind.rawValue) statement about it and put it into attestations/recorded, or into its note"
        }
    }
}

extension [Reason] {
    /// The reasons in order, each once, and no more than a person reads.
    func limited(to maximum: Int) -> [Reason] {
        var seen: Set<Reason> = []
        let reasons = filter { seen.insert($0).inserted }
        guard reasons.count > maximum else { return reasons }
        return reasons.prefix(maximum) + [Reason("more", "and \(reasons.count - maximum) more reasons")]
    }
}
