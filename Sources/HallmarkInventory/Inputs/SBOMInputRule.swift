internal import HallmarkCore
package import HallmarkModelScan

/// Which files of a tree an SBOM is made from.
///
/// Generation and verification share this one rule: an SBOM lists what it selects, and a verifier, which has only the
/// paths of a git tree and runs no manifest, selects again and refuses an input that isn't listed. To be sound without
/// knowing which folders are local packages, it selects every file that could make a folder one, at any depth:
///
/// - `Package.swift` and `Package@swift-*.swift`, in any case of letters, since file systems may ignore case (and
///   characters that nobody sees);
/// - `Package.resolved`;
/// - whatever lies in a `.swiftpm/configuration` folder (mirrors and registries);
/// - `attestations/suppliers.json` of each scope;
/// - licence and notice files that lie beside a manifest or beside a model;
/// - every file of every model.
///
/// A link is never an input: its text stays the same while what it leads to changes. One that stands where an input
/// would is refused, and so is one that stands for a folder of inputs that have fixed places (`.swiftpm`, a model's
/// folder); links to licences are left out.
///
/// No folder is exempt, `.build` neither: a committed `.build/evil` can be a local package. Leaving build results out is
/// up to whoever lists the files of a directory.
package enum SBOMInputRule {
    /// What a file is to an SBOM.
    package enum Kind: String, Sendable {
        case manifest, pins, configuration, suppliers, licence, model
    }

    /// What is selected in a tree.
    package struct Selection: Sendable, Equatable {
        /// The kinds of the inputs, by path.
        package let inputs: [String: Kind]
        /// Links that stand where an input would, sorted: no SBOM can vouch for such a tree.
        package let refusedLinks: [String]

        /// The inputs' paths, sorted by their bytes.
        package var paths: [String] { inputs.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    }

    /// The inputs among the files of a tree.
    ///
    /// - Parameters:
    ///   - files: the files of the tree.
    ///   - links: the links of the tree.
    ///   - models: the models among the files.
    ///   - scopes: the folders that the SBOM covers; `""` is all of the tree.
    package static func selection(
        files: [String],
        links: [String],
        models: [DetectedModel],
        scopes: [String] = [""]
    ) -> Selection {
        let refused = links.filter { link in
            scopes.contains { contains(link, in: $0) } && isRefused(link: link, scopes: scopes)
        }
        return Selection(
            inputs: inputs(among: files, models: models, scopes: scopes),
            refusedLinks: refused.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
    }

    private static func inputs(among paths: [String], models: [DetectedModel], scopes: [String]) -> [String: Kind] {
        var inputs: [String: Kind] = [:]
        let covered = paths.filter { path in scopes.contains { contains(path, in: $0) } }
        for path in covered {
            inputs[path] = kind(of: path, scopes: scopes)
        }
        let coveredModels = models.filter { model in scopes.contains { contains(model.path, in: $0) } }
        let manifests = inputs.filter { $0.value == .manifest }.keys
        let folders = Set(manifests.map { folder(of: $0) } + coveredModels.map { folder(of: $0.path) })
        for path in covered where inputs[path] == nil && folders.contains(folder(of: path)) && isLicence(path) {
            inputs[path] = .licence
        }
        for path in coveredModels.flatMap(\.files) { inputs[path] = .model }
        return inputs
    }

    /// Whether a path lies in a folder; everything lies in `""`.
    package static func contains(_ path: String, in folder: String) -> Bool {
        path.path(below: folder) != nil
    }

    /// The folder a path lies in; `""` at the root.
    package static func folder(of path: String) -> String {
        path.pathComponents.dropLast().joined(separator: "/")
    }

    /// Whether a name is that of a licence, such as `LICENSE.txt`, `COPYING` or `NOTICE-third-party.md`.
    package static func isLicence(_ path: String) -> Bool {
        let name = (path.pathComponents.last ?? "").uppercased()
        guard !name.hasSuffix(".SWIFT") else { return false }
        let stem = name.prefix { $0.isLetter }
        return ["LICENSE", "LICENSES", "LICENCE", "LICENCES", "COPYING", "NOTICE", "NOTICES"].contains(String(stem))
    }

    private static func kind(of path: String, scopes: [String]) -> Kind? {
        let components = path.pathComponents.map(folded)
        let name = components.last ?? ""
        if name == "package.swift" || name.hasPrefix("package@swift-") && name.hasSuffix(".swift") { return .manifest }
        if name == PackagePins.fileName.lowercased() { return .pins }
        if isInConfiguration(components.dropLast()) { return .configuration }
        let isSupplierList = scopes.contains { path == join($0, SupplierList.path) }
        return isSupplierList ? .suppliers : nil
    }

    /// A path below a folder; `""` is the root.
    package static func join(_ folder: String, _ path: String) -> String {
        folder.isEmpty ? path : path.isEmpty ? folder : "\(folder)/\(path)"
    }

    private static func isInConfiguration(_ folders: ArraySlice<String>) -> Bool {
        zip(folders, folders.dropFirst()).contains { $0 == ".swiftpm" && $1 == "configuration" }
    }

    /// Whether a link with this path would put other files where inputs stand: an input's own name, a folder that leads
    /// to `.swiftpm/configuration`, a model, or a file of one.
    private static func isRefused(link path: String, scopes: [String]) -> Bool {
        let components = path.pathComponents.map(folded)
        let detector = ModelDetector()
        return kind(of: path, scopes: scopes) != nil || components.last == ".swiftpm"
            || isInConfiguration(components[...]) || detector.bundle(of: path) != nil
            || detector.formats.isModelName(path)
    }

    /// A name as a file system may compare it: without regard to case (of which upper case folds more than lower), nor
    /// to characters that nobody sees.
    private static func folded(_ name: String) -> String {
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return name.lowercased() }
        let seen = name.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        return String(String.UnicodeScalarView(seen)).uppercased().lowercased()
    }
}
