/// The name of a model format as reports and SBOMs give it.
package struct FormatName: RawRepresentable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    private init(_ name: String) {
        self.rawValue = name
    }

    package static let safetensors = FormatName("safetensors")
    package static let gguf = FormatName("gguf")
    package static let pickle = FormatName("pickle")
    /// A single `.mlmodel` file.
    package static let coreML = FormatName("coreml")
    package static let coreMLPackage = FormatName("coreml-package")
    package static let coreMLCompiled = FormatName("coreml-compiled")
    package static let pyTorch = FormatName("pytorch")
    package static let onnx = FormatName("onnx")
}
