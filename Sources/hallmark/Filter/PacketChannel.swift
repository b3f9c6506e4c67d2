import Foundation
import HallmarkGit

/// Packets from one descriptor and to another, in the order in which the protocol has them.
final class PacketChannel {
    // Twice a packet, so that what was read is still in the processor's cache when it is copied.
    private static let bufferSize = 128 << 10

    private let input: Int32
    private let output: Int32
    private var buffer = [UInt8](repeating: 0, count: bufferSize)
    private var start = 0
    private var end = 0

    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
        #if os(Linux)
        // F_SETPIPE_SZ of fcntl(2), to what Linux allows every user: fewer turns between git and us. What is no pipe stays.
        for descriptor in [input, output] { _ = fcntl(descriptor, 1031, Int32(1 << 20)) }
        #endif
    }

    /// Reads lines up to a flush packet; `nil` where the input ends before the first.
    func list() throws -> [[UInt8]]? {
        guard try fill(1) else { return nil }
        var lines: [[UInt8]] = []
        while let packet = try packet() {
            guard lines.count < FilterRequest.maximumLines else {
                throw FilterError(.malformed, "a list has more than \(FilterRequest.maximumLines) lines")
            }
            lines.append(Array(packet.dropFirst(PacketLine.headSize)))
        }
        return lines
    }

    /// Reads content up to its flush packet.
    func content(into spool: ContentSpool) throws {
        spool.reset()
        while let packet = try packet() { spool.append(packet: packet) }
    }

    /// Writes lists, each with its flush packet.
    func write(lists: [[String]]) throws {
        try write(Self.bytes(of: lists))
    }

    /// Writes a status, content, and the empty list that keeps the status.
    func write(status: String, content: ArraySlice<[UInt8]>) throws {
        let opening = Self.bytes(of: [["status=\(status)"]])
        let ending = PacketLine.flushBytes + PacketLine.flushBytes
        guard let first = content.first else { return try write(opening + ending) }
        if content.count == 1, first.count <= PacketLine.maximumPayload {
            return try write(opening + first + ending)
        }
        try write(opening)
        for piece in content { try write(piece) }
        try write(ending)
    }

    /// Writes a request and its content to another filter.
    func write(request: FilterRequest, content: ArraySlice<[UInt8]>) throws {
        try write(request.lines.flatMap { PacketLine.data($0).bytes } + PacketLine.flushBytes)
        for piece in content { try write(piece) }
        try write(PacketLine.flushBytes)
    }

    private static func bytes(of lists: [[String]]) -> [UInt8] {
        lists.flatMap { lines in
            lines.flatMap { PacketLine.data(Array("\($0)\n".utf8)).bytes } + PacketLine.flushBytes
        }
    }

    /// The next packet with its head, valid until the one after; `nil` for a flush packet.
    private func packet() throws -> ArraySlice<UInt8>? {
        guard try fill(PacketLine.headSize) else { throw Self.ended }
        guard let size = try PacketLine.payloadSize(head: buffer[start..<start + PacketLine.headSize]) else {
            start += PacketLine.headSize
            return nil
        }
        let total = PacketLine.headSize + size
        guard try fill(total) else { throw Self.ended }
        defer { start += total }
        return buffer[start..<start + total]
    }

    private static let ended = FilterError(.ended, "the conversation ended in the middle of a request")

    /// Sees to it that so many bytes are there; `false` where the input ends with none.
    private func fill(_ count: Int) throws -> Bool {
        guard end - start < count else { return true }
        if start > 0 {
            let left = end - start
            unsafe buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe base.copyMemory(from: base + start, byteCount: left)
            }
            (start, end) = (0, left)
        }
        while end < count {
            let result = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe read(input, bytes.baseAddress.unsafelyUnwrapped + end, bytes.count - end)
            }
            if result > 0 {
                end += result
            } else if result == 0 {
                guard end == 0 else { throw Self.ended }
                return false
            } else if errno != EINTR {
                throw FilterError(.system, "packets could not be read: \(unsafe String(cString: strerror(errno)))")
            }
        }
        return true
    }

    private func write(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(output, buffer.baseAddress.unsafelyUnwrapped + written, buffer.count - written)
            }
            if result >= 0 {
                written += result
            } else if errno != EINTR {
                throw FilterError(.system, "packets could not be written: \(unsafe String(cString: strerror(errno)))")
            }
        }
    }
}
