import HallmarkInventory

/// The list of models with the digests of their files.
struct ModelsLockStep: SetupStep {
    static let name = SetupStepName.modelsLock

    let setup: Setup

    func question() throws -> String { "List the models of the work tree in \(ModelsLock.path)?" }

    func present() throws -> String? {
        guard try setup.bytes(of: ModelsLock.path, maximumSize: ModelsLock.maximumSize) != nil else { return nil }
        return ModelsLock.path
    }

    func run() async throws -> String {
        let lock = try await Progress.show("reading the models") { try ModelsLockFile(setup.repository).update() }
        return "\(ModelsLock.path), \(lock.models.count) model\(lock.models.count == 1 ? "" : "s")"
    }
}
