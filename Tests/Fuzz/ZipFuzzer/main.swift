import HallmarkCore
import HallmarkModelScan

/// Imports `posix.system` and does nothing with it.
private let payload = Array("cposix\nsystem\n0N.".utf8)

/// Zip archives: no bytes bring the scanner down, and none hide what is put before or behind them.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let scanner = ModelScanner()
    let report = scanner.scan(MemoryBytes(bytes), path: "model.pt")
    precondition(report.sha256 == Digest.sha256(bytes), "another digest")
    precondition(report.findings.count <= Inspection.maximumFindings + 4, "more findings than are kept")
    for format in ModelFormats.standard.files where format is PyTorchArchive || format is ZippedModel {
        guard let found = try? format.inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
        guard ModelVerdict(found.findings) == .safe else { continue }
        for hidden in [bytes + payload, payload + bytes, bytes + bytes] {
            guard let found = try? format.inspect(MemoryBytes(hidden)) else { fatalError("memory could not be read") }
            precondition(ModelVerdict(found.findings) != .safe, "bytes of no member were not seen")
        }
    }
    return 0
}
