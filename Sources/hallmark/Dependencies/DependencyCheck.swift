import HallmarkCore
import HallmarkVerification

/// Judges what a package of a revision pins, and remembers which notes were seen.
struct DependencyCheck {
    let verification: Verification
    var target: Verification.Target
    var reader: DependencyReader
    let state: DependencyState

    /// The verdict on all dependencies.
    ///
    /// - Parameter fetching: lets git ask the repositories of those that would be stale.
    mutating func verdict(package: String, fetching: Bool) async throws -> Verdict {
        var (verdict, found) = try judge(package)
        var remarks: [String] = []
        let stale = Set(verdict.lines.filter { $0.word == .stale }.map(\.name))
        if fetching, !stale.isEmpty {
            for dependency in found where stale.contains(dependency.dependency.name) {
                do {
                    try await DependencyFetch(state: state).fetch(dependency)
                    reader.fetched.insert(dependency.key)
                } catch let failure as Failure {
                    remarks.append("\(dependency.dependency.name) was not fetched: \(failure.message)")
                }
            }
            (verdict, found) = try judge(package)
        }
        for dependency in found {
            guard let notes = dependency.notes, dependency.dependency.own?.rollback == nil else { continue }
            try state.keep(notes, of: dependency.key)
        }
        return verdict.remarking(remarks + state.remarks)
    }

    private mutating func judge(_ package: String) throws -> (Verdict, [DependencyReader.Found]) {
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
        return (try verification.run(target).verdict, found)
    }
}
