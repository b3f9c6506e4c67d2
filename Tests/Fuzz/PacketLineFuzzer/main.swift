import HallmarkCore
import HallmarkGit

/// Git's packets, the requests in them, and LFS pointers: each has one form and is written as it was read.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var cursor = ByteCursor(bytes)
    var lines: [[UInt8]] = []
    while !cursor.isAtEnd {
        let offset = cursor.offset
        guard let packet = try? readPacket(&cursor) else { break }
        precondition(packet.bytes == Array(bytes[offset..<cursor.offset]), "a packet has two forms")
        switch packet {
        case .data(let payload):
            precondition(PacketLine.packets(of: payload) == packet.bytes, "content is cut where it need not be")
            lines.append(payload)
        case .flush:
            if let request = try? FilterRequest(lines: lines) {
                precondition((try? FilterRequest(lines: request.lines)) == request, "a request is handed on as another")
            }
            lines = []
        }
    }
    if let pointer = try? LFSPointer(bytes) {
        precondition(pointer.bytes == bytes, "a pointer has two forms")
        precondition(LFSPointer.resembles(bytes), "a pointer does not look like one")
    }
    return 0
}

private func readPacket(_ cursor: inout ByteCursor) throws -> PacketLine {
    guard let size = try PacketLine.payloadSize(head: cursor.read(PacketLine.headSize)) else { return .flush }
    return .data(Array(try cursor.read(size)))
}
