import HallmarkCore
import HallmarkModelScan

/// LightGBM models: no bytes bring the reader down, and a line that is no text is always seen.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard isSafe(LightGBMModel(), bytes) else { return 0 }
    precondition(!isSafe(LightGBMModel(), bytes + [0x0A, 0x00]), "bytes after a model were not seen")
    return 0
}

private func isSafe(_ format: some ModelFormat, _ bytes: [UInt8]) -> Bool {
    guard let found = try? format.inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings) == .safe
}
