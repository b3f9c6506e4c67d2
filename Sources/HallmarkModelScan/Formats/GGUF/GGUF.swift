package import HallmarkCore

/// The GGUF format of llama.cpp, versions 2 and 3: keys and values, tensor descriptions, tensors.
package struct GGUF: ModelFormat {
    static let magic = Array("GGUF".utf8)
    /// How many keys are read.
    package static let maximumKeys: UInt64 = 1 << 16
    /// How many tensors are read.
    package static let maximumTensors: UInt64 = 1 << 20
    /// The format's bound of a key.
    package static let maximumKeySize: UInt64 = 65_535
    /// GGML_MAX_NAME without the byte that ends it in memory.
    package static let maximumTensorNameSize: UInt64 = 63
    /// GGML_MAX_DIMS.
    package static let maximumDimensions: UInt32 = 4
    /// How deep arrays may nest.
    package static let maximumArrayDepth = 4
    /// The largest chat template that is read.
    package static let maximumTemplateSize: UInt64 = 1 << 20
    /// The largest `general.alignment`.
    package static let maximumAlignment: UInt64 = 1 << 20
    static let defaultAlignment: UInt64 = 32

    package init() {}

    package let name = FormatName.gguf
    package let extensions: Set<String> = ["gguf"]
    package var rules: [FindingRule] { GGUFRules.all + TemplateRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: Self.magic)
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = GGUFReader(source)
            try reader.read(into: &inspection)
        }
    }
}
