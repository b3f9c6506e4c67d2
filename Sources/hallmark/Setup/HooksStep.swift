/// Hooks that verify what git has checked out and what it is about to push.
struct HooksStep: SetupStep {
    static let name = SetupStepName.hooks

    let setup: Setup

    func question() throws -> String {
        "Install the hooks \(HookKind.standard.map(\.rawValue).joined(separator: ", ")) (existing ones are kept and chained)?"
    }

    func present() async throws -> String? {
        let states = try await HooksCommand.states(in: setup.repository)
        return states.allSatisfy({ $0.problem == nil }) ? "all in place" : nil
    }

    func run() async throws -> String {
        let path = try GuardingExecutable.path(setup.executable, setup.surroundings)
        try await HookPlaces(setup.repository).install(HookKind.standard, executable: path)
        return "\(HookKind.standard.map(\.rawValue).joined(separator: ", ")), calling \(path)"
    }
}
