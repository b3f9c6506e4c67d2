internal import HallmarkCore

/// A packet of git's filter protocol (gitprotocol-common(5), "pkt-line Format"): four hexadecimal digits that count
/// themselves too, and the payload.
package enum PacketLine: Sendable, Hashable {
    /// The end of a list or of content.
    case flush
    case data([UInt8])

    /// How many bytes of payload a packet may have.
    package static let maximumPayload = 65_516
    /// How many bytes a packet begins with that are no payload.
    package static let headSize = 4
    package static let flushBytes = Array("0000".utf8)

    /// How many bytes of payload follow the head of a packet; `nil` for a flush packet.
    ///
    /// - Throws: a ``FilterError`` for anything that git does not write: other digits than lower-case ones, packets of
    ///   other protocols, an empty packet and one that is too long.
    package static func payloadSize(head: ArraySlice<UInt8>) throws(FilterError) -> Int? {
        guard let bytes = Hex.decode(head), bytes.count == 2 else {
            let text = DisplayText.escape(String(decoding: head, as: UTF8.self))
            throw FilterError(.malformed, "a packet begins with \"\(text)\" and not with four hexadecimal digits")
        }
        let size = Int(bytes[0]) << 8 | Int(bytes[1])
        guard size != 0 else { return nil }
        guard size > headSize, size - headSize <= maximumPayload else {
            throw FilterError(.malformed, "a packet says that it has \(size) bytes; 5 to 65520 are allowed")
        }
        return size - headSize
    }

    /// The head of a packet with so many bytes of payload.
    package static func head(payloadSize: Int) -> [UInt8] {
        let size = payloadSize + headSize
        return Array(Hex.encode([UInt8(truncatingIfNeeded: size >> 8), UInt8(truncatingIfNeeded: size)]).utf8)
    }

    /// The packet as it is written.
    package var bytes: [UInt8] {
        switch self {
        case .flush: Self.flushBytes
        case .data(let payload): Self.head(payloadSize: payload.count) + payload
        }
    }

    /// Content in packets that are as long as they may be, without the flush packet at its end.
    package static func packets(of content: [UInt8]) -> [UInt8] {
        var packets: [UInt8] = []
        packets.reserveCapacity(content.count + (content.count / maximumPayload + 1) * headSize)
        for start in stride(from: 0, to: content.count, by: maximumPayload) {
            let piece = content[start..<min(start + maximumPayload, content.count)]
            packets += head(payloadSize: piece.count)
            packets += piece
        }
        return packets
    }
}
