/// What a reviewer says of a version of a dependency, by cargo-vet's words.
package enum ReviewCriteria: String, Sendable, CaseIterable {
    /// It does no harm where it is built and tested: developers' machines and CI.
    case safeToRun = "safe-to-run"
    /// It may be part of what is shipped; whoever says so also says ``safeToRun``.
    case safeToDeploy = "safe-to-deploy"

    /// Whether one who says this has also said another.
    package func covers(_ other: ReviewCriteria) -> Bool { self == other || self == .safeToDeploy }
}
