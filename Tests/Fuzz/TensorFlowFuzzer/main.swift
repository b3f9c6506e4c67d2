import HallmarkCore
import HallmarkModelScan

/// A node that writes a file: it adds itself to the graph before it.
private let hostile: [UInt8] = [
    0x0A, 0x0E, 0x0A, 0x01, 0x6E, 0x12, 0x09, 0x57, 0x72, 0x69, 0x74, 0x65, 0x46, 0x69, 0x6C, 0x65,
]

/// TensorFlow: no bytes bring the scanner down, and none hide an operator that writes files.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let report = ModelScanner().scan(MemoryBytes(bytes), path: "a.pb")
    precondition(report.findings.count <= Inspection.maximumFindings + 4, "more findings than are kept")
    guard report.metadata.architecture == "graph", report.verdict == .safe else { return 0 }
    let longer = ModelScanner().scan(MemoryBytes(bytes + hostile), path: "a.pb")
    precondition(longer.verdict == .malicious, "an operator that writes was not seen")
    return 0
}
