/// Git's object ids under SHA-256 (`gitBlob` and `gitTree` of in-toto's DigestSet), computed from content.
///
/// They are what `git init --object-format=sha256` would give, whatever the repository's own object format is: a
/// SHA-1 id alone proves nothing about content.
package enum GitDigest {
    /// The files that no tree digest covers: envelopes about this very tree cannot be part of it.
    package static let excludedPath = "attestations/recorded"

    /// An entry of a tree, as git writes it.
    package struct Entry: Sendable {
        /// The mode as git's tree objects have it.
        package enum Mode: String, Sendable {
            case file = "100644"
            case executable = "100755"
            case link = "120000"
            case tree = "40000"
        }

        package let mode: Mode
        /// The name, without a slash, as bytes: git does not say which encoding.
        package let name: [UInt8]
        package let digest: Digest

        package init(mode: Mode, name: [UInt8], digest: Digest) {
            self.mode = mode
            self.name = name
            self.digest = digest
        }
    }

    /// The id of a blob.
    package static func blob(_ bytes: [UInt8]) -> Digest {
        var digest = begin("blob", size: UInt64(bytes.count))
        digest.update(bytes)
        return digest.finish()
    }

    /// Starts the id of a blob of `size` bytes, to be fed piece by piece.
    package static func beginBlob(size: UInt64) -> IncrementalDigest {
        begin("blob", size: size)
    }

    /// The id of a tree, its entries in any order.
    package static func tree(_ entries: [Entry]) -> Digest {
        var body: [UInt8] = []
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { !precedes($1, $0) }
        for entry in isSorted ? entries : entries.sorted(by: precedes) {
            body.append(contentsOf: entry.mode.rawValue.utf8)
            body.append(UInt8(ascii: " "))
            body.append(contentsOf: entry.name)
            body.append(0)
            body.append(contentsOf: entry.digest.bytes)
        }
        var digest = begin("tree", size: UInt64(body.count))
        digest.update(body)
        return digest.finish()
    }

    // A directory sorts as if its name ended in a slash.
    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        let (a, b) = (left.name, right.name)
        let shared = min(a.count, b.count)
        for index in 0..<shared where a[index] != b[index] { return a[index] < b[index] }
        return byte(of: left, at: shared) < byte(of: right, at: shared)
    }

    private static func byte(of entry: Entry, at index: Int) -> Int {
        if index < entry.name.count { return Int(entry.name[index]) }
        return entry.mode == .tree ? Int(UInt8(ascii: "/")) : -1
    }

    private static func begin(_ kind: String, size: UInt64) -> IncrementalDigest {
        var digest = IncrementalDigest(.sha256)
        digest.update(Array("\(kind) \(size)\0".utf8))
        return digest
    }
}
