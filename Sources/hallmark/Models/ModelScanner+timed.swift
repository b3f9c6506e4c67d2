import HallmarkCore
import HallmarkDecompression
import HallmarkModelScan

extension ModelScanner {
    /// The scanner of the commands, which gives each file a limited time.
    static var timed: ModelScanner {
        let start = ContinuousClock.now
        return ModelScanner(formats: .complete, time: ScanTime { ContinuousClock.now - start })
    }
}
