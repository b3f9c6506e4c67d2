/// The type URIs of our own: predicates, media types and schemas of JSON output.
package enum TypeURI {
    /// The one prefix of every type URI that Hallmark defines.
    package static let prefix = "https://hallmark-swift.github.io/"

    /// A type URI such as `https://hallmark-swift.github.io/commit/v1`.
    package static func make(_ name: String, version: Int) -> String {
        "\(prefix)\(name)/v\(version)"
    }
}
