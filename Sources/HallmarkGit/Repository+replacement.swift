internal import CHallmarkLibgit2
internal import HallmarkCore

extension Repository {
    /// Whether git, as it is configured here, shows other objects than those that ids name.
    ///
    /// It does where there are `refs/replace/*` or grafts; nothing of ours ever does.
    package func replacesObjects() throws(GitError) -> Bool {
        do {
            let grafts = try FileTree(path: commonDirectory).entry("info/grafts")
            if let grafts, grafts.size > 0 { return true }
        } catch {
            throw GitError(.library, "info/grafts: \(error)")
        }
        guard try unsafe Configuration(of: pointer).flag("core.usereplacerefs") ?? true else { return false }
        return try hasReference("refs/replace/*")
    }

    private func hasReference(_ glob: String) throws(GitError) -> Bool {
        var iterator: OpaquePointer?
        try check("references \(glob)") { unsafe git_reference_iterator_glob_new(&iterator, pointer, glob) }
        defer { unsafe git_reference_iterator_free(iterator) }
        var name: UnsafePointer<CChar>?
        let result = unsafe git_reference_next_name(&name, iterator)
        guard result != GIT_ITEROVER.rawValue else { return false }
        try check("references \(glob)") { result }
        return true
    }
}
