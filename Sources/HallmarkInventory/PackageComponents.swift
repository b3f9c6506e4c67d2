internal import HallmarkCore

/// Makes the components of packages, system libraries and binary targets, and says which uses which.
struct PackageComponents {
    /// What was made.
    struct Parts {
        var root: Component
        var components: [Component] = []
        /// The references of packages, by identity.
        var references: [String: String] = [:]
        var dependencies: [String: Set<String>] = [:]
        var incomplete: Set<String> = []
    }

    let graph: PackageGraph
    let linked: LinkedGraph
    let pins: PackagePins
    let suppliers: SupplierList
    let source: PackageSource
    /// Where the root and the local packages lie, by identity.
    let folders: [String: String]
    let parameters: Inventory.Parameters

    /// Makes everything.
    func parts() throws -> Parts {
        var parts = Parts(root: try root())
        parts.references[graph.root.id] = parts.root.reference
        let packages = graph.packages.values.filter { $0.id != graph.root.id }.sorted { $0.id < $1.id }
        for package in packages {
            let use = linked.use(of: package.id)
            guard parameters.product == nil || use != .unlinked else { continue }
            add(try component(package, use: use), identity: package.id, isComplete: use != .unlinked, to: &parts)
        }
        // What only a plugin or a disabled trait uses is pinned and in no graph.
        for pin in pins.pins.values.sorted(by: { $0.identity < $1.identity }) where parameters.product == nil {
            guard graph.packages[pin.identity] == nil else { continue }
            add(pinned(pin), identity: pin.identity, isComplete: false, to: &parts)
        }
        for package in [graph.root] + packages { connect(package, in: &parts) }
        return parts
    }

    private func add(_ made: Component, identity: String, isComplete: Bool, to parts: inout Parts) {
        var component = made
        // Manifests of two folders may give one name.
        if component.reference == parts.root.reference || parts.dependencies[component.reference] != nil {
            component.reference += "#\(identity)"
        }
        parts.components.append(component)
        parts.references[identity] = component.reference
        parts.dependencies[component.reference] = []
        if !isComplete { parts.incomplete.insert(component.reference) }
    }

    private func connect(_ package: PackageGraph.Package, in parts: inout Parts) {
        guard let user = parts.references[package.id] else { return }
        let unlinked = package.dependencies.filter { linked.use(of: $0) == .unlinked }
        let used = linked.edges[package.id, default: []].union(unlinked).compactMap { parts.references[$0] }
        parts.dependencies[user, default: []].formUnion(used)
        for target in linked.targets(of: package, use: .development) {
            let use = linked.targets[LinkedGraph.Node(package: package.id, target: target.name)] ?? .unlinked
            guard let component = Self.foreign(target, in: package, use: use) else { continue }
            if let index = parts.components.firstIndex(where: { $0.reference == component.reference }) {
                if component.scope == .required { parts.components[index].scope = .required }
            } else {
                add(component, identity: component.reference, isComplete: false, to: &parts)
            }
            parts.dependencies[user, default: []].insert(component.reference)
        }
    }

    private func root() throws -> Component {
        let package = graph.root
        let address = parameters.repository.flatMap { RepositoryURL($0) }
        let url = address?.packageURL(version: parameters.version)
        let products =
            parameters.product.map { name in package.products.filter { $0.name == name } } ?? package.products
        var component = Component(
            reference: url?.description ?? "package:\(package.name)",
            kind: products.contains { $0.kind == .executable } ? .application : .library,
            name: parameters.product ?? package.name
        )
        component.version = parameters.version
        component.packageURL = url
        component.supplier = suppliers.supplier ?? address?.owner
        component.licences = try source.licences(in: source.directory)
        // What is not known of it is said, as of every other component.
        if component.version == nil { component.markUnknown("version") }
        if component.supplier == nil { component.markUnknown("supplier") }
        if url == nil { component.markUnknown("identifier") }
        if component.licences.isEmpty { component.markUnknown("license") }
        component.properties += linked.targets(of: package).map { Component.Property("target", $0.name) }
        if let address { component.links = [Component.Reference(type: "vcs", url: address.url)] }
        return component
    }

    private func component(_ package: PackageGraph.Package, use: LinkedGraph.Use) throws -> Component {
        var component: Component
        switch package.origin {
        case .root, .local: component = try local(package)
        case .repository(_, let version), .registry(_, let version):
            guard let pin = pins.pins[package.id] else {
                throw InventoryError(
                    .unpinned,
                    package.id,
                    "Package.resolved has no pin of it; run swift package resolve"
                )
            }
            if let pinned = pin.version, let version, pinned != version {
                throw InventoryError(.unpinned, package.id, "resolved at \(version), pinned at \(pinned)")
            }
            component = remote(pin, name: package.name)
            let tree = try FileTree(path: absolutePath(package.directory))
            component.digests = [try tree.gitTreeDigest()].compactMap(\.self)
            component.properties.append(Component.Property("digest-of", "git-tree"))
            let names = try tree.children().filter { if case .file = $0.kind { true } else { false } }.map(\.path)
            component.licences = try LicenceFiles.licences(in: tree, files: names.filter(SBOMInputRule.isLicence))
        }
        if component.licences.isEmpty { component.markUnknown("license") }
        component.scope = use == .runtime ? .required : .excluded
        component.properties.append(Component.Property("use", use.word))
        component.properties += linked.targets(of: package).map { Component.Property("target", $0.name) }
        return component
    }

    private func pinned(_ pin: PackagePins.Pin) -> Component {
        var component = remote(pin, name: pin.identity)
        component.scope = .excluded
        component.properties.append(Component.Property("use", LinkedGraph.Use.unlinked.word))
        component.markUnknown("license")
        component.markUnknown("digest")
        return component
    }

    private func remote(_ pin: PackagePins.Pin, name: String) -> Component {
        let address = RepositoryURL(pin.location)
        let url = address?.packageURL(version: pin.effectiveVersion)
        var component = Component(
            reference: url?.description ?? "package:\(pin.identity)",
            kind: .library,
            name: pin.identity
        )
        component.version = pin.effectiveVersion
        component.packageURL = url
        let declared = address?.packageURL(version: nil).flatMap { suppliers.packages[$0.description] }
        component.supplier = declared ?? address?.owner
        if component.supplier == nil { component.markUnknown("supplier") }
        if let address { component.links = [Component.Reference(type: "vcs", url: address.url)] }
        if url == nil { component.markUnknown("identifier") }
        if name != pin.identity { component.properties.append(Component.Property("name", name)) }
        if pin.kind != .remoteSourceControl {
            component.properties.append(
                Component.Property("origin", pin.kind == .registry ? "registry" : "local-repository")
            )
        }
        if let revision = pin.revision { component.properties.append(Component.Property("revision", revision)) }
        if let branch = pin.branch { component.properties.append(Component.Property("branch", branch)) }
        return component
    }

    private func local(_ package: PackageGraph.Package) throws -> Component {
        var component = Component(reference: "package:\(package.name)", kind: .library, name: package.name)
        component.properties.append(Component.Property("origin", "local"))
        guard let folder = folders[package.id] else {
            // Where it lies would name a place on this machine, and nothing fixes what is there.
            component.properties.append(Component.Property("location", "outside"))
            for element in ["version", "supplier", "digest", "identifier"] { component.markUnknown(element) }
            return component
        }
        component.version = parameters.version
        component.supplier = suppliers.supplier ?? parameters.repository.flatMap { RepositoryURL($0)?.owner }
        component.properties.append(Component.Property("path", folder))
        component.licences = try source.licences(in: folder)
        if let repository = parameters.repository.flatMap({ RepositoryURL($0) }),
            let url = repository.packageURL(version: parameters.version)
        {
            component.packageURL = PackageURL(
                type: url.type,
                namespace: url.namespace,
                name: url.name,
                version: url.version,
                subpath: folder.pathComponents
            )
        } else {
            component.markUnknown("identifier")
        }
        if component.version == nil { component.markUnknown("version") }
        if component.supplier == nil { component.markUnknown("supplier") }
        component.digests = [try source.treeDigest(of: folder)].compactMap(\.self)
        component.properties.append(Component.Property("digest-of", "git-tree"))
        return component
    }

    /// The component of a target that isn't source: a library of the system, or a binary.
    private static func foreign(
        _ target: PackageGraph.Target,
        in package: PackageGraph.Package,
        use: LinkedGraph.Use
    ) -> Component? {
        var component: Component
        switch target.kind {
        case .system:
            let name = target.pkgConfig ?? target.name
            component = Component(reference: "system:\(name)", kind: .library, name: name)
            component.properties.append(Component.Property("origin", "system"))
            if let name = target.pkgConfig { component.properties.append(Component.Property("pkg-config", name)) }
        case .binary:
            component = Component(reference: "binary:\(package.name)/\(target.name)", kind: .library, name: target.name)
            component.properties.append(Component.Property("origin", "binary"))
            if let url = target.url.flatMap({ RepositoryURL($0)?.url }) {
                component.links = [Component.Reference(type: "distribution", url: url)]
            }
        default: return nil
        }
        component.scope = use == .runtime ? .required : .excluded
        component.properties.append(Component.Property("use", use.word))
        // Which version a machine has is a fact about the machine: another one would give another SBOM.
        for element in ["version", "supplier", "license", "digest", "identifier"] { component.markUnknown(element) }
        return component
    }

    private func absolutePath(_ directory: String) -> String {
        guard !directory.hasPrefix("/") else { return directory }
        return SBOMInputRule.join(source.tree.path, SBOMInputRule.join(source.directory, directory))
    }
}
