import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

/// Chains of reviews: how they count, and where they end.
@Suite struct ReviewCoverageTests {
    private static let package = "pkg:swift/example.com/o/n"

    private static func tree(_ number: Int) -> Digest { digest("tree \(number)") }
    private static func commit(_ number: Int) -> String { String(digest("commit \(number)").hex.prefix(40)) }

    /// A review of a revision, whole or from another one.
    private func review(
        _ number: Int,
        from base: Int? = nil,
        by person: Person,
        criteria: ReviewCriteria = .safeToDeploy,
        package: String = ReviewCoverageTests.package
    ) throws -> Evidence.Found {
        let predicate = ReviewPredicate(
            package: package,
            version: "\(number)",
            criteria: criteria,
            base: base.map { ReviewPredicate.Base(commit: Self.commit($0), tree: Self.tree($0)) }
        )
        let subjects = CommitPredicate.subjects(commit: Self.commit(number), tree: Self.tree(number))
        return .recorded(try person.sign(Statement(subjects: subjects, predicate: predicate)))
    }

    private func line(
        _ world: World,
        _ number: Int,
        _ envelopes: [Evidence.Found],
        threshold: Int = 1,
        criteria: ReviewCriteria = .safeToDeploy
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.envelopes = envelopes
        evidence.dependencies = [
            Evidence.Dependency(
                identity: "n",
                package: Self.package,
                version: "\(number)",
                commit: Self.commit(number),
                tree: Self.tree(number)
            )
        ]
        let requirement = Policy.Requirement(
            statement: .review,
            role: .developer,
            threshold: threshold,
            criteria: criteria
        )
        return try world.line(.dependency, requirement, evidence)
    }

    @Test(arguments: [(1, true), (64, true), (65, false)])
    func aChainIsBounded(length: Int, isAccepted: Bool) throws {
        let world = try World()
        var reviews = [try review(0, by: world.developer)]
        for number in 1...length { reviews.append(try review(number, from: number - 1, by: world.developer)) }
        let line = try line(world, length, reviews.shuffled())
        #expect(line.decision == (isAccepted ? .accepted : .missing))
        #expect(line.codes == (isAccepted ? [] : ["uncovered-base"]))
    }

    @Test func aCycleNeverBeginsToCount() throws {
        let world = try World()
        let cycle = [(1, 2), (2, 3), (3, 1), (1, 1)]
        var reviews = try cycle.map { try review($0.0, from: $0.1, by: world.developer) }
        #expect(try line(world, 1, reviews).codes.contains("uncovered-base"))
        reviews.append(try review(3, by: world.developer))
        #expect(try line(world, 1, reviews).decision == .accepted)
    }

    @Test func theBaseNeedsAsManyReviewersAsTheRevision() throws {
        let world = try World()
        var reviews = [
            try review(0, by: world.developer), try review(1, from: 0, by: world.developer),
            try review(1, from: 0, by: world.colleague),
        ]
        #expect(try line(world, 1, reviews, threshold: 2).codes.contains("uncovered-base"))
        reviews.append(try review(0, by: world.colleague))
        #expect(try line(world, 1, reviews, threshold: 2).decision == .accepted)
    }

    /// Whoever has not the role, or nobody knows, covers no base; nor does a review of another package or for less.
    @Test func aBaseIsCoveredOnlyByReviewsThatCount() throws {
        let world = try World()
        let delta = try review(1, from: 0, by: world.developer)
        let bases = [
            try review(0, by: world.builder), try review(0, by: world.stranger),
            try review(0, by: world.developer, criteria: .safeToRun),
            try review(0, by: world.developer, package: Self.package + "-fork"),
        ]
        for base in bases { #expect(try line(world, 1, [delta, base]).codes == ["uncovered-base"]) }
        #expect(try line(world, 1, [delta] + bases, criteria: .safeToRun).decision == .accepted)
        #expect(try line(world, 1, [delta, review(0, by: world.developer)]).decision == .accepted)
    }
}
