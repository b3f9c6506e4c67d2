import HallmarkCore
import HallmarkModelScan

/// Configurations in JSON and YAML: no bytes bring the reader down, and a line that runs code is always seen.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    _ = isPlain(bytes, "config.json")
    _ = isPlain(bytes, "model_index.json")
    _ = isPlain(bytes, "MLmodel")
    guard bytes.allSatisfy({ $0 == 0x0A || (0x20..<0x7F).contains($0) }), isPlain(bytes, "config.yaml") else {
        return 0
    }
    precondition(
        !isPlain(Array("a: !!python/object/apply:os.system ['x']\n".utf8) + bytes, "config.yaml"),
        "a tag was not seen"
    )
    return 0
}

private func isPlain(_ bytes: [UInt8], _ name: String) -> Bool {
    guard let file = CompanionFile(path: name),
        let found = try? file.inspect(MemoryBytes(bytes), isBesideModel: true)
    else { fatalError("memory could not be read") }
    return found.findings.isEmpty
}
