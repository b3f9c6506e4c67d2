import HallmarkCore
import HallmarkInventory

/// How SwiftPM names its copy of a repository below `.build/repositories`: the last component and a hash of the whole.
///
/// A wrong name would harm nothing: SwiftPM would not find the copy, and is not let onto the network.
enum RepositoryFolder {
    /// How many digits of the hash are in a name.
    static let hashLength = 8

    /// The last component of a location, without `.git`.
    static func stem(of location: String) -> String? {
        guard let last = location.split(separator: "/").last.map(String.init) else { return nil }
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    /// The name for a location; `nil` for one that is neither a URL nor an absolute path.
    static func name(of location: String) -> String? {
        guard let stem = stem(of: location), let canonical = canonicalForm(of: location) else { return nil }
        return "\(stem)-\(Digest.sha256(Array(canonical.utf8)).hex.prefix(hashLength))"
    }

    // SwiftPM 5.9 to 6.3: the canonical location and the scheme, in lower case.
    private static func canonicalForm(of location: String) -> String? {
        for prefix in ["file://", ""] where location.hasPrefix(prefix + "/") {
            var parts = location.dropFirst(prefix.count).lowercased().split(separator: "/").map(String.init)
            guard let last = parts.popLast() else { return nil }
            parts.append(last.hasSuffix(".git") ? String(last.dropLast(4)) : last)
            return "/" + parts.joined(separator: "/") + "_file"
        }
        guard let url = RepositoryURL(location) else { return nil }
        let host = url.host.split(separator: ":").first.map(String.init) ?? url.host
        return ([host] + url.components).joined(separator: "/").lowercased() + "_" + url.scheme
    }
}
