package import HallmarkCore

/// A registry released a version of a package (in-toto predicate "Release" v0.2).
///
/// Subjects are the released artifacts, one each. ``ReleasePredicate`` is our own claim about a tag.
package struct InTotoReleasePredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/release/v0.2"

    /// The package URL, with a version.
    package let purl: String
    /// What names the package through all of its versions.
    package let packageID: String?

    package init(purl: String, packageID: String? = nil) {
        self.purl = purl
        self.packageID = packageID
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.purl = try reader.uri("purl")
        guard Self.hasVersion(purl) else { throw reader.unexpected("purl", "a package URL with a version") }
        self.packageID = try reader.optionalText("packageId")
    }

    package var json: JSONValue { .object(members: ["purl": .string(purl), "packageId": packageID.json]) }

    // "Parsing rules": the purl MUST include a version, which follows the last `@` of the last part of its path.
    private static func hasVersion(_ purl: String) -> Bool {
        guard purl.hasPrefix("pkg:"), let path = purl.split(whereSeparator: { "?#".contains($0) }).first,
            let last = path.split(separator: "/", omittingEmptySubsequences: false).last,
            let at = last.lastIndex(of: "@")
        else { return false }
        return at != last.startIndex && last.index(after: at) != last.endIndex
    }
}
