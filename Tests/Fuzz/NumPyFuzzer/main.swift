import HallmarkCore
import HallmarkModelScan

/// numpy's arrays: no bytes bring the scanner down, and a safe array has no bytes behind it.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let report = ModelScanner().scan(MemoryBytes(bytes), path: "a.npy")
    precondition(report.findings.count <= Inspection.maximumFindings + 4, "more findings than are kept")
    guard let found = try? NumPyArray().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    guard ModelVerdict(found.findings) == .safe else { return 0 }
    guard let longer = try? NumPyArray().inspect(MemoryBytes(bytes + [0])) else { fatalError("could not be read") }
    precondition(ModelVerdict(longer.findings) != .safe, "a byte more was not seen")
    return 0
}
