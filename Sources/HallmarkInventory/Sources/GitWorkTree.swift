internal import HallmarkCore

/// What git knows of the work tree that a package lies in.
struct GitWorkTree {
    let git: GitCommand
    let directory: String

    /// The package with what git knows of it; `nil` when git ignores the package.
    func source() async throws -> PackageSource? {
        let top = try await line("rev-parse", "--show-toplevel")
        let prefix = try await line("rev-parse", "--show-prefix")
        let folder = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        let listing = try await git.text(
            in: top,
            ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--exclude=.build/"]
        )
        let lines = Array(listing.utf8.split(separator: 0))
        // While a merge is unresolved, git lists a path once for each side.
        let paths = Set(lines.map { String(Substring($0)) })
        guard paths.count == Set(lines.map(Array.init)).count else {
            throw InventoryError(.repository, top, "two paths differ only in their Unicode form; rename one of them")
        }
        guard paths.contains(SBOMInputRule.join(folder, "Package.swift")) else { return nil }

        let tree = try FileTree(path: top)
        // Git also lists what was deleted and not yet committed, and the folders of submodules.
        var entries: [FileTree.Entry] = []
        for path in paths {
            if let entry = try entry(path, in: tree) { entries.append(entry) }
        }
        guard let commit = try await commit(in: top) else {
            return PackageSource(tree: tree, directory: folder, entries: entries)
        }
        var version = try await tag(in: top) ?? commit.id
        if try await isDirty(top) { version += "+dirty" }
        return PackageSource(
            tree: tree,
            directory: folder,
            entries: entries,
            version: version,
            commitTime: commit.time
        )
    }

    private func entry(_ path: String, in tree: FileTree) throws(FileError) -> FileTree.Entry? {
        do {
            return try tree.entry(path)
        } catch {
            // A file or a link where its folder was: what git has is deleted all the same.
            guard [.notDirectory, .link].contains(error.code) else { throw error }
            return nil
        }
    }

    private func line(_ arguments: String...) async throws(InventoryError) -> String {
        let text = try await git.text(in: directory, arguments)
        return text.utf8.last == UInt8(ascii: "\n") ? String(Substring(text.utf8.dropLast())) : text
    }

    private func commit(in top: String) async throws(InventoryError) -> (id: String, time: Timestamp)? {
        let head = try await git.run(in: top, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        // No commit yet.
        guard head.status == 0 else { return nil }
        let id = String(decoding: head.bytes, as: UTF8.self).filter { !$0.isNewline }
        let object = try await git.run(in: top, ["cat-file", "commit", id])
        // `committer NAME <ADDRESS> SECONDS ZONE`; the name may be in any encoding.
        let headers = object.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
        guard let committer = headers.first(where: { $0.starts(with: "committer ".utf8) }),
            let seconds = committer.split(separator: UInt8(ascii: " ")).dropLast().last,
            let time = Int64(String(decoding: seconds, as: UTF8.self)), (0...SourceDateEpoch.latest).contains(time)
        else { throw InventoryError(.repository, id, "the commit doesn't say when it was made") }
        return (id, Timestamp(seconds: time))
    }

    private func tag(in top: String) async throws(InventoryError) -> String? {
        // Not `git tag`, whose output follows the user's settings.
        let tags = try await git.text(
            in: top,
            ["for-each-ref", "--points-at=HEAD", "--format=%(refname:lstrip=2)", "refs/tags"]
        )
        .split(separator: "\n").map(String.init)
        return tags.max(by: Self.precedes).map { tag in
            tag.hasPrefix("v") && tag.dropFirst().first?.isNumber == true ? String(tag.dropFirst()) : tag
        }
    }

    /// Whether anything differs from HEAD, apart from build results and from statements about this very commit.
    private func isDirty(_ top: String) async throws(InventoryError) -> Bool {
        let status = try await git.text(
            in: top,
            ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=none"]
        )
        return status.utf8.split(separator: 0).contains { entry in
            let path = String(Substring(entry.dropFirst(3)))
            let isBuildResult = entry.starts(with: "??".utf8) && path.pathComponents.dropLast().contains(".build")
            return !isBuildResult && path.path(below: GitDigest.excludedPath) == nil
        }
    }

    // Versions come after other tags, greater numbers after lesser ones, releases after their pre-releases.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (one, other) = (rank(left), rank(right))
        return one == other ? left < right : one.lexicographicallyPrecedes(other)
    }

    private static func rank(_ tag: String) -> [Int] {
        let text = tag.hasPrefix("v") ? tag.dropFirst() : tag[...]
        let numbers = text.prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) ?? 0 }
        guard numbers.count == 3 else { return [] }
        return numbers + [text.contains("-") ? 0 : 1]
    }
}
