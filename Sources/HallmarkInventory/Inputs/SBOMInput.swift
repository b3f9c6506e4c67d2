package import HallmarkCore

/// A file that an SBOM was made from.
package struct SBOMInput: Sendable, Hashable {
    /// The path below the root of the tree, `/` between components.
    package let path: String
    /// The SHA-256 of the file's bytes.
    package let digest: Digest

    package init(path: String, digest: Digest) {
        self.path = path
        self.digest = digest
    }

    /// The form in which an SBOM lists it, as `sha256sum` writes and checks it: `<hex>  <path>`.
    package var line: String { "\(digest.hex)  \(path)" }

    /// Reads the form in which an SBOM lists it.
    package init?(line: String) {
        let parts = line.utf8.prefix(64)
        guard let hex = String(parts), let digest = Digest(hex: hex), line.utf8.dropFirst(64).starts(with: "  ".utf8),
            let path = String(line.utf8.dropFirst(66)), path.isPlainPath
        else { return nil }
        self.init(path: path, digest: digest)
    }
}
