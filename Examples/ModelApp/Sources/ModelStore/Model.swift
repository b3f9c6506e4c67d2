/// A model in a store: a single file, or a folder that counts as one model.
public struct Model: Sendable {
    /// The format, told by the first bytes or, for a package, by the folder's extension.
    public let format: ModelFormat
    /// The size of all its files, in bytes.
    public let size: Int
    /// The CRC-32 of its files, read one after the other in the order of their paths: notices accidents, not attacks.
    public let checksum: UInt32
}
