import CModelZlib
import Foundation

/// A CRC-32 that grows with the bytes it is given.
struct Checksum {
    private(set) var value: UInt32 = 0

    mutating func update(with data: Data) {
        value = data.withUnsafeBytes { bytes in
            UInt32(truncatingIfNeeded: crc32_z(uLong(value), bytes.bindMemory(to: Bytef.self).baseAddress, bytes.count))
        }
    }
}
