/// One thing that `hallmark init` sets up after asking, and that `hallmark status` looks for.
protocol SetupStep {
    /// The word by which `--skip` names the step.
    static var name: SetupStepName { get }

    /// What would be done, as a question.
    func question() throws -> String

    /// What is there already, or `nil` when there is something to do.
    func present() async throws -> String?

    /// Does it, and says what was done.
    func run() async throws -> String
}

/// The steps in their order.
enum SetupStepName: String, CaseIterable {
    case key
    case root
    case policy
    case modelsLock = "models.lock"
    case hooks
}
