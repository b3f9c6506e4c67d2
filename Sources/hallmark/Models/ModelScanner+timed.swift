import HallmarkCore
import HallmarkModelScan

extension ModelScanner {
    /// The scanner of the commands, which gives each file a limited time.
    static var timed: ModelScanner {
        let start = ContinuousClock.now
        return ModelScanner(time: ScanTime { ContinuousClock.now - start })
    }
}
