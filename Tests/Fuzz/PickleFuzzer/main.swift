import HallmarkCore
import HallmarkModelScan

/// Imports `posix.system` and does nothing with it.
private let payload = Array("cposix\nsystem\n0".utf8)

/// Pickles: no bytes bring the scanner down, and none hide an import that an unpickler would come to.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let scanner = ModelScanner()
    let report = scanner.scan(MemoryBytes(bytes), path: "model.bin")
    precondition(report.sha256 == Digest.sha256(bytes), "another digest")
    precondition(report.findings.count <= Inspection.maximumFindings + 4, "more findings than are kept")
    guard let found = try? Pickle().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    guard ModelVerdict(found.findings) == .safe else { return 0 }
    // What is compressed, and the tensors behind the pickles of PyTorch's old form, end in another way.
    let isCompressed = bytes.starts(with: [0x1F, 0x8B]) || bytes.first == 0x78
    guard !isCompressed, !bytes.contains([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]) else { return 0 }
    // A safe pickle has been read to its last byte, which is STOP.
    precondition(bytes.last == UInt8(ascii: "."), "a safe pickle does not stop")
    for hostile in [bytes.dropLast() + payload + [UInt8(ascii: ".")], bytes + payload, payload + bytes] {
        let verdict = scanner.scan(MemoryBytes(Array(hostile)), path: "model.pkl").verdict
        precondition(verdict == .malicious, "the import was not seen")
    }
    return 0
}
