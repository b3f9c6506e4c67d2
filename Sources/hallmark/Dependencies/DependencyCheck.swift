import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// Judges what a package of a revision pins, and remembers which notes and roots were seen.
struct DependencyCheck {
    let verification: Verification
    var target: Verification.Target
    var reader: DependencyReader
    let state: DependencyState

    /// The verdict on all dependencies.
    ///
    /// - Parameter fetching: lets git ask the repositories of those that would be stale.
    mutating func result(package: String, fetching: Bool) async throws -> Verification.Result {
        var (result, found) = try judge(package)
        var remarks: [String] = []
        let stale = Set(result.verdict.lines.filter { $0.word == .stale }.map(\.name))
        if fetching, !stale.isEmpty {
            for dependency in found where stale.contains(dependency.dependency.name) {
                do {
                    try await DependencyFetch(state: state).fetch(dependency)
                    reader.fetched.insert(dependency.key)
                } catch let failure as Failure {
                    remarks.append("\(dependency.dependency.name) was not fetched: \(failure.message)")
                }
            }
            (result, found) = try judge(package)
        }
        if let policy = result.policy { try remember(found, by: policy) }
        return result.remarking(remarks + state.remarks)
    }

    /// What was judged, and what was found of each dependency; nothing is remembered.
    mutating func survey(package: String) throws -> (result: Verification.Result, found: [DependencyReader.Found]) {
        try judge(package)
    }

    /// Remembers which notes and roots were seen.
    func remember(_ found: [DependencyReader.Found], by policy: Policy) throws {
        let time = try verification.options.judgement.time(verification.surroundings)
        for found in found {
            guard let own = found.dependency.own, own.rollback == nil else { continue }
            if let notes = found.notes { try state.keep(notes, of: found.key) }
            let rules = policy.rules(for: .dependency, path: found.dependency.package)
            for pin in Set(rules.flatMap(\.requirements).filter { $0.team == nil }.compactMap(\.root)) {
                let verdict: WithdrawalVerdict
                do {
                    verdict = try own.root(from: pin, at: time)
                } catch {
                    // The verdict says why; there is nothing to remember.
                    continue
                }
                try state.keep(verdict, from: pin, of: found.key)
            }
        }
        try rememberTeams(of: policy, at: time)
    }

    // What a later root or list of a team took away stays taken away, as with a dependency's own.
    private func rememberTeams(of policy: Policy, at time: Timestamp) throws {
        for requirement in Set(policy.rules.flatMap(\.requirements)) {
            guard let team = requirement.team, let pin = requirement.root, let known = target.teams[team] else {
                continue
            }
            let verdict: WithdrawalVerdict
            do {
                verdict = try known.root(from: pin, at: time)
            } catch {
                // The verdict says why; there is nothing to remember.
                continue
            }
            try state.keep(verdict, from: pin, of: Self.key(of: team))
        }
    }

    /// The other teams of a tree, with what was seen of each in earlier runs.
    static func teams(of tree: any SourceTree, _ state: DependencyState) throws -> [TeamName: Evidence.Team] {
        var teams = try TreeContents(tree).teams()
        for name in teams.keys {
            try teams[name]?.roots.formUnion(state.roots(of: key(of: name)).values.joined())
            teams[name]?.known = try state.withdrawals(of: key(of: name))
        }
        return teams
    }

    private static func key(of team: TeamName) -> String { "team \(team)" }

    private mutating func judge(_ package: String) throws -> (Verification.Result, [DependencyReader.Found]) {
        let found = try reader.dependencies(of: target.tree, package: package)
        guard !found.isEmpty else {
            throw Failure(
                .missing,
                "no-pins",
                "HEAD has no Package.resolved with pins: nothing says which versions are used",
                mend: "swift package resolve && git add Package.resolved && git commit"
            )
        }
        target.scope = .dependencies(found.map(\.dependency))
        target.teams = try Self.teams(of: target.tree, state)
        return (try verification.run(target), found)
    }
}
