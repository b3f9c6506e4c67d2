package import HallmarkCore

/// What changed at one path, with the bytes that a person can read.
package struct FileDifference: Sendable {
    /// One side of a change.
    package struct Side: Sendable {
        package let kind: Repository.TreeEntry.Kind
        package let id: ObjectID
        /// The bytes of a file, or of a link's target; 0 for a submodule.
        package let size: Int
        /// The SHA-256 of the bytes; `nil` for a submodule.
        package let digest: Digest?
        fileprivate let bytes: [UInt8]?
        fileprivate let isBinary: Bool
    }

    /// What a person gets to see.
    package enum Content: Sendable {
        /// Every changed line.
        case lines(LineDifference, old: [ArraySlice<UInt8>], new: [ArraySlice<UInt8>])
        /// Both sides have the same bytes: only the mode changed.
        case same
        /// A side holds a NUL byte.
        case binary
        /// A side is larger than ``FileDifference/maximumTextSize``.
        case tooLarge
        /// A side is a commit of another repository.
        case submodule
    }

    /// How many bytes a file may have whose lines are shown.
    package static let maximumTextSize = 16 << 20

    package let path: [UInt8]
    package let old: Side?
    package let new: Side?
    package let content: Content

    /// Reads both sides of a change.
    ///
    /// - Parameter budget: how many comparisons of lines are left; see ``LineDifference``.
    package init(
        _ change: TreeDifference.Change,
        in repository: borrowing Repository,
        budget: inout Int
    ) throws(GitError) {
        path = change.path
        let isSource = Self.isSource(change.path)
        old = try change.old.map { side throws(GitError) in try Self.side(side, isSource: isSource, in: repository) }
        new = try change.new.map { side throws(GitError) in try Self.side(side, isSource: isSource, in: repository) }
        content = Self.content(old, new, budget: &budget)
    }

    private static func content(_ old: Side?, _ new: Side?, budget: inout Int) -> Content {
        let sides = [old, new].compactMap(\.self)
        if sides.contains(where: { $0.kind == .submodule }) { return .submodule }
        if let old, let new, old.id == new.id { return .same }
        if sides.contains(where: \.isBinary) { return .binary }
        guard sides.allSatisfy({ $0.bytes != nil }) else { return .tooLarge }
        let before = LineDifference.lines(of: old?.bytes ?? [])
        let after = LineDifference.lines(of: new?.bytes ?? [])
        return .lines(LineDifference(from: before, to: after, budget: &budget), old: before, new: after)
    }

    /// Endings of files that compilers, interpreters and build systems read; a name without one, such as `configure`, may
    /// be a script's.
    private static let sourceEndings: Set = [
        "asm", "c", "cc", "cpp", "cxx", "def", "gyb", "h", "hh", "hpp", "hxx", "inc", "java", "js", "json", "kt", "m",
        "metal", "mm", "modulemap", "php", "pl", "plist", "proto", "py", "rb", "resolved", "rs", "s", "sh", "swift",
        "swiftinterface", "toml", "ts", "txt", "xcconfig", "yaml", "yml",
    ]

    private static func isSource(_ path: [UInt8]) -> Bool {
        let name = path.split(separator: UInt8(ascii: "/")).last ?? []
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return true }
        return sourceEndings.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
    }

    private static func side(
        _ side: TreeDifference.Side,
        isSource: Bool,
        in repository: borrowing Repository
    ) throws(GitError) -> Side {
        guard side.kind != .submodule else {
            return Side(kind: side.kind, id: side.id, size: 0, digest: nil, bytes: nil, isBinary: false)
        }
        return try ObjectDatabase(of: repository).withBlob(side.id, maximumSize: Repository.maximumBlobSize) {
            content throws(GitError) in
            // One NUL byte must not hide what a compiler reads all the same.
            let isBinary =
                unsafe !isSource && content.withUnsafeBufferPointer { unsafe $0.contains(0) }
            let isShown = !isBinary && content.count <= maximumTextSize
            var digest = IncrementalDigest(.sha256)
            unsafe content.withUnsafeBytes { unsafe digest.update($0) }
            return Side(
                kind: side.kind,
                id: side.id,
                size: content.count,
                digest: digest.finish(),
                bytes: isShown ? unsafe content.withUnsafeBufferPointer { unsafe Array($0) } : nil,
                isBinary: isBinary
            )
        }
    }
}

/// How much somebody has to read.
package struct DifferenceSize: Sendable, Hashable {
    package private(set) var files = 0
    package private(set) var added = 0
    package private(set) var removed = 0
    /// Files whose content is not shown: binary, too large, or of another repository.
    package private(set) var unshown = 0
    /// Whether no shorter difference exists.
    package private(set) var isMinimal = true

    /// How many comparisons of lines all files of a difference may cost together.
    package static let maximumCost = 400_000_000

    package init() {}

    /// Counts all that differs between two trees.
    package init(_ difference: TreeDifference, in repository: borrowing Repository) throws(GitError) {
        var budget = Self.maximumCost
        for change in difference.changes {
            add(try FileDifference(change, in: repository, budget: &budget))
        }
    }

    package mutating func add(_ file: FileDifference) {
        files += 1
        switch file.content {
        case .lines(let lines, _, _):
            added += lines.added
            removed += lines.removed
            isMinimal = isMinimal && lines.isMinimal
        case .same: break
        case .binary, .tooLarge, .submodule: unshown += 1
        }
    }

    /// The lines that were added or removed.
    package var lines: Int { added + removed }
}
