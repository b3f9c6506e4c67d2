internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
    /// What a function gives for each element, in their order, computed on all cores.
    ///
    /// Elements are handed out in runs, so that a small function is not lost in the overhead of handing out.
    package func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        let size = Swift.max(1, Swift.min(256, count / 64))
        let runs = Mutex<[Int: [Value]]>([:])
        DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { run in
            let values = self[run * size..<Swift.min(count, (run + 1) * size)].map(transform)
            runs.withLock { $0[run] = values }
        }
        return runs.withLock { $0.sorted { $0.key < $1.key }.flatMap(\.value) }
    }
}
