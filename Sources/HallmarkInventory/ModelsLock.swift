package import HallmarkCore

/// The models that a repository is meant to hold, with the digests of their files: `attestations/models.lock`.
///
/// ```json
/// {
///   "schema": "https://hallmark-swift.github.io/models-lock/v1",
///   "models": [
///     {"path": "Models/a.gguf", "format": "gguf", "files": {"a.gguf": "sha256:9f86…"},
///      "source": "https://example.com/a", "revision": "9f86…"}
///   ]
/// }
/// ```
package struct ModelsLock: Sendable, Equatable {
    /// The type of the document.
    package static let schema = TypeURI.make("models-lock", version: 1)
    /// Where it lies below the root of the tree.
    package static let path = "attestations/models.lock"
    /// How many bytes are read.
    package static let maximumSize = 16 << 20

    /// One model.
    package struct Model: Sendable, Equatable {
        /// The path of the file or bundle below the root of the tree.
        package let path: String
        package let format: String
        /// Digests by name relative to the bundle; for a file its last path component.
        package let files: [String: Digest]
        /// Where it was taken from, and the revision there that never changes; `nil` while nobody has said so.
        package var source: String?
        package var revision: String?

        package init(path: String, format: String, files: [String: Digest]) {
            self.path = path
            self.format = format
            self.files = files
        }
    }

    /// Sorted by the bytes of their paths.
    package let models: [Model]

    package init(models: [Model]) {
        self.models = models.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Reads the file; unknown members, doubled paths and other digests than SHA-256 are refused.
    package init(_ bytes: [UInt8]) throws(InventoryError) {
        do throws(JSONError) {
            var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize))
            let schema = try reader.string("schema")
            guard schema == Self.schema else {
                throw JSONError(.unexpected, detail: "schema is \"\(schema)\", and only \(Self.schema) is read")
            }
            let models = try reader.elements("models") { (value, path) throws(JSONError) in
                try Model(value, path: path)
            }
            try reader.finish()
            guard Set(models.map(\.path)).count == models.count else {
                throw JSONError(.unexpected, detail: "a model is listed twice")
            }
            self.init(models: models)
        } catch {
            throw InventoryError(.modelsLock, Self.path, error.description)
        }
    }

    /// The file's bytes, the same for the same models.
    package var jsonBytes: [UInt8] {
        JSONWriter.bytes(
            of: ["schema": .string(Self.schema), "models": .array(models.map(\.json))],
            layout: .indented
        )
    }

    /// This list with source and revision of those models of an earlier one whose bytes are the same.
    package func keepingOrigins(of earlier: ModelsLock) -> ModelsLock {
        ModelsLock(
            models: models.map { model in
                guard let known = earlier.models.first(where: { $0.path == model.path && $0.files == model.files })
                else { return model }
                var model = model
                model.source = known.source
                model.revision = known.revision
                return model
            }
        )
    }
}

extension ModelsLock.Model {
    fileprivate init(_ value: JSONValue, path place: String) throws(JSONError) {
        var reader = try JSONReader(value, path: place)
        path = try reader.string("path")
        format = try reader.string("format")
        source = try reader.optionalString("source")
        revision = try reader.optionalString("revision")
        let members = try reader.object("files")
        var files: [String: Digest] = [:]
        for name in members.names {
            var members = members
            guard let digest = Digest(prefixed: try members.string(name)), digest.algorithm == .sha256 else {
                throw JSONError(.unexpected, detail: "\(members.place(name)) is not a SHA-256 digest")
            }
            files[name] = digest
        }
        guard !files.isEmpty else { throw JSONError(.unexpected, detail: "\(place).files is empty") }
        self.files = files
        try reader.finish()
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "path": .string(path),
            "format": .string(format),
            "files": .object(files.mapValues { .string($0.description) }),
        ]
        members["source"] = source.map { .string($0) }
        members["revision"] = revision.map { .string($0) }
        return .object(members)
    }
}
