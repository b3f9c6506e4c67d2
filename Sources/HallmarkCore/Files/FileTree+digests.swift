internal import Dispatch
internal import Synchronization

extension FileTree {
    /// Digests of files below the root: each opened once, without following links, and read once, on all cores.
    ///
    /// Memory is one buffer of 1 MiB for each core, whatever the size of the files.
    ///
    /// - Parameter paths: plain paths below the root.
    /// - Returns: the digests by path, as many for each as there are algorithms.
    /// - Throws: the failure of a file that could not be read.
    package func digests(
        of paths: [String],
        _ algorithms: Set<DigestAlgorithm> = [.sha256]
    ) throws(FileError) -> [String: [Digest]] {
        let results = Mutex<[Int: Result<[Digest], FileError>]>([:])
        let hasFailed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            guard !hasFailed.load(ordering: .relaxed) else { return }
            let result = Result { () throws(FileError) in try file(paths[index]).digests(algorithms) }
            if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
            results.withLock { $0[index] = result }
        }
        var digests: [String: [Digest]] = [:]
        for (index, result) in results.withLock({ $0.sorted { $0.key < $1.key } }) {
            digests[paths[index]] = try result.get()
        }
        return digests
    }
}
