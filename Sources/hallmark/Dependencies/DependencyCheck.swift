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

    /// Remembers which notes and roots were seen.
    func remember(_ found: [DependencyReader.Found], by policy: Policy) throws {
        let time = try verification.options.judgement.time(verification.surroundings)
        for found in found {
            guard let own = found.dependency.own, own.rollback == nil else { continue }
            if let notes = found.notes { try state.keep(notes, of: found.key) }
            let rules = policy.rules(for: .dependency, path: found.dependency.package)
            for pin in Set(rules.flatMap(\.requirements).compactMap(\.root)) {
                let chain: [Envelope]
                do {
                    chain = try own.root(from: pin, at: time).chain
                } catch {
                    // The verdict says why; there is nothing to remember.
                    continue
                }
                try state.keep(chain, from: pin, of: found.key)
            }
        }
    }

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
        return (try verification.run(target), found)
    }
}
