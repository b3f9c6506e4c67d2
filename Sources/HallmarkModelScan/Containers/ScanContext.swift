/// What a scan of something inside of something else goes by: how deep it is, what is left to read, who loads it.
package struct ScanContext {
    /// How many containers may lie in each other.
    package static let maximumDepth = 4
    /// How many bytes may come out of all compressed parts of one file.
    package static let maximumInflatedSize: UInt64 = 1 << 31
    /// How many bytes of one compressed part are kept in memory.
    package static let maximumKeptSize = 1 << 25

    /// How many containers the bytes lie in.
    package var depth = 0
    /// How many bytes may still come out of compressed parts.
    var inflatable = Self.maximumInflatedSize
    /// How many bytes of compressed parts may still be kept in memory beside those that are being read.
    var keepable = Self.maximumKeptSize
    /// The archive of torch.save that a pickle lies in.
    var archive: TorchMembers?

    package init() {}
}

/// What the pickles of one PyTorch archive may refer to.
struct TorchMembers {
    /// The sizes of the tensors' storages by their keys.
    var storages: [String: UInt64] = [:]
    /// The names of the members that are such storages.
    var tensors: Set<[UInt8]> = []
    /// Whether the archive has TorchScript's code, which defines the classes below `__torch__`.
    var hasCode = false
}
