package import HallmarkCore

/// The signer vouches for the files of a model (OpenSSF Model Signing v1.0).
///
/// The one subject is the model; its SHA-256 is over the digests alone and says nothing about names, so that only
/// ``init(statement:)`` gives what is signed. Only whole files under SHA-256 are read: shards leave empty files
/// unsigned, and followed links leave what is behind them to the machine.
package struct ModelSignaturePredicate: Predicate, Hashable {
    package static let type = "https://model_signing/signature/v1.0"
    /// The predicate type of model_signing 0.2.0, whose signatures are not over DSSE's encoding.
    package static let earlyType = "https://model_signing/Digests/v0.1"
    /// What a signature does not cover unless it says otherwise: top-level paths that belong to git.
    package static let defaultIgnoredPaths = [".git", ".gitattributes", ".github", ".gitignore"]
    /// The name of the file of a model that is one file, as the reference implementation writes it.
    package static let singleFileName = "."
    /// How many files a model may have.
    package static let maximumResources = 50_000
    /// How many paths a signature may leave out.
    package static let maximumIgnoredPaths = 100

    /// A file of a model.
    package struct Resource: Sendable, Hashable {
        /// The path below the model.
        package let name: String
        package let digest: Digest
    }

    /// The files in the order listed, which the subject's digest depends on.
    package let resources: [Resource]
    /// Paths below the model that are not covered, each with all below it.
    package let ignoredPaths: [String]

    /// The predicate about files whose names ``objection(to:)`` has nothing against.
    package init(files: [String: Digest], ignoredPaths: [String] = defaultIgnoredPaths) {
        // OMS v1.0: in the order of Unicode code points, which is that of UTF-8.
        self.resources = files.map { Resource(name: $0.key, digest: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.ignoredPaths = ignoredPaths
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        let ignoredPaths = try Self.ignoredPaths(of: try reader.object("serialization"))
        let elements = try reader.array("resources")
        var resources: [Resource] = []
        for element in elements { resources.append(try Self.resource(element)) }
        try reader.finish()
        self.resources = resources
        // Up to model_signing 1.0.0 what git keeps was left out, and the signature did not say so.
        self.ignoredPaths =
            ignoredPaths
            ?? Self.defaultIgnoredPaths.filter { path in !resources.contains { $0.name.isAtOrBelow(path) } }
        if let objection = Self.objection(to: resources.map(\.name)) { throw Self.refusal("resources", objection) }
        for resource in resources where self.ignoredPaths.contains(where: resource.name.isAtOrBelow) {
            throw Self.refusal("resources", "\"\(resource.name)\" is signed and ignored")
        }
    }

    package var json: JSONValue {
        [
            "serialization": [
                "method": "files", "hash_type": "sha256", "allow_symlinks": false,
                "ignore_paths": .array(ignoredPaths.map { .string($0) }),
            ],
            "resources": .array(
                resources.map {
                    ["name": .string($0.name), "algorithm": "sha256", "digest": .string($0.digest.hex)]
                }
            ),
        ]
    }

    private static func resource(_ value: JSONValue) throws(JSONError) -> Resource {
        var reader = try JSONReader(value, path: "predicate.resources")
        let name = try reader.string("name")
        let algorithm = try reader.string("algorithm")
        guard algorithm == DigestAlgorithm.sha256.rawValue else {
            throw refusal("resources", "the algorithm \"\(algorithm)\" of \"\(name)\" is not the hash_type, sha256")
        }
        guard let digest = Digest(.sha256, hex: try reader.string("digest")) else {
            throw refusal("resources", "the digest of \"\(name)\" is not 64 lower-case hexadecimal digits")
        }
        return Resource(name: name, digest: digest)
    }

    private static func ignoredPaths(of value: JSONReader) throws(JSONError) -> [String]? {
        var reader = value
        let method = try reader.string("method")
        guard method != "shards" else {
            throw refusal("serialization.method", "shards leave empty files unsigned; sign with the method files")
        }
        guard method == "files" else {
            throw refusal("serialization.method", "\"\(method)\" is not known; sign with the method files")
        }
        let hashType = try reader.string("hash_type")
        guard hashType == DigestAlgorithm.sha256.rawValue else {
            throw refusal("serialization.hash_type", "\"\(hashType)\" is not supported; sign with sha256")
        }
        guard try reader.value("allow_symlinks") == .bool(false) else {
            throw refusal("serialization.allow_symlinks", "a signature that follows links is refused; it must be false")
        }
        guard reader.optional("ignore_paths") != nil else {
            try reader.finish()
            return nil
        }
        let elements = try reader.array("ignore_paths")
        guard elements.count <= maximumIgnoredPaths else {
            throw refusal("serialization.ignore_paths", "more than \(maximumIgnoredPaths) paths")
        }
        var paths: [String] = []
        for element in elements {
            guard let path = element.string else { throw refusal("serialization.ignore_paths", "not text") }
            guard !path.utf8.contains(UInt8(ascii: "*")), objection(to: path) == nil else {
                throw refusal("serialization.ignore_paths", "\"\(path)\" is not the path of one file or folder")
            }
            paths.append(path)
        }
        // `shard_size` is among what must not be there.
        try reader.finish()
        return paths
    }

    private static func refusal(_ place: String, _ reason: String) -> JSONError {
        JSONError(.unexpected, detail: "predicate.\(place): \(reason)")
    }
}
