/// Where two JSON values differ.
package enum JSONDifference {
    /// How many places are named at most.
    package static let maximumPaths = 100

    /// The paths of the values that differ, such as `components[3].version`, in order.
    package static func paths(between left: JSONValue, and right: JSONValue) -> [String] {
        var paths: [String] = []
        collect(left, right, "", into: &paths)
        return paths
    }

    private static func collect(_ left: JSONValue, _ right: JSONValue, _ path: String, into paths: inout [String]) {
        guard left != right, paths.count < maximumPaths else { return }
        switch (left, right) {
        case (.object(let left), .object(let right)):
            for name in Set(left.keys).union(right.keys).sorted() {
                let inner = path.isEmpty ? name : "\(path).\(name)"
                guard let one = left[name], let other = right[name] else {
                    paths.append(inner)
                    continue
                }
                collect(one, other, inner, into: &paths)
            }
        case (.array(let left), .array(let right)):
            for index in 0..<min(left.count, right.count) {
                collect(left[index], right[index], "\(path)[\(index)]", into: &paths)
            }
            if left.count != right.count { paths.append("\(path)[\(min(left.count, right.count))]") }
        default: paths.append(path.isEmpty ? "the document" : path)
        }
    }
}
