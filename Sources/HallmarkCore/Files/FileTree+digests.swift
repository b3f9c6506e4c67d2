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
        try read(paths, algorithms).mapValues(\.digests)
    }

    /// Reads files as ``digests(of:_:)`` does, and leaves some of them open, so that what was read can be read again.
    ///
    /// - Parameter held: the paths of the files that stay open.
    package func read(
        _ paths: [String],
        _ algorithms: Set<DigestAlgorithm> = [.sha256],
        holding held: Set<String> = []
    ) throws(FileError) -> [String: (digests: [Digest], file: FileBytes?)] {
        typealias Read = (digests: [Digest], file: FileBytes?)
        let results = Mutex<[Int: Result<Read, FileError>]>([:])
        let hasFailed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            guard !hasFailed.load(ordering: .relaxed) else { return }
            let result = Result { () throws(FileError) -> Read in
                let file = try file(paths[index])
                return (try file.digests(algorithms), held.contains(paths[index]) ? file : nil)
            }
            if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
            results.withLock { $0[index] = result }
        }
        var found: [String: Read] = [:]
        for (index, result) in results.withLock({ $0.sorted { $0.key < $1.key } }) {
            found[paths[index]] = try result.get()
        }
        return found
    }
}
