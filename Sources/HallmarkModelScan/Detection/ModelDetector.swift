/// Finds the models among the files of a tree, by their names and by their first bytes.
///
/// A file is a model when its name ends in a model's extension (in any case of letters) or when its first bytes are a
/// model's, so that renaming hides nothing that a loader would still read. Extensions that other files share (`bin`,
/// `dat`, `zip`, `pb`) mean nothing alone. Pure: the caller reads, from a directory or from git's objects.
package struct ModelDetector: Sendable {
    /// How many of a file's first bytes detection looks at; a caller hands over these, or all of a shorter file.
    package static let headSize = 4096

    package let formats: ModelFormats

    package init(formats: ModelFormats = .standard) {
        self.formats = formats
    }

    /// The models of a tree, sorted by the bytes of their paths.
    ///
    /// - Parameters:
    ///   - paths: the files of the tree, `/` between components; links left out.
    ///   - head: reads a file's first ``headSize`` bytes.
    package static func models<Failure>(
        among paths: [String],
        head: (String) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [DetectedModel] {
        try ModelDetector().models(among: paths, head: head)
    }

    /// The models of a tree, sorted by the bytes of their paths.
    package func models<Failure>(
        among paths: [String],
        head: (String) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [DetectedModel] {
        var found: [DetectedModel] = []
        var bundles: [String: [String]] = [:]
        for path in paths {
            if let bundle = bundle(of: path) {
                bundles[bundle, default: []].append(path)
            } else if let model = model(path: path, head: try head(path)) {
                found.append(model)
            }
        }
        for (path, files) in bundles {
            guard let format = formats.bundleFormat(name: path) else { continue }
            found.append(DetectedModel(path: path, format: format.name, content: .bundle(files: Self.sorted(files))))
        }
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The model that a file is, or `nil`.
    package func model(path: String, head: [UInt8]) -> DetectedModel? {
        let (claimed, recognised) = formats.formats(name: path, head: head)
        guard let format = recognised.first ?? claimed.first else {
            // A bundle's name on a file: some loader may unpack it.
            return formats.bundleFormat(name: path).map { DetectedModel(path: path, format: $0.name) }
        }
        return DetectedModel(path: path, format: format.name, isPointer: Self.isPointer(head))
    }

    /// The outermost bundle that a file lies in, or `nil`.
    package func bundle(of path: String) -> String? {
        // By bytes: a character can begin with a slash and go on with an accent.
        var end = path.utf8.startIndex
        while let slash = path.utf8[end...].firstIndex(of: UInt8(ascii: "/")) {
            if let folder = String(path.utf8[..<slash]), formats.bundleFormat(name: folder) != nil { return folder }
            end = path.utf8.index(after: slash)
        }
        return nil
    }

    /// Whether the bytes are a Git LFS pointer (git-lfs specification, "the pointer").
    static func isPointer(_ head: [UInt8]) -> Bool {
        head.count < 1024 && head.starts(with: Array("version https://git-lfs.github.com/spec/v1\n".utf8))
    }

    private static func sorted(_ paths: [String]) -> [String] {
        paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
