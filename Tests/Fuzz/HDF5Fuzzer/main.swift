import HallmarkCore
import HallmarkModelScan

/// HDF5: no bytes bring the scanner down, and a safe file ends where its superblock says.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard isSafe(bytes) else { return 0 }
    precondition(!isSafe(bytes + [0]), "a byte behind the end was not seen")
    precondition(!isSafe(Array(bytes.dropLast())), "a missing byte was not seen")
    return 0
}

private func isSafe(_ bytes: [UInt8]) -> Bool {
    guard let found = try? HDF5().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings) == .safe
}
