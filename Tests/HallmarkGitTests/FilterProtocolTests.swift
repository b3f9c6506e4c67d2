import HallmarkCore
import HallmarkGit
import Testing

/// Git's packets, requests to filters, and LFS pointers, as bytes.
@Suite struct FilterProtocolTests {
    private static let digest = String(repeating: "4d7a2146", count: 8)
    private static let opening = "version https://git-lfs.github.com/spec/v1\n"

    private static func packet(_ cursor: inout ByteCursor) throws -> PacketLine {
        guard let size = try PacketLine.payloadSize(head: cursor.read(PacketLine.headSize)) else { return .flush }
        return .data(Array(try cursor.read(size)))
    }

    @Test(arguments: [("0000", PacketLine.flush), ("0005a", .data([0x61])), ("0008abc\n", .data(Array("abc\n".utf8)))])
    func readsAndWritesAPacket(text: String, packet: PacketLine) throws {
        var cursor = ByteCursor(Array(text.utf8))
        #expect(try Self.packet(&cursor) == packet)
        #expect(cursor.isAtEnd)
        #expect(packet.bytes == Array(text.utf8))
    }

    @Test(arguments: ["0001", "0002", "0003", "0004", "000A" + "123456", "+005a", "fff1", "ffff", "00 5a", "0x05a"])
    func refusesAPacketThatGitDoesNotWrite(text: String) {
        let error = #expect(throws: FilterError.self) { try PacketLine.payloadSize(head: Array(text.utf8).prefix(4)) }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [0, 1, 65_516, 65_517, 200_000])
    func cutsContentIntoPackets(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var cursor = ByteCursor(PacketLine.packets(of: content))
        var read: [UInt8] = []
        while !cursor.isAtEnd {
            guard case .data(let payload) = try Self.packet(&cursor) else { break }
            read += payload
        }
        #expect(read == content)
    }

    @Test func readsARequestAndKeepsWhatItHandsOn() throws {
        let id = String(repeating: "a", count: 40)
        let lines = ["command=smudge\n", "pathname=a=b c\n", "treeish=\(id)\n", "blob=\(id)\n", "can-delay=1\n"]
        let request = try FilterRequest(lines: lines.map { Array($0.utf8) })
        #expect(request.command == .smudge)
        #expect(request.path == "a=b c")
        #expect(request.treeish == id)
        #expect(request.blob?.hex == id)
        #expect(request.lines == lines.dropLast().map { Array($0.utf8) })
    }

    @Test(arguments: [
        [], ["command=smudge\n"], ["pathname=a\n"], ["command=smudge\n", "pathname=\n"],
        ["command=list_available_blobs\n", "pathname=a\n"], ["command=smudge", "pathname=a\n"],
        ["command=smudge\n", "command=clean\n", "pathname=a\n"], ["command=smudge\n", "pathname=a\n", "pathname=b\n"],
        ["command=smudge\n", "pathname\n"],
    ])
    func refusesARequestOfAnotherForm(lines: [String]) {
        let error = #expect(throws: FilterError.self) { try FilterRequest(lines: lines.map { Array($0.utf8) }) }
        #expect(error?.code == .malformed)
    }

    @Test func refusesAPathThatIsNotUTF8() {
        let lines = [Array("command=smudge\n".utf8), Array("pathname=".utf8) + [0xFF, 0x0A]]
        #expect(throws: FilterError.self) { try FilterRequest(lines: lines) }
    }

    @Test(arguments: [0, 1, 12_345, Int64.max])
    func readsAPointer(size: Int64) throws {
        let bytes = Array("\(Self.opening)oid sha256:\(Self.digest)\nsize \(size)\n".utf8)
        let pointer = try LFSPointer(bytes)
        #expect(pointer.digest.hex == Self.digest)
        #expect(pointer.size == size)
        #expect(pointer.bytes == bytes)
        #expect(LFSPointer.resembles(bytes))
    }

    @Test(arguments: [
        "",
        "oid sha256:\(digest.uppercased())\nsize 1\n",
        "oid sha256:\(digest.dropLast())\nsize 1\n",
        "oid md5:\(digest)\nsize 1\n",
        "oid sha256:\(digest)\nsize 1",
        "oid sha256:\(digest)\nsize 01\n",
        "oid sha256:\(digest)\nsize +1\n",
        "oid sha256:\(digest)\nsize -1\n",
        "oid sha256:\(digest)\nsize 9223372036854775808\n",
        "oid sha256:\(digest)\r\nsize 1\r\n",
        "oid sha256:\(digest)\nsize 1\n\n",
        "oid sha256:\(digest)\nsize 1\nx 1\n",
        "oid sha256:\(digest)\noid sha256:\(digest)\nsize 1\n",
        "ext-0-a sha256:\(digest)\noid sha256:\(digest)\nsize 1\n",
    ])
    func refusesAPointerOfAnotherForm(rest: String) {
        expectRefusal(of: Self.opening + rest)
    }

    @Test func refusesAPointerOfAnotherVersionOrTooLong() {
        let rest = "oid sha256:\(Self.digest)\nsize 1\n"
        expectRefusal(of: "version https://hawser.github.com/spec/v1\n" + rest)
        expectRefusal(of: "\n" + Self.opening + rest)
        expectRefusal(of: Self.opening + rest + String(repeating: " ", count: 1024))
    }

    private func expectRefusal(of text: String) {
        let error = #expect(throws: FilterError.self) { try LFSPointer(Array(text.utf8)) }
        #expect(error?.code == .pointer)
        #expect(LFSPointer.resembles(Array(text.utf8)))
    }

    @Test(arguments: ["", "version 1\n", "A text about git-lfs\n", "{\"version\": \"git-lfs\"}"])
    func otherTextsAreNoPointers(text: String) {
        #expect(!LFSPointer.resembles(Array(text.utf8)))
    }
}
