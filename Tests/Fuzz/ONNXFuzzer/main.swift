import HallmarkCore
import HallmarkModelScan

/// A graph whose initializer is read from "../w": it merges with the graph before it.
private let hostile: [UInt8] = [
    0x3A, 0x19, 0x2A, 0x17, 0x42, 0x01, 0x77, 0x6A, 0x10, 0x0A, 0x08, 0x6C, 0x6F, 0x63, 0x61, 0x74, 0x69, 0x6F, 0x6E,
    0x12, 0x04, 0x2E, 0x2E, 0x2F, 0x77, 0x70, 0x01,
]

/// ONNX: no bytes bring the scanner down, and none hide a tensor that is read from elsewhere.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let report = ModelScanner().scan(MemoryBytes(bytes), path: "a.onnx")
    precondition(report.findings.count <= Inspection.maximumFindings + 4, "more findings than are kept")
    guard let found = try? ONNXModel().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    guard ModelVerdict(found.findings) == .safe else { return 0 }
    guard let longer = try? ONNXModel().inspect(MemoryBytes(bytes + hostile)) else { fatalError("could not be read") }
    precondition(longer.findings.contains { $0.rule == ONNXRules.location }, "a path upwards was not seen")
    return 0
}
