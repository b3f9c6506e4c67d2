/// A pattern over `/`-separated paths: `*` within a component, `**` for any number of components.
///
/// Paths are bytes: a slash parts them whatever follows it, though Swift would take `/` and a combining accent for one
/// character.
package struct PathPattern: Sendable, Hashable {
    /// How many components a pattern may have.
    package static let maximumComponents = 64
    /// How many bytes a pattern may have; no path of a tree has more.
    package static let maximumSize = 4096
    /// Every path.
    package static let any = PathPattern(unchecked: "**")

    private static let star = UInt8(ascii: "*")
    private static let anyComponents = [star, star]

    package let text: String
    private let components: [[UInt8]]
    /// The components before the first one with a star, as text.
    private let folder: [UInt8]

    /// A pattern; `nil` for one that is absolute, empty, or names no path that a tree has.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumSize else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        let valid = parts.allSatisfy { part in
            !part.isEmpty && part != Array("..".utf8) && (part != [UInt8(ascii: ".")] || parts.count == 1)
                && (part == Self.anyComponents
                    || !zip(part, part.dropFirst()).contains { $0 == Self.star && $1 == Self.star })
        }
        guard valid, parts.count <= Self.maximumComponents else { return nil }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) {
        self.text = text
        self.components = Self.components(of: text)
        self.folder = Array(components.prefix { !$0.contains(Self.star) }.joined(separator: [UInt8(ascii: "/")]))
    }

    /// Whether a path is meant.
    package func matches(_ path: String) -> Bool {
        // Most patterns begin with a folder, and most paths are not in it.
        guard path.utf8.starts(with: folder) else { return false }
        // One row of a table a pattern component, so that hostile patterns cost no more than the product.
        let path = Self.components(of: path)
        var reached = [true] + [Bool](repeating: false, count: path.count)
        for component in components {
            var next = [Bool](repeating: false, count: path.count + 1)
            if component == Self.anyComponents {
                var any = false
                for index in 0...path.count {
                    any = any || reached[index]
                    next[index] = any
                }
            } else {
                for index in path.indices where reached[index] {
                    next[index + 1] = Self.matches(component, path[index])
                }
            }
            reached = next
        }
        return reached[path.count]
    }

    private static func components(of path: String) -> [[UInt8]] {
        path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    }

    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var reached = [true] + [Bool](repeating: false, count: name.count)
        for character in pattern {
            var next = [Bool](repeating: false, count: name.count + 1)
            if character == star {
                var any = false
                for index in 0...name.count {
                    any = any || reached[index]
                    next[index] = any
                }
            } else {
                for index in name.indices where reached[index] { next[index + 1] = name[index] == character }
            }
            reached = next
        }
        return reached[name.count]
    }
}
