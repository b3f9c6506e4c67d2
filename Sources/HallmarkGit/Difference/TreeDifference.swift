/// The files in which two trees differ, found from their objects alone.
///
/// No attribute, no filter and no setting has a say in it. A file that became a folder, or was renamed, is one that was
/// removed and others that were added.
package struct TreeDifference: Sendable {
    /// A file, link or submodule on one side.
    package struct Side: Sendable, Hashable {
        /// Never a tree.
        package let kind: Repository.TreeEntry.Kind
        package let id: ObjectID
    }

    /// One path at which the sides differ; at least one side is there.
    package struct Change: Sendable, Hashable {
        /// The path's bytes: git does not say in which encoding.
        package let path: [UInt8]
        package let old: Side?
        package let new: Side?
    }

    /// In the order of the bytes of the paths' components.
    package private(set) var changes: [Change] = []

    /// Compares two trees; from `nil`, everything was added.
    ///
    /// - Throws: a ``GitError`` with `.malformed` for a tree that holds a name twice, or one with a slash, and `.tooLarge`
    ///   for more than `maximumChanges` differences or trees that nest too deeply.
    package init(
        from old: ObjectID?,
        to new: ObjectID,
        in repository: borrowing Repository,
        maximumChanges: Int = Repository.maximumFiles
    ) throws(GitError) {
        var budget = maximumChanges
        try compare(old, new, prefix: [], depth: 0, in: repository, budget: &budget)
    }

    private mutating func compare(
        _ old: ObjectID?,
        _ new: ObjectID?,
        prefix: [UInt8],
        depth: Int,
        in repository: borrowing Repository,
        budget: inout Int
    ) throws(GitError) {
        guard old != new else { return }
        guard depth <= Repository.maximumDepth else { throw GitError(.tooLarge, "the tree is nested too deeply") }
        let before = try Self.entries(of: old, prefix: prefix, in: repository)
        let after = try Self.entries(of: new, prefix: prefix, in: repository)
        for name in Set(before.keys).union(after.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let (one, other) = (before[name], after[name])
            guard one != other else { continue }
            budget -= 1
            guard budget >= 0 else { throw GitError(.tooLarge, "the trees differ in too many files") }
            let change = Change(path: prefix + name, old: Self.side(one), new: Self.side(other))
            if change.old != nil || change.new != nil { changes.append(change) }
            try compare(
                Self.tree(one),
                Self.tree(other),
                prefix: prefix + name + [UInt8(ascii: "/")],
                depth: depth + 1,
                in: repository,
                budget: &budget
            )
        }
    }

    private static func side(_ entry: Repository.TreeEntry?) -> Side? {
        guard let entry, entry.kind != .tree else { return nil }
        return Side(kind: entry.kind, id: entry.id)
    }

    private static func tree(_ entry: Repository.TreeEntry?) -> ObjectID? {
        guard let entry, entry.kind == .tree else { return nil }
        return entry.id
    }

    private static func entries(
        of tree: ObjectID?,
        prefix: [UInt8],
        in repository: borrowing Repository
    ) throws(GitError) -> [[UInt8]: Repository.TreeEntry] {
        guard let tree else { return [:] }
        var entries: [[UInt8]: Repository.TreeEntry] = [:]
        for entry in try repository.tree(tree) {
            guard !entry.name.contains(UInt8(ascii: "/")), entries.updateValue(entry, forKey: entry.name) == nil else {
                let path = String(decoding: prefix + entry.name, as: UTF8.self)
                throw GitError(.malformed, "the tree holds a name twice, or with a slash: \(path)")
            }
        }
        return entries
    }
}

extension TreeDifference {
    /// Paths of the new side that a file system without upper and lower case, or without Unicode's spellings, takes for
    /// one: there one file lands in the other's place.
    package var collisions: [[[UInt8]]] {
        var spellings: [String: Set<[UInt8]>] = [:]
        for change in changes where change.new != nil {
            // A folder's name collides as well as a file's.
            for (index, byte) in change.path.enumerated() where byte == UInt8(ascii: "/") {
                let folder = Array(change.path[..<index])
                spellings[String(decoding: folder, as: UTF8.self).lowercased(), default: []].insert(folder)
            }
            spellings[String(decoding: change.path, as: UTF8.self).lowercased(), default: []].insert(change.path)
        }
        return spellings.values.filter { $0.count > 1 }
            .map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
            .sorted { $0[0].lexicographicallyPrecedes($1[0]) }
    }
}
