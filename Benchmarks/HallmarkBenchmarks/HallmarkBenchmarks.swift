internal import Benchmark
internal import HallmarkWorkloads

/// Registers every workload with the harness.
let benchmarks: @Sendable () -> Void = {
    do {
        for workload in try Workload.all() {
            Benchmark(
                workload.name,
                configuration: .init(metrics: [.wallClock, .throughput, .peakMemoryResident], maxDuration: .seconds(3))
            ) { _ in
                blackHole(try workload.run())
            }
        }
    } catch {
        fatalError("the inputs could not be made: \(error)")
    }
}
