internal import HallmarkCore
internal import HallmarkModelScan

/// Makes the component of a model: a file, or a folder with its files as parts.
struct ModelComponent {
    private let model: DetectedModel
    private let source: PackageSource
    private let suppliers: SupplierList

    init(_ model: DetectedModel, source: PackageSource, suppliers: SupplierList) {
        self.model = model
        self.source = source
        self.suppliers = suppliers
    }

    /// Reads the model from end to end and says what it is.
    func component() throws -> Component {
        let report = ModelScanner().scan(model, in: source.tree)
        guard let digest = report.sha256 else {
            let reason = report.findings.first?.message ?? "it cannot be read"
            throw InventoryError(.input, model.path, reason)
        }
        let fileName = model.path.pathComponents.last ?? model.path
        let metadata = report.metadata
        let name = metadata.name.flatMap { $0.isEmpty ? nil : $0 } ?? fileName
        var component = Component(reference: "model:\(model.path)", kind: .model, name: name)
        // A header seldom has a version, and a version that nobody keeps up identifies nothing: the digest does.
        component.version = metadata.version ?? "sha256-\(digest.hex.prefix(16))"
        component.summary = metadata.summary
        component.author = metadata.author
        component.architecture = metadata.architecture
        component.scope = .required
        component.digests = [digest]
        component.packageURL = PackageURL(
            type: "generic",
            name: fileName,
            qualifiers: ["checksum": digest.description]
        )
        component.supplier = suppliers.models[relativePath]
        if component.supplier == nil { component.markUnknown("supplier") }
        component.licences = try licences(claim: metadata.license)
        if component.licences.isEmpty { component.markUnknown("license") }
        component.properties += properties(report)
        component.parts = report.members.map { part($0) }
        return component
    }

    private func properties(_ report: FileReport) -> [Component.Property] {
        let metadata = report.metadata
        var properties = [
            Component.Property("path", model.path),
            Component.Property("format", model.format.rawValue),
            Component.Property("size", String(report.size)),
        ]
        if case .bundle = model.content { properties.append(Component.Property("digest-of", "manifest")) }
        if model.isPointer { properties.append(Component.Property("lfs-pointer", "true")) }
        if let version = metadata.formatVersion { properties.append(Component.Property("format-version", version)) }
        if let count = metadata.tensorCount { properties.append(Component.Property("tensors", String(count))) }
        if let count = metadata.parameterCount { properties.append(Component.Property("parameters", String(count))) }
        return properties + metadata.dataTypes.map { Component.Property("data-type", $0) }
    }

    private func part(_ member: FileReport.Member) -> Component {
        let path = "\(model.path)/\(member.path)"
        var part = Component(reference: "file:\(path)", kind: .file, name: member.path)
        part.digests = [member.sha256]
        part.properties = [Component.Property("path", path)]
        return part
    }

    /// What the header claims, or else the licence file in the model's own folder.
    private func licences(claim: String?) throws -> [Licence] {
        if let claim, !claim.isEmpty { return [Licence(claim: claim)] }
        let folder = SBOMInputRule.folder(of: model.path)
        guard !source.contains(SBOMInputRule.join(folder, "Package.swift")) else { return [] }
        return try source.licences(in: folder)
    }

    private var relativePath: String {
        model.path.path(below: source.directory) ?? model.path
    }
}
