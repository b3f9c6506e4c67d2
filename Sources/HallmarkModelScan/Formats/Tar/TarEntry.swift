/// A member of a tar archive.
struct TarEntry {
    let kind: TarHeader.Kind
    let name: [UInt8]
    let target: [UInt8]
    let size: UInt64
    /// Where its header stands.
    let place: UInt64
    /// Where its content begins.
    let contentOffset: UInt64
    /// Whether its content is only the parts between holes.
    let isSparse: Bool

    /// The name for reports and for what its ending says.
    var text: String { String(decoding: name, as: UTF8.self) }

    /// The name as it is compared: without `.` and empty parts.
    var key: [[UInt8]] { Self.parts(name) }

    /// The parts of a path that count.
    static func parts(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
    }

    /// What is wrong with the name, or `nil`.
    var nameFault: String? {
        if name.isEmpty { return "is empty" }
        if name.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has control characters" }
        if name.contains(UInt8(ascii: "\\")) { return "has a backslash" }
        if name.first == UInt8(ascii: "/") { return "begins at the root" }
        if name.count >= 2, name[1] == UInt8(ascii: ":") { return "begins with a drive" }
        return key.contains(Array("..".utf8)) ? "leads out of its folder" : nil
    }

    /// What is wrong with where a link leads, or `nil`.
    ///
    /// - Parameters:
    ///   - files: the names of the members before it.
    func targetFault(among files: Set<[[UInt8]]>) -> String? {
        let parts = Self.parts(target)
        let up = Array("..".utf8)
        if target.isEmpty || target.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) {
            return "leads to no plain name"
        }
        if target.first == UInt8(ascii: "/") { return "leads to the root" }
        guard kind == .symbolicLink else { return files.contains(parts) ? nil : "is a second name of no member" }
        // From the link's own folder, and up only at the beginning: behind another link `..` is somewhere else.
        let climb = parts.prefix { $0 == up }.count
        return climb >= max(key.count, 1) || parts.dropFirst(climb).contains(up) ? "leads out of the archive" : nil
    }
}
