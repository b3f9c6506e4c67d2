package import HallmarkCore

/// How build products were made: SLSA Provenance v1 with Hallmark's build type for `swift build`.
///
/// Subjects are the products with `sha256`.
package struct BuildPredicate: Predicate, Hashable {
    package static let type = "https://slsa.dev/provenance/v1"
    package static let buildType = TypeURI.make("swiftpm-build", version: 1)

    /// A resolved dependency of the build (SLSA Provenance v1, `resolvedDependencies`).
    package struct Dependency: Sendable, Hashable {
        package let uri: String
        package let digest: DigestSet

        package init(uri: String, digest: DigestSet) {
            self.uri = uri
            self.digest = digest
        }
    }

    /// The URI of the repository that was built.
    package let repository: String
    /// The commit that was built, 40 hex.
    package let commit: String
    /// Git's SHA-256 tree id of the commit.
    package let tree: String
    /// The build configuration, such as `release`.
    package let configuration: String
    /// The products asked for.
    package let products: [String]
    /// The first line of `swift --version`.
    package let toolchain: String
    /// Who built: a URI.
    package let builder: String
    /// The packages of the resolved graph.
    package let dependencies: [Dependency]

    package init(
        repository: String,
        commit: String,
        tree: String,
        configuration: String,
        products: [String],
        toolchain: String,
        builder: String,
        dependencies: [Dependency]
    ) {
        self.repository = repository
        self.commit = commit
        self.tree = tree
        self.configuration = configuration
        self.products = products
        self.toolchain = toolchain
        self.builder = builder
        self.dependencies = dependencies
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var definition = try reader.object("buildDefinition")
        let type = try definition.string("buildType")
        guard type == Self.buildType else {
            throw JSONError(
                .unexpected,
                detail: "predicate.buildDefinition.buildType is \(type), not \(Self.buildType)"
            )
        }
        var parameters = try definition.object("externalParameters")
        self.repository = try parameters.string("repository")
        self.commit = try parameters.string("commit")
        self.configuration = try parameters.string("configuration")
        self.products = try parameters.strings("products")
        // SLSA v1.0 "Verifying artifacts" step 2: unknown external parameters must be refused.
        try parameters.finish()
        var tree: String?
        var dependencies: [Dependency] = []
        for element in try definition.array("resolvedDependencies") {
            var dependency = try JSONReader(element, path: "predicate.buildDefinition.resolvedDependencies")
            let uri = try dependency.string("uri")
            let digest: DigestSet
            do {
                digest = try DigestSet(try dependency.value("digest"))
            } catch {
                throw JSONError(.unexpected, detail: "the resolved dependency \(uri): \(error)")
            }
            if uri == "git+\(repository)@\(commit)", let value = digest[DigestSet.Name.gitTree] {
                guard tree == nil, digest[DigestSet.Name.gitCommit] == commit else {
                    throw JSONError(
                        .unexpected,
                        detail: "the resolved dependencies contradict the commit that was built"
                    )
                }
                tree = value
            } else {
                dependencies.append(Dependency(uri: uri, digest: digest))
            }
        }
        guard let tree else {
            throw JSONError(.unexpected, detail: "the resolved dependencies do not name the tree that was built")
        }
        self.tree = tree
        self.dependencies = dependencies
        var internalParameters = try definition.object("internalParameters")
        self.toolchain = try internalParameters.string("toolchain")
        var details = try reader.object("runDetails")
        var builder = try details.object("builder")
        self.builder = try builder.string("id")
    }

    package var json: JSONValue {
        let source: JSONValue = [
            "uri": .string("git+\(repository)@\(commit)"),
            "digest": DigestSet([DigestSet.Name.gitCommit: commit, DigestSet.Name.gitTree: tree]).json,
        ]
        let others = dependencies.sorted { $0.uri.utf8.lexicographicallyPrecedes($1.uri.utf8) }
            .map { ["uri": .string($0.uri), "digest": $0.digest.json] as JSONValue }
        return [
            "buildDefinition": [
                "buildType": .string(Self.buildType),
                "externalParameters": [
                    "repository": .string(repository),
                    "commit": .string(commit),
                    "configuration": .string(configuration),
                    "products": .array(products.sorted().map { .string($0) }),
                ],
                "internalParameters": ["toolchain": .string(toolchain)],
                "resolvedDependencies": .array([source] + others),
            ],
            "runDetails": ["builder": ["id": .string(builder)]],
        ]
    }
}
