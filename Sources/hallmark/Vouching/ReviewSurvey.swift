import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What is pinned, how it was judged, and which revisions of it are covered by reviews of ours.
struct ReviewSurvey {
    let found: [DependencyReader.Found]
    let verdict: Verdict?
    /// Why no review counts, where none does.
    let remark: String?
    private let verifier: Verifier?

    /// Judges what a package of HEAD pins.
    init(
        _ repository: OpenRepository,
        package: String,
        _ options: TrustOptions,
        _ surroundings: Surroundings
    ) throws {
        let state = try DependencyState(options, surroundings)
        let folders = repository.git.workDirectory.map { [surroundings.absolute($0 + package)] } ?? []
        var target = try VerifyCommand.target("HEAD", repository)
        // What the policy only observes so far is what there is to read.
        target.isStrict = true
        var check = DependencyCheck(
            verification: Verification(options: options, surroundings: surroundings),
            target: target,
            reader: DependencyReader(packages: folders, surroundings, state: state),
            state: state
        )
        guard let (result, found) = try Self.judged(&check, package) else {
            found = try check.reader.dependencies(of: check.target.tree, package: package)
            verdict = nil
            verifier = nil
            remark = "no root of trust is pinned, so no earlier review counts"
            return
        }
        self.found = found
        verdict = result.verdict
        guard let root = result.root, let policy = result.policy else {
            verifier = nil
            remark = "no root of trust and policy are in force, so no earlier review counts"
            return
        }
        // A review of another version lies at its own place.
        var notes = NoteReader(repository)
        try notes.readAll()
        var evidence = result.evidence
        evidence.add(notes)
        verifier = Verifier(root: root, policy: policy, evidence: evidence)
        remark = nil
    }

    private static func judged(
        _ check: inout DependencyCheck,
        _ package: String
    ) throws -> (result: Verification.Result, found: [DependencyReader.Found])? {
        do {
            return try check.survey(package: package)
        } catch let failure as Failure where failure.code == "no-pin" {
            return nil
        }
    }

    /// The revisions of a package that our reviewers cover.
    func coveredRevisions(
        of dependency: Evidence.Dependency,
        criteria: ReviewCriteria
    ) -> Set<Verifier.CoveredRevision> {
        verifier?.coveredRevisions(of: dependency, criteria: criteria) ?? []
    }

    /// What the policy asks of our reviews of a dependency; `nil` where they would not count.
    func criteria(for dependency: Evidence.Dependency) -> ReviewCriteria? { verifier?.criteria(for: dependency) }
}
