package import HallmarkCore

/// A Core ML specification (`.mlmodel`): a protocol buffer, by Apple's published `Model.proto`.
package struct CoreMLModel: ModelFormat {
    /// How deep messages may nest.
    package static let maximumDepth = 96
    /// The least and the greatest `specificationVersion` that is read.
    package static let specificationVersions: ClosedRange<UInt64> = 1...64

    package init() {}

    package let name = FormatName.coreML
    package let extensions: Set<String> = ["mlmodel"]
    package var rules: [FindingRule] { CoreMLRules.all }

    /// Never: a protocol buffer has no magic.
    package func recognises(_: [UInt8]) -> Bool { false }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Self.read(source).inspection
    }

    /// Reads a specification and names the weight files that it refers to, as paths relative to its own folder.
    static func read(
        _ source: any ByteSource
    ) throws(FileError) -> (inspection: Inspection, references: Set<String>) {
        var references: Set<String> = []
        let inspection = try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = CoreMLReader(source)
            defer { references = reader.references }
            try reader.read(into: &inspection)
        }
        return (inspection, references)
    }
}
