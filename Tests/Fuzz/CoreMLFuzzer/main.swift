import HallmarkCore
import HallmarkModelScan

private let manifest = Array(
    """
    {"fileFormatVersion":"1.0.0","itemInfoEntries":{"1":{"author":"a","description":"d","name":"n","path":"a.mlmodel"},
    "2":{"author":"a","description":"d","name":"n","path":"w.bin"}},"rootModelIdentifier":"1"}
    """.utf8
)

/// An empty neural network.
private let network: [UInt8] = [0x08, 0x05, 0xA2, 0x1F, 0x00]
/// A model that is a class of the application: field 555.
private let customModel: [UInt8] = [0xDA, 0x22, 0x00]

/// Core ML: no specification, weights or manifest brings the scanner down, and none hides a custom model.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let found = try? CoreMLModel().inspect(MemoryBytes(bytes)) else { fatalError("memory could not be read") }
    if ModelVerdict(found.findings) == .safe {
        let hostile = try? CoreMLModel().inspect(MemoryBytes(bytes + customModel))
        precondition(hostile.map { ModelVerdict($0.findings) } == .suspicious, "a custom model was not seen")
    }
    precondition(verdict(manifest, network, []) != .safe, "weights without a header are taken")
    for (manifest, model, weights) in [(bytes, network, bytes), (manifest, bytes, bytes), (manifest, network, bytes)] {
        let package = verdict(manifest, model, weights)
        precondition(package != .notAModel)
    }
    return 0
}

private func verdict(_ manifest: [UInt8], _ model: [UInt8], _ weights: [UInt8]) -> ModelVerdict {
    let files = ["Manifest.json": manifest, "Data/a.mlmodel": model, "Data/w.bin": weights]
    let bundle = ModelBundle(files: Array(files.keys)) { (path) throws(FileError) in
        guard let bytes = files[path] else { throw FileError(.missing, path: path, reason: "is missing") }
        return MemoryBytes(bytes)
    }
    guard let found = try? CoreMLPackage().inspect(bundle) else { fatalError("memory could not be read") }
    return ModelVerdict(found.findings)
}
