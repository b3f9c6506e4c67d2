package import HallmarkCore

/// The Hierarchical Data Format, version 5, in which Keras keeps weights and, in its old form, whole models.
///
/// Read by the HDF5 File Format Specification, version 3: every object, link and attribute, and where the bytes of
/// each dataset lie; never the weights themselves.
package struct HDF5: ModelFormat {
    /// How many objects of a file are read.
    package static let maximumObjects = 1 << 18
    /// How many pieces of metadata are read.
    package static let maximumReads = 1 << 22
    /// The largest piece of metadata, and the most that one object's header may have.
    package static let maximumPieceSize: UInt64 = 1 << 24
    /// How many messages one object's header may have.
    package static let maximumMessages = 1 << 16
    /// How long a name may be.
    package static let maximumNameSize = 4096
    /// How many bytes of text in attributes are read in all.
    package static let maximumTextSize = 1 << 26
    /// How many values of one attribute are read as text.
    package static let maximumValues: UInt64 = 1 << 16
    /// How far a shape may exceed the file, as no compression that is common does (deflate reaches 1032).
    package static let maximumExpansion: UInt64 = 1100
    /// The size from which on a shape is compared with the file at all.
    package static let leastExpandedSize: UInt64 = 1 << 30

    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    package init() {}

    package let name = FormatName(rawValue: "hdf5")
    package let extensions: Set<String> = ["h5", "hdf5"]
    package var rules: [FindingRule] { HDF5Rules.all + KerasRules.all }

    package func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: Self.signature)
            || [512, 1024, 2048].contains { head.dropFirst($0).starts(with: Self.signature) }
    }

    /// A user block of any power of two can stand first.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        if recognises(head) { return true }
        return try HDF5Superblock.place(in: source) != nil
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let superblock = try HDF5Superblock(source, into: &inspection)
            var walk = HDF5Walk(superblock.file)
            try walk.read(superblock, in: &scope, into: &inspection)
        }
    }
}
