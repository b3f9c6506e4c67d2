import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkInventory
import HallmarkStatement
import HallmarkVerification

/// Reads the pins of a tree, and the pinned commits from the copies of their repositories that SwiftPM keeps.
struct DependencyReader {
    /// A pin, with the repository in which its commit was found.
    struct Found {
        var dependency: Evidence.Dependency
        /// The location as Package.resolved has it; may hold credentials.
        let location: String
        /// Under which name its notes are remembered: the package URL, or the location where there is none.
        let key: String
        /// The folder of the bare repository, or `nil`.
        var mirror: String?
        /// The newest notes that were seen, to be remembered; `nil` for none.
        var notes: ObjectID?
    }

    /// The folders that hold copies of repositories.
    private let folders: [String]
    private let state: DependencyState?
    /// What was fetched in this run, by key.
    var fetched: Set<String> = []

    /// - Parameters:
    ///   - packages: the folders of packages whose `.build/repositories` are looked into.
    ///   - state: what is remembered of notes; without it rollback is not looked for.
    init(packages: [String], _ surroundings: Surroundings, state: DependencyState? = nil) {
        folders =
            packages.map { ($0.hasSuffix("/") ? String($0.dropLast()) : $0) + "/.build/repositories" }
            + [surroundings.packageCache()].compactMap(\.self)
        self.state = state
    }

    /// - Parameter folder: the only folder of copies that is looked into.
    init(copies folder: String, state: DependencyState?) {
        folders = [folder]
        self.state = state
    }

    /// The dependencies that a package of a tree pins.
    ///
    /// - Throws: a ``Failure`` when the package has no Package.resolved.
    func dependencies(of tree: any SourceTree, package path: String) throws -> [Found] {
        try Self.pins(of: tree, package: path).map(found)
    }

    /// The pins of a package of a tree, in the order of their identities.
    static func pins(of tree: any SourceTree, package path: String) throws -> [PackagePins.Pin] {
        let pins = SBOMInputRule.join(path == "." ? "" : path, PackagePins.fileName)
        guard let bytes = try tree.bytes(of: pins, maximumSize: PackagePins.maximumSize) else { return [] }
        return try PackagePins(bytes).pins.values.sorted { $0.identity < $1.identity }
    }

    private func found(_ pin: PackagePins.Pin) throws -> Found {
        let url = RepositoryURL(pin.location)?.packageURL(version: nil)?.description
        var found = Found(
            dependency: Evidence.Dependency(
                identity: pin.identity,
                package: url ?? pin.identity,
                version: pin.version,
                commit: pin.revision ?? "none",
                tree: nil
            ),
            location: pin.location,
            key: url ?? pin.location
        )
        guard let revision = pin.revision else { return found }
        guard let id = ObjectID(hex: revision) else {
            found.dependency.unreadable = "its commits have SHA-256 ids, which are not supported"
            return found
        }
        let mark = try state?.notes(of: found.key)
        var redirections: [Reason] = []
        for path in try copies(of: pin, key: found.key) {
            do {
                let copy = try DependencyCopy(at: path)
                // Of another repository with the same last component.
                if let origin = try copy.repository.git.originURL(), !Self.isSame(origin, pin.location) { continue }
                redirections += try copy.redirections()
                guard found.mirror == nil, let commit = try copy.commit(id) else { continue }
                try read(commit, from: copy, since: mark, into: &found)
                found.mirror = path
                found.dependency.unreadable = nil
            } catch let error as GitError where error.code == .submodule {
                found.dependency.submodule = error.message
            } catch {
                // A copy that is damaged is none where another can be read, and is named where there is no other.
                if found.mirror == nil { found.dependency.unreadable = "\(path): \(error)" }
            }
        }
        found.dependency.redirections = redirections
        return found
    }

    /// - Parameter mark: the newest notes that were seen in earlier runs.
    private func read(
        _ commit: Repository.Commit,
        from copy: DependencyCopy,
        since mark: ObjectID?,
        into found: inout Found
    ) throws {
        let git = copy.repository
        found.dependency.tree = try git.git.contentDigest(of: commit.tree, excluding: nil)
        var own = Evidence.OwnEvidence(content: try git.git.contentDigest(of: commit.tree))
        own.isFetched = fetched.contains(found.key)
        own.knownRoots = try state?.roots(of: found.key) ?? [:]
        own.knownWithdrawals = try state?.withdrawals(of: found.key) ?? [:]
        do {
            let contents = TreeContents(try GitTree(commit, of: git))
            (own.envelopes, own.uncovered) = try contents.recorded()
            // What came after the commit takes away what was given before; a chain of signatures leads to it.
            for contents in [contents, try newest(git)].compactMap(\.self) {
                own.roots += try contents.roots()
                own.withdrawals += try contents.withdrawals()
            }
        } catch {
            own.damage = "\(error)"
        }
        var sources = [git]
        if let path = state?.copy(of: found.key), path != copy.path, FileManager.default.fileExists(atPath: path) {
            sources.append(try DependencyCopy(at: path).repository)
        }
        for source in sources {
            var notes = NoteReader(source)
            notes.read(commit.id, .attestations)
            notes.read(commit.tree, .attestations)
            own.envelopes += Array(notes.envelopes)
            own.unreadable.merge(notes.unreadable) { first, _ in first }
        }
        if let state { try compareNotes(of: sources, since: mark, state, &own, &found) }
        found.dependency.own = own
    }

    // What is at the default branch; `nil` where the copy has none.
    private func newest(_ repository: OpenRepository) throws -> TreeContents? {
        do {
            return TreeContents(try GitTree(repository.git.commit("HEAD"), of: repository))
        } catch let error as GitError {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    // What was seen once must still be there; a copy that never had it is only old.
    private func compareNotes(
        of sources: [OpenRepository],
        since mark: ObjectID?,
        _ state: DependencyState,
        _ own: inout Evidence.OwnEvidence,
        _ found: inout Found
    ) throws {
        let name = NoteStore.Namespace.attestations.rawValue
        for (place, source) in sources.enumerated() {
            let current = try source.git.reference(name)
            if let mark {
                let advance = try NotesAdvance(from: mark, to: current, in: source.git)
                if advance == .back {
                    own.rollback = NotesAdvance.rollback(from: mark, to: current, state.forgetting(found.key))
                }
                if advance == .unknown, place == 0 { own.isBehind = true }
                guard advance == .forward else { continue }
            }
            if let seen = found.notes, try NotesAdvance(from: seen, to: current, in: source.git) != .forward {
                continue
            }
            found.notes = current
        }
        // What was fetched lies in our own copy, which comes last.
        if own.isFetched, let source = sources.last {
            let incoming = try source.git.reference(DependencyFetch.incoming)
            if let mark, try NotesAdvance(from: mark, to: incoming, in: source.git) != .forward {
                own.rollback = NotesAdvance.rollback(from: mark, to: incoming, state.forgetting(found.key))
            }
        }
    }

    private func copies(of pin: PackagePins.Pin, key: String) throws -> [String] {
        var paths: [String] = []
        for folder in folders {
            paths += try Self.children(of: folder).filter { Self.isCopy($0, of: pin) }.map { "\(folder)/\($0)" }
        }
        if let own = state?.copy(of: key), FileManager.default.fileExists(atPath: own) { paths.append(own) }
        return paths
    }

    // SwiftPM names a copy by the location's last component and a hash.
    private static func isCopy(_ name: String, of pin: PackagePins.Pin) -> Bool {
        let stem = RepositoryFolder.stem(of: pin.location) ?? pin.identity
        guard name.lowercased().hasPrefix(stem.lowercased() + "-") else { return false }
        let rest = name.utf8.dropFirst(stem.utf8.count + 1)
        return rest.count == RepositoryFolder.hashLength && Hex.decode(rest) != nil
    }

    private static func isSame(_ origin: String, _ location: String) -> Bool {
        if origin == location { return true }
        guard let origin = RepositoryURL(origin), let location = RepositoryURL(location) else { return false }
        return origin.host == location.host
            && origin.components.map { $0.lowercased() } == location.components.map { $0.lowercased() }
    }

    private static func children(of folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

extension DependencyCopy {
    /// The commit of an id, or `nil` in a copy that is older than it.
    fileprivate func commit(_ id: ObjectID) throws -> Repository.Commit? {
        do {
            return try repository.git.commit(id)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
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
