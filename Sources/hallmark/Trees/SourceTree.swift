import HallmarkCore

/// The files of a revision or of an unpacked archive, read without running or writing anything.
protocol SourceTree: AnyObject {
    /// Every regular file, sorted.
    var files: [String] { get }
    /// Every link, sorted; none is ever followed.
    var links: [String] { get }

    /// The bytes of a file, or `nil` when there is none.
    func bytes(of path: String, maximumSize: Int) throws -> [UInt8]?

    /// The SHA-256 of a file's bytes; of a link's target as text.
    func digest(of path: String) throws -> Digest

    /// The first bytes of a file, at most `count`.
    func head(of path: String, count: Int) throws -> [UInt8]

    /// Git's SHA-256 tree id of everything but `attestations/recorded`.
    func contentDigest() throws -> Digest
}
