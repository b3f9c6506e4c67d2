internal import CHallmarkOpenSSL

/// Bytes that are wiped with their last user.
///
/// Unchecked: they are written when nobody else can see them.
final class Secret: @unchecked Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    deinit {
        wipe(&bytes)
    }
}

/// Overwrites bytes of which there is no other copy.
func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}
