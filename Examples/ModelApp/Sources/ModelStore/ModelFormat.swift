/// A model format: a file's is told by its first bytes, never by its name; a Core ML package is a folder.
public enum ModelFormat: String, Sendable {
    case coreMLPackage = "Core ML package"
    case gguf = "GGUF"
    case safetensors = "safetensors"

    /// The number of bytes that ``init(magic:)`` wants to see.
    static let magicLength = 9

    /// Recognises a format by `magic`, the first bytes of a file, or returns `nil`.
    init?(magic: some Collection<UInt8>) {
        if magic.starts(with: "GGUF".utf8) {
            self = .gguf
        } else if magic.count >= Self.magicLength, magic.dropFirst(8).first == UInt8(ascii: "{") {
            // The length of the JSON header comes first, as a 64-bit little-endian integer.
            let headerLength = magic.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard (2...Self.maximumHeaderLength).contains(headerLength) else { return nil }
            self = .safetensors
        } else {
            return nil
        }
    }

    /// The longest header that the safetensors library reads, in bytes.
    private static let maximumHeaderLength: UInt64 = 100_000_000
}
