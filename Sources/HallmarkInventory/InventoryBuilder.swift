internal import HallmarkCore
internal import HallmarkModelScan

/// Takes the inventory of a package: from its graph, its pins, its files and its models.
package struct InventoryBuilder {
    private let graph: PackageGraph
    private let source: PackageSource
    private let linked: LinkedGraph
    private let pins: PackagePins
    private let suppliers: SupplierList
    private let parameters: Inventory.Parameters

    /// - Parameters:
    ///   - fallbackPins: the bytes of the Package.resolved that a resolution outside of the package gave; used when the
    ///     package has none.
    package init(
        graph: PackageGraph,
        source: PackageSource,
        parameters: Inventory.Parameters,
        fallbackPins: [UInt8]? = nil
    ) throws {
        self.graph = graph
        self.source = source
        self.linked = try LinkedGraph(graph, product: parameters.product)
        let pinPath = SBOMInputRule.join(source.directory, PackagePins.fileName)
        let pinBytes = try source.tree.bytes(of: pinPath, maximumSize: PackagePins.maximumSize) ?? fallbackPins
        self.pins = try pinBytes.map { (bytes) throws(InventoryError) in try PackagePins(bytes) } ?? PackagePins()
        let listPath = SBOMInputRule.join(source.directory, SupplierList.path)
        let listBytes =
            source.contains(listPath)
            ? try source.tree.bytes(of: listPath, maximumSize: SupplierList.maximumSize) : nil
        self.suppliers =
            try listBytes.map { (bytes) throws(InventoryError) in try SupplierList(bytes) } ?? SupplierList()
        var parameters = parameters
        parameters.repository = try Self.plain(parameters.repository ?? suppliers.repository)
        self.parameters = parameters
    }

    /// Takes the inventory.
    package func inventory() throws -> Inventory {
        let folders = localFolders()
        let scopes = Self.scopes(root: source.directory, folders: Set(folders.values))
        let covered = source.files.filter { path in scopes.contains { SBOMInputRule.contains(path, in: $0) } }
        let models = try ModelDetector.models(among: covered) { path in
            let file = try source.tree.file(path)
            return try file.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), file.count)))
        }
        let inputs = try inputs(models: models, scopes: scopes)
        let packages = PackageComponents(
            graph: graph,
            linked: linked,
            pins: pins,
            suppliers: suppliers,
            source: source,
            folders: folders,
            parameters: parameters
        )
        var parts = try packages.parts()
        for model in models {
            let component = try ModelComponent(model, source: source, suppliers: suppliers).component()
            parts.components.append(component)
            let owner = folders.filter { SBOMInputRule.contains(model.path, in: $0.value) }
                .max { $0.value.utf8.count < $1.value.utf8.count }
            let user = owner.flatMap { parts.references[$0.key] } ?? parts.root.reference
            parts.dependencies[user, default: []].insert(component.reference)
            parts.dependencies[component.reference] = []
            parts.incomplete.insert(component.reference)
        }
        return Inventory(
            parameters: parameters,
            author: suppliers.author,
            root: parts.root,
            components: parts.components,
            dependencies: parts.dependencies,
            incomplete: parts.incomplete,
            directory: source.directory,
            scopes: scopes,
            inputs: inputs,
            hasRecordedPins: inputs.contains { $0.path == SBOMInputRule.join(source.directory, PackagePins.fileName) }
        )
    }

    private func inputs(models: [DetectedModel], scopes: [String]) throws -> [SBOMInput] {
        let selection = SBOMInputRule.selection(
            files: source.files,
            links: source.links,
            models: models,
            scopes: scopes
        )
        if let link = selection.refusedLinks.first {
            throw InventoryError(.input, link, "is a link; put the file itself there")
        }
        return try selection.paths.map { SBOMInput(path: $0, digest: try source.tree.file($0).digest()) }
    }

    /// Where the root and the local packages lie below the tree's root, by identity; those outside are left out.
    private func localFolders() -> [String: String] {
        var folders: [String: String] = [:]
        for package in graph.packages.values {
            switch package.origin {
            case .root: folders[package.id] = source.directory
            case .local:
                guard let folder = folder(of: package.directory),
                    source.contains(SBOMInputRule.join(folder, "Package.swift"))
                else { continue }
                folders[package.id] = folder
            case .repository, .registry: break
            }
        }
        return folders
    }

    private func folder(of directory: String) -> String? {
        guard directory.hasPrefix("/") else { return SBOMInputRule.join(source.directory, directory) }
        if directory == source.tree.path { return "" }
        return directory.path(below: source.tree.path)
    }

    private static func scopes(root: String, folders: Set<String>) -> [String] {
        let others = folders.filter { !SBOMInputRule.contains($0, in: root) && $0 != root }
        let outermost = others.filter { folder in
            !others.contains { $0 != folder && SBOMInputRule.contains(folder, in: $0) }
        }
        return ([root] + outermost).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func plain(_ repository: String?) throws(InventoryError) -> String? {
        guard let repository else { return nil }
        guard let url = RepositoryURL(repository), repository.hasPrefix("\(url.scheme)://\(url.host)/"),
            !repository.contains("?"), !repository.contains("#")
        else {
            throw InventoryError(
                .repository,
                "the repository's URI",
                "must be like https://host/owner/name, without user, password, query and upper-case host"
            )
        }
        return repository
    }
}
