#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A directory whose files are opened without ever following a link.
///
/// Every component of a path is opened relative to its parent with `O_NOFOLLOW`, so that a link planted in a tree,
/// also while it is read, leads nowhere.
package final class FileTree: Sendable {
    /// What a directory holds under one name.
    package struct Entry: Sendable, Equatable {
        /// The kinds of file.
        package enum Kind: Sendable, Equatable {
            case file(executable: Bool)
            case directory
            case link(target: String)
            /// A socket, device or pipe.
            case other
        }

        /// The path below the root, `/` between components.
        package let path: String
        package let kind: Kind
        package let size: UInt64

        /// The last component of the path.
        package var name: String { path.pathComponents.last ?? path }
    }

    /// How deep directories may nest.
    package static let maximumDepth = 128
    /// How many entries one walk may meet.
    package static let maximumEntries = 1_000_000

    package let path: String
    private let descriptor: Int32

    /// Opens a directory; the path itself may lead over links, as the user named it.
    package init(path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Opens a regular file below the root.
    package func file(_ relativePath: String) throws(FileError) -> FileBytes {
        let (directory, name) = try openParent(of: relativePath)
        defer { close(directory) }
        let file = unsafe openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileError(path: relativePath, errno: errno) }
        return try FileBytes(descriptor: file, path: relativePath)
    }

    /// The bytes of a small file below the root, or `nil` when there is none.
    package func bytes(of relativePath: String, maximumSize: Int) throws(FileError) -> [UInt8]? {
        do {
            return try file(relativePath).allBytes(maximumSize: maximumSize)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// What stands under a path, or `nil` when nothing does.
    package func entry(_ relativePath: String) throws(FileError) -> Entry? {
        do {
            let (directory, name) = try openParent(of: relativePath)
            defer { close(directory) }
            return try Self.entry(in: directory, name: name, path: relativePath)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// Every entry below a directory of the tree, parents before children, names in byte order.
    ///
    /// - Parameters:
    ///   - skip: says which directories are listed but not entered.
    ///   - unreadable: takes a directory that cannot be listed, and throws when the walk must not go on without it.
    package func entries(
        below directory: String = "",
        skip: (Entry) -> Bool = { _ in false },
        unreadable: (_ directory: String, FileError) throws(FileError) -> Void = { (_, error) throws(FileError) in
            throw error
        }
    ) throws(FileError) -> [Entry] {
        var found: [Entry] = []
        try walk(directory, depth: 0, skip: skip, unreadable: unreadable, into: &found)
        return found
    }

    /// The entries of one directory, names in byte order.
    package func children(of directory: String = "") throws(FileError) -> [Entry] {
        let descriptor = try openDirectory(directory)
        // The stream takes over the descriptor.
        guard let stream = unsafe fdopendir(descriptor) else {
            let error = FileError(path: directory, errno: errno)
            close(descriptor)
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let next = unsafe readdir(stream) else {
                guard errno == 0 else { throw FileError(path: directory, errno: errno) }
                break
            }
            guard let name = unsafe Self.name(of: next) else {
                throw FileError(.name, path: directory, reason: "holds a file whose name is not UTF-8")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard Set(names).count == names.count else {
            throw FileError(.name, path: directory, reason: "two names differ only in their Unicode form")
        }
        var entries: [Entry] = []
        for name in names {
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            let parent = unsafe openDescriptor(of: stream)
            if let entry = try Self.entry(in: parent, name: name, path: path) { entries.append(entry) }
        }
        return entries
    }

    private func walk(
        _ directory: String,
        depth: Int,
        skip: (Entry) -> Bool,
        unreadable: (String, FileError) throws(FileError) -> Void,
        into found: inout [Entry]
    ) throws(FileError) {
        guard depth <= Self.maximumDepth else {
            throw FileError(.tooLarge, path: directory, reason: "more than \(Self.maximumDepth) directories deep")
        }
        let children: [Entry]
        do {
            children = try self.children(of: directory)
        } catch {
            return try unreadable(directory, error)
        }
        for entry in children {
            found.append(entry)
            guard found.count <= Self.maximumEntries else {
                throw FileError(.tooLarge, path: directory, reason: "more than \(Self.maximumEntries) files")
            }
            if entry.kind == .directory, !skip(entry) {
                try walk(entry.path, depth: depth + 1, skip: skip, unreadable: unreadable, into: &found)
            }
        }
    }

    private func openDirectory(_ relativePath: String) throws(FileError) -> Int32 {
        var current = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard current >= 0 else { throw FileError(path: path, errno: errno) }
        // A duplicate shares its offset, so the root is opened anew before it is listed.
        let components = ["."] + (try Self.components(of: relativePath))
        for component in components {
            let next = unsafe openat(current, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let number = errno
            close(current)
            guard next >= 0 else { throw FileError(path: relativePath, errno: number) }
            current = next
        }
        return current
    }

    private func openParent(of relativePath: String) throws(FileError) -> (Int32, name: String) {
        var components = try Self.components(of: relativePath)
        guard let name = components.popLast() else {
            throw FileError(.name, path: relativePath, reason: "names no file")
        }
        return (try openDirectory(components.joined(separator: "/")), name)
    }

    private static func components(of path: String) throws(FileError) -> [String] {
        guard !path.isEmpty else { return [] }
        guard path.isPlainPath else { throw FileError(.name, path: path, reason: "not a plain relative path") }
        return path.pathComponents
    }

    private static func entry(in directory: Int32, name: String, path: String) throws(FileError) -> Entry? {
        var status = stat()
        guard unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw FileError(path: path, errno: errno) }
            return nil
        }
        let kind: Entry.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file(executable: status.st_mode & S_IXUSR != 0)
            case S_IFDIR: .directory
            case S_IFLNK: .link(target: try target(in: directory, name: name, path: path))
            default: .other
            }
        return Entry(path: path, kind: kind, size: UInt64(clamping: status.st_size))
    }

    private static func target(in directory: Int32, name: String, path: String) throws(FileError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress.unsafelyUnwrapped
            return unsafe readlinkat(directory, name, start, bytes.count)
        }
        guard count >= 0 else { throw FileError(path: path, errno: errno) }
        guard let target = String(validating: buffer[..<count], as: UTF8.self) else {
            throw FileError(.name, path: path, reason: "a link whose target is not UTF-8")
        }
        return target
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(validatingCString: $0) }
        }
    }
}

#if canImport(Glibc)
private func openDescriptor(of stream: OpaquePointer) -> Int32 { unsafe dirfd(stream) }
#else
private func openDescriptor(of stream: UnsafeMutablePointer<DIR>) -> Int32 { unsafe dirfd(stream) }
#endif
