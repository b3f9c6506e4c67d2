import HallmarkCore
import HallmarkGit

/// Where a repository's hooks can be: git's configuration, where git is new enough, or else the folder of hooks.
struct HookPlaces {
    private let configured: ConfiguredHooks?
    private let folder: HookFolder?

    init(_ repository: OpenRepository) async throws {
        configured = try await ConfiguredHooks(GitCommandLine(in: repository.folder))
        do {
            folder = try await HookFolder(repository)
        } catch let failure as Failure where failure.code == HookFolder.tracked && configured != nil {
            // With configured hooks a folder that is not to be written to stands in nobody's way.
            folder = nil
        }
    }

    /// What stands in the place of a hook.
    func state(of kind: HookKind) async throws -> HookFolder.State {
        if let state = try await configured?.state(of: kind), state != .none { return state }
        return try folder?.state(of: kind) ?? .none
    }

    /// Puts hooks in place: all or none.
    func install(_ kinds: [HookKind], executable: String) async throws {
        if let configured {
            // Each hook is to run once.
            for kind in kinds { _ = try folder?.uninstall(kind) }
            for kind in kinds { try await configured.install(kind, executable: executable) }
            return
        }
        for kind in kinds { try folder?.check(kind) }
        for kind in kinds { try folder?.install(kind, executable: executable) }
    }

    /// Takes hooks away, and puts earlier ones back: all or none.
    ///
    /// - Returns: those that were in place.
    func uninstall(_ kinds: [HookKind]) async throws -> [HookKind] {
        for kind in kinds where try folder?.state(of: kind) == .altered { try folder?.check(kind) }
        var gone: [HookKind] = []
        for kind in kinds {
            let wasConfigured = try await configured?.uninstall(kind) ?? false
            let wasInFolder = try folder?.uninstall(kind) ?? false
            if wasConfigured || wasInFolder { gone.append(kind) }
        }
        return gone
    }
}
