import HallmarkCore
import HallmarkModelScan

/// Safetensors: no bytes bring the scanner down, and a safe file ends exactly where its tensors end.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    // The header's length is hard to guess: the same bytes are a header of the right length too.
    check(bytes)
    let length = UInt64(bytes.count)
    check((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes)
    return 0
}

private func check(_ bytes: [UInt8]) {
    guard isSafe(bytes) else { return }
    precondition(!isSafe(bytes + [0]), "a byte after the last tensor was not seen")
    precondition(!isSafe(Array(bytes.dropLast())), "a missing byte was not seen")
    precondition(Safetensors().recognises(bytes) || bytes.count < 10, "a safe file is not recognised")
}

private func isSafe(_ bytes: [UInt8]) -> Bool {
    guard let found = try? Safetensors().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings) == .safe
}
