/// Paths of a tree, taken apart by their bytes.
///
/// Swift's characters won't do: a combining mark after a slash makes both one character, and two names that differ only
/// in their Unicode form are equal.
extension String {
    /// The components between slashes.
    package var pathComponents: [String] {
        utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// What follows a folder's name and a slash; the whole path for the folder `""`, `nil` for a path elsewhere.
    package func path(below folder: String) -> String? {
        guard !folder.isEmpty else { return self }
        let prefix = (folder + "/").utf8
        return utf8.starts(with: prefix) ? String(Substring(utf8.dropFirst(prefix.count))) : nil
    }

    /// Whether it is a path that stays below the folder it starts from: no leading slash, no empty, `.` or `..` part.
    package var isPlainPath: Bool {
        let components = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return !components.contains { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
            && !utf8.contains(0)
    }
}
