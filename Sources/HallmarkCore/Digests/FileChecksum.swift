internal import CHallmarkOpenSSL

/// The checksum at the end of git's own files, which finds damage and proves nothing.
package enum FileChecksum {
    /// SHA-1, as packs end with it (gitformat-pack).
    package static func sha1(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, EVP_sha1(), nil)
            }
        }
        guard result == 1 else { fatalError("libcrypto could not make a SHA-1 checksum") }
        return digest
    }
}
