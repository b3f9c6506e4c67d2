package import HallmarkCore

/// A zip archive of models: numpy's `.npz`, or any archive in which a model lies.
package struct ZippedModel: ModelFormat {
    package let name: FormatName
    package let extensions: Set<String>
    package var rules: [FindingRule] {
        ZipRules.all + (name == Self.keras.name ? KerasRules.all : name == Self.skops.name ? SkopsRules.all : [])
    }

    /// numpy's archive of arrays.
    package static let numpy = ZippedModel("numpy-archive", ["npz"])
    /// Any other zip with a model in it.
    package static let any = ZippedModel("zip", [])

    /// Keras's archive of a configuration and weights.
    package static let keras = ZippedModel("keras", ["keras"])
    /// skops's archive of a schema and arrays.
    package static let skops = ZippedModel("skops", ["skops"])
    package static let all: [any ModelFormat] = [numpy, keras, skops, any]

    private init(_ name: String, _ extensions: Set<String>) {
        self.name = FormatName(rawValue: name)
        self.extensions = extensions
    }

    package func recognises(_: [UInt8]) -> Bool { false }

    /// Keras wrote HDF5 under its own ending, too.
    package func excludes(_ head: [UInt8]) -> Bool { name == Self.keras.name && HDF5().recognises(head) }

    /// By the names of its members, each archive as one format.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard Self.isZip(head), try !PyTorchArchive().recognises(source, head: head) else { return false }
        do throws(InspectionError) {
            let names = try ZipDirectory(source).entries.map(\.text)
            guard !names.contains(TorchModelArchive.manifest) else { return false }
            let arrays = names.count { ModelFormats.fileExtension(of: $0) == "npy" }
            if arrays > 0, arrays == names.count { return name == Self.numpy.name }
            if Self.isKeras(names) { return name == Self.keras.name }
            if names.contains(Self.schema) { return name == Self.skops.name }
            guard name == Self.any.name else { return false }
            return try Self.holdsModel(source)
        } catch {
            guard case .file(let error) = error else { return false }
            throw error
        }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        scope.archive = nil
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let reader = try ZipReader(source, into: &inspection)
            if name == Self.keras.name { try Self.checkConfiguration(reader, &scope, &inspection) }
            if name == Self.skops.name { try Self.checkSchema(reader, &scope, &inspection) }
            try reader.inspectMembers(in: &scope, into: &inspection)
        }
    }

    private static func isKeras(_ names: [String]) -> Bool {
        names.contains("config.json") && names.contains { $0 == "metadata.json" || $0.hasSuffix(".weights.h5") }
    }

    private static func checkConfiguration(
        _ reader: ZipReader,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let entries = reader.directory.entries.filter { $0.key == Array("config.json".utf8) }
        if entries.isEmpty { inspection.report(KerasRules.configuration, "no config.json", at: 0) }
        for entry in entries {
            guard let content = try reader.content(of: entry, &context, &inspection) else { continue }
            do {
                let bytes = try content.allBytes(maximumSize: KerasConfiguration.maximumSize)
                KerasConfiguration.check(bytes, of: "config.json", at: entry.contentOffset, into: &inspection)
            } catch {
                throw .file(error)
            }
        }
    }

    /// The member that describes what a skops file makes.
    private static let schema = "schema.json"

    private static func checkSchema(
        _ reader: ZipReader,
        _ context: inout ScanContext,
        _ inspection: inout Inspection
    ) throws(InspectionError) {
        let entries = reader.directory.entries.filter { $0.key == Array(schema.utf8) }
        if entries.isEmpty { inspection.report(SkopsRules.schema, "no schema.json", at: 0) }
        let names = Set(reader.directory.entries.map(\.text))
        for entry in entries {
            guard let content = try reader.content(of: entry, &context, &inspection) else { continue }
            do {
                let bytes = try content.allBytes(maximumSize: SkopsSchema.maximumSize)
                SkopsSchema.check(bytes, members: names, at: entry.contentOffset, into: &inspection)
            } catch {
                throw .file(error)
            }
        }
    }

    static func isZip(_ head: [UInt8]) -> Bool { head.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// Whether a zip with nothing before it lists no `data.pkl`, and a model all the same.
    static func onlyHoldsPyTorch(_ source: any ByteSource) throws(FileError) -> Bool {
        do throws(InspectionError) {
            let directory = try ZipDirectory(source)
            let isListed = directory.entries.contains { String(decoding: $0.key, as: UTF8.self).hasSuffix("/data.pkl") }
            guard !isListed, directory.end.base == 0 else { return false }
            return try holdsModel(source)
        } catch {
            guard case .file(let error) = error else { return false }
            throw error
        }
    }

    /// Whether a member is a model by its name or by its first bytes.
    private static func holdsModel(_ source: any ByteSource) throws(InspectionError) -> Bool {
        let directory = try ZipDirectory(source)
        var ignored = Inspection()
        var located = directory
        if directory.entries.contains(where: { ModelFormats.standard.isModelName($0.text) }) { return true }
        try located.locateContents(in: source, into: &ignored)
        for entry in located.entries where !entry.isFolder {
            let head = try ZipReader.head(of: entry, in: source)
            // An archive in an archive may hold one.
            if Self.isZip(head) || Self.isPacked(head) || PickleHead(head).isUndecided { return true }
            if !ModelFormats.standard.formats(name: "", head: head).recognised.isEmpty { return true }
        }
        return false
    }

    /// Whether the bytes begin a tar archive, or what gzip, bzip2, xz or LZ4 compressed.
    private static func isPacked(_ head: [UInt8]) -> Bool {
        let magics: [[UInt8]] = [
            [0x1F, 0x8B, 0x08], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x04, 0x22, 0x4D, 0x18],
        ]
        return magics.contains { head.starts(with: $0) } || head.dropFirst(257).starts(with: Array("ustar".utf8))
    }
}
