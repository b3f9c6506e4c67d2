internal import Foundation
internal import HallmarkWorkloads

/// Makes envelopes and verifies them; `Benchmarks/envelope-verification` calls it.
@main
enum EnvelopeVerification {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.dropFirst().first, arguments.last.flatMap { Int($0) }) {
        case ("make", let folder?, let count?):
            try EnvelopeWorkload(count: count, keys: min(count, 4)).write(to: folder)
        case ("verify", let folder?, let threads?):
            let workload = try EnvelopeWorkload(folder: folder)
            var count = 0
            let processor = clock()
            let wall = try ContinuousClock().measure { count = try workload.verify(threads: threads) }
            print(count, wall / .seconds(1), Double(clock() - processor) / 1_000_000)
        default:
            print("usage: envelope-verification make FOLDER COUNT | verify FOLDER THREADS")
            exit(64)
        }
    }
}
