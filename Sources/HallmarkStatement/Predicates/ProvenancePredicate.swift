package import HallmarkCore

/// How artifacts were built, by any builder (SLSA Provenance v1, `https://slsa.dev/spec/v1.2/build-provenance`).
///
/// Subjects are the artifacts. ``BuildPredicate`` is the same type with Hallmark's own build type. A verifier must know
/// the build type, since it alone gives ``externalParameters`` a meaning, and refuse parameters that it does not know.
package struct ProvenancePredicate: Predicate, Hashable {
    package static let type = "https://slsa.dev/provenance/v1"

    /// When and as what the build ran (`runDetails.metadata`).
    package struct Metadata: Sendable, Hashable {
        package let invocationID: String?
        package let startedOn: PredicateTime?
        package let finishedOn: PredicateTime?

        package init(invocationID: String? = nil, startedOn: PredicateTime? = nil, finishedOn: PredicateTime? = nil) {
            self.invocationID = invocationID
            self.startedOn = startedOn
            self.finishedOn = finishedOn
        }
    }

    /// Who ran the build (`runDetails.builder`).
    package struct Builder: Sendable, Hashable {
        /// A URI; means something only together with the key that signed.
        package let id: String
        package let version: [String: String]?
        package let dependencies: [ResourceDescriptor]?

        package init(id: String, version: [String: String]? = nil, dependencies: [ResourceDescriptor]? = nil) {
            self.id = id
            self.version = version
            self.dependencies = dependencies
        }
    }

    package let buildType: String
    /// What is under control of whoever asked for the build.
    package let externalParameters: [String: JSONValue]
    /// What is under control of the builder.
    package let internalParameters: [String: JSONValue]?
    package let resolvedDependencies: [ResourceDescriptor]?
    package let builder: Builder
    package let metadata: Metadata?
    package let byproducts: [ResourceDescriptor]?

    package init(
        buildType: String,
        externalParameters: [String: JSONValue],
        internalParameters: [String: JSONValue]? = nil,
        resolvedDependencies: [ResourceDescriptor]? = nil,
        builder: Builder,
        metadata: Metadata? = nil,
        byproducts: [ResourceDescriptor]? = nil
    ) {
        self.buildType = buildType
        self.externalParameters = externalParameters
        self.internalParameters = internalParameters
        self.resolvedDependencies = resolvedDependencies
        self.builder = builder
        self.metadata = metadata
        self.byproducts = byproducts
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var definition = try reader.object("buildDefinition")
        self.buildType = try definition.uri("buildType")
        self.externalParameters = try definition.membersOf("externalParameters")
        self.internalParameters = try definition.optionalMembers("internalParameters")
        self.resolvedDependencies = try definition.optionalResources("resolvedDependencies")
        var details = try reader.object("runDetails")
        var builder = try details.object("builder")
        self.builder = Builder(
            id: try builder.uri("id"),
            version: try builder.optionalStringMap("version"),
            dependencies: try builder.optionalResources("builderDependencies")
        )
        if var metadata = try details.optionalObject("metadata") {
            self.metadata = Metadata(
                invocationID: try metadata.optionalText("invocationId"),
                startedOn: try metadata.optionalTime("startedOn"),
                finishedOn: try metadata.optionalTime("finishedOn")
            )
        } else {
            self.metadata = nil
        }
        self.byproducts = try details.optionalResources("byproducts")
    }

    package var json: JSONValue {
        let builder = JSONValue.object(members: [
            "id": .string(builder.id), "version": builder.version.json,
            "builderDependencies": builder.dependencies.map { .resources($0) },
        ])
        let metadata = metadata.map {
            JSONValue.object(members: [
                "invocationId": $0.invocationID.json, "startedOn": $0.startedOn?.json,
                "finishedOn": $0.finishedOn?.json,
            ])
        }
        return [
            "buildDefinition": .object(members: [
                "buildType": .string(buildType), "externalParameters": .object(externalParameters),
                "internalParameters": internalParameters.map { .object($0) },
                "resolvedDependencies": resolvedDependencies.map { .resources($0) },
            ]),
            "runDetails": .object(members: [
                "builder": builder, "metadata": metadata, "byproducts": byproducts.map { .resources($0) },
            ]),
        ]
    }
}
