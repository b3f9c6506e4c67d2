import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkVerification

/// Reads the pins of a tree, and the pinned commits from the copies of their repositories that SwiftPM keeps.
struct DependencyReader {
    /// A pin, with the repository in which its commit was found.
    struct Found {
        let dependency: Evidence.Dependency
        /// The location as Package.resolved has it; may hold credentials.
        let location: String
        /// The folder of the bare repository, or `nil`.
        let mirror: String?
    }

    /// The folders that hold copies of repositories.
    private let folders: [String]

    /// - Parameter packages: the folders of packages whose `.build/repositories` are looked into.
    init(packages: [String], _ surroundings: Surroundings) {
        folders = packages.map { $0 + "/.build/repositories" } + [surroundings.packageCache()].compactMap(\.self)
    }

    /// The dependencies that a package of a tree pins.
    ///
    /// - Throws: a ``Failure`` when the package has no Package.resolved.
    func dependencies(of tree: any SourceTree, package path: String) throws -> [Found] {
        let pins = SBOMInputRule.join(path == "." ? "" : path, PackagePins.fileName)
        guard let bytes = try tree.bytes(of: pins, maximumSize: PackagePins.maximumSize) else { return [] }
        return try PackagePins(bytes).pins.values.sorted { $0.identity < $1.identity }.map(found)
    }

    private func found(_ pin: PackagePins.Pin) throws -> Found {
        var mirror: (folder: String, tree: Digest)?
        if let commit = pin.revision { mirror = try self.mirror(of: pin, commit: commit) }
        let url = RepositoryURL(pin.location)?.packageURL(version: nil)
        let dependency = Evidence.Dependency(
            identity: pin.identity,
            package: url?.description ?? pin.identity,
            version: pin.version,
            commit: pin.revision ?? "none",
            tree: mirror?.tree
        )
        return Found(dependency: dependency, location: pin.location, mirror: mirror?.folder)
    }

    private func mirror(of pin: PackagePins.Pin, commit: String) throws -> (folder: String, tree: Digest)? {
        guard let id = ObjectID(hex: commit) else { return nil }
        for folder in folders {
            for name in try Self.children(of: folder) where Self.isCopy(name, of: pin) {
                let path = "\(folder)/\(name)"
                // A copy that is damaged, or older than the pin, is none.
                guard let repository = try? Repository(at: path), let found = try? repository.commit(id) else {
                    continue
                }
                return (path, try repository.contentDigest(of: found.tree, excluding: nil))
            }
        }
        return nil
    }

    // SwiftPM names a copy by the location's last component and a hash.
    private static func isCopy(_ name: String, of pin: PackagePins.Pin) -> Bool {
        let last = pin.location.pathComponents.last ?? pin.identity
        let stem = last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        return name.lowercased().hasPrefix(stem.lowercased() + "-")
    }

    private static func children(of folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

extension Surroundings {
    /// Where SwiftPM keeps copies of repositories for all packages of a user.
    fileprivate func packageCache() -> String? {
        #if os(macOS)
        let base = environment["HOME"].map { $0 + "/Library/Caches" }
        #else
        let base = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { $0 + "/.cache" }
        #endif
        return base.map { $0 + "/org.swift.swiftpm/repositories" }
    }
}
