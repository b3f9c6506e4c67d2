package import HallmarkCore

/// What `flax.serialization` writes: one MessagePack value of maps, lists and arrays.
package struct FlaxMessage: ModelFormat {
    /// How deep maps and lists may nest.
    package static let maximumDepth = 64
    /// How many dimensions an array may have.
    package static let maximumDimensions = 32

    package init() {}

    package let name = FormatName(rawValue: "flax")
    package let extensions: Set<String> = ["msgpack"]
    package var rules: [FindingRule] { FlaxRules.all }

    /// MessagePack has no magic.
    package func recognises(_: [UInt8]) -> Bool { false }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        try Inspection.collect { (inspection) throws(InspectionError) in
            var reader = MessagePackReader(source)
            try reader.read(into: &inspection)
        }
    }
}
