extension FileTree {
    /// Digests of files below the root: each opened once, without following links, and read once.
    ///
    /// - Parameters:
    ///   - paths: plain paths below the root.
    ///   - width: how many files are read at once; memory is one buffer of 1 MiB for each.
    /// - Returns: the digests by path, as many for each as there are algorithms.
    package func digests(
        of paths: [String],
        _ algorithms: Set<DigestAlgorithm> = [.sha256],
        width: Int
    ) async throws -> [String: [Digest]] {
        try await withThrowingTaskGroup(of: (String, [Digest]).self) { group in
            var rest = paths[...]
            var digests: [String: [Digest]] = [:]
            func addNext() {
                guard let path = rest.popFirst() else { return }
                group.addTask {
                    try Task.checkCancellation()
                    return (path, try self.file(path).digests(algorithms))
                }
            }
            for _ in 0..<max(1, width) { addNext() }
            while let (path, found) = try await group.next() {
                digests[path] = found
                addNext()
            }
            return digests
        }
    }
}
