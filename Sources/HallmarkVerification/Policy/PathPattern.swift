/// A pattern over `/`-separated paths: `*` within a component, `**` for any number of components.
package struct PathPattern: Sendable, Hashable {
    /// Every path.
    package static let any = PathPattern(unchecked: "**")

    package let text: String
    private let components: [[UInt8]]

    /// A pattern; `nil` for one that is absolute, empty, or names no path that a tree has.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let valid = parts.allSatisfy { part in
            !part.isEmpty && part != ".." && (part != "." || text == ".") && (part == "**" || !part.contains("**"))
        }
        guard valid, parts.count <= 64 else { return nil }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) {
        self.text = text
        self.components = text.split(separator: "/").map { Array($0.utf8) }
    }

    /// Whether a path is meant.
    package func matches(_ path: String) -> Bool {
        // One row of a table a pattern component, so that hostile patterns cost no more than the product.
        let path = path.split(separator: "/").map { Array($0.utf8) }
        var reached = [true] + [Bool](repeating: false, count: path.count)
        for component in components {
            var next = [Bool](repeating: false, count: path.count + 1)
            if component == Array("**".utf8) {
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

    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var reached = [true] + [Bool](repeating: false, count: name.count)
        for character in pattern {
            var next = [Bool](repeating: false, count: name.count + 1)
            if character == UInt8(ascii: "*") {
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
