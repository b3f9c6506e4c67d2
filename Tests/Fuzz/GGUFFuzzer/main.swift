import HallmarkCore
import HallmarkModelScan

/// GGUF: no bytes bring the scanner down, and a safe file ends where its tensors end, but for padding.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard isSafe(bytes) else { return 0 }
    precondition(GGUF().recognises(bytes), "a safe file is not recognised")
    let padding = [UInt8](repeating: 0, count: Int(GGUF.maximumAlignment))
    precondition(!isSafe(bytes + padding), "bytes after the last tensor were not seen")
    precondition(!isSafe(Array(bytes.prefix(23))), "a missing header was not seen")
    return 0
}

private func isSafe(_ bytes: [UInt8]) -> Bool {
    guard let found = try? GGUF().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings) == .safe
}
