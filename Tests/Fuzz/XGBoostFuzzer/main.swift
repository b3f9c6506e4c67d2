import HallmarkCore
import HallmarkModelScan

/// XGBoost models: no bytes bring the readers down, and what follows a model is always seen.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard isSafe(XGBoostModel(), bytes) else { return 0 }
    precondition(!isSafe(XGBoostModel(), bytes + [0x7D]), "bytes after a model were not seen")
    return 0
}

private func isSafe(_ format: some ModelFormat, _ bytes: [UInt8]) -> Bool {
    guard let found = try? format.inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings) == .safe
}
