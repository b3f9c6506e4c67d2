/// Puts an HDF5 file of the new form together: a superblock of version 2 and object headers of version 2.
struct HDF5File {
    var bytes = [UInt8](repeating: 0, count: 48)

    static let undefined = little(UInt64.max)

    /// Adds an object header and gives its address.
    mutating func object(_ messages: [UInt8]...) -> UInt64 { object(messages) }

    mutating func object(_ messages: [[UInt8]]) -> UInt64 {
        let content = messages.flatMap { $0 }
        return add(Array("OHDR".utf8) + [2, 2] + little(UInt32(content.count)) + content + [0, 0, 0, 0])
    }

    /// Adds bytes and gives their address.
    mutating func add(_ part: [UInt8]) -> UInt64 {
        bytes += part
        return UInt64(bytes.count - part.count)
    }

    /// The file whose root group has these messages.
    func rooted(_ messages: [UInt8]..., userBlock: [UInt8] = [], more: UInt64? = nil) -> [UInt8] {
        var copy = self
        let root = copy.object(messages)
        let size = UInt64(copy.bytes.count + userBlock.count)
        let numbers =
            little(UInt64(userBlock.count)) + (more.map(little) ?? Self.undefined) + little(size) + little(root)
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        copy.bytes.replaceSubrange(0..<48, with: signature + [2, 8, 8, 0] + numbers + [0, 0, 0, 0])
        return userBlock + copy.bytes
    }

    static func message(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] { [kind] + little(UInt16(body.count)) + [0] + body }

    /// A link of a kind; a hard one by its address.
    static func link(_ name: String, kind: UInt8 = 0, _ target: [UInt8]) -> [UInt8] {
        message(6, [1, 8, kind, UInt8(name.utf8.count)] + Array(name.utf8) + target)
    }

    static func link(_ name: String, to address: UInt64) -> [UInt8] { link(name, little(address)) }

    /// An attribute of text of a fixed size.
    static func attribute(_ name: String, _ text: [UInt8], count: UInt64 = 1) -> [UInt8] {
        let type = [0x13, 0, 0, 0] + little(UInt32(text.count))
        let space = [2, 1, 0, 1] + little(count)
        let sizes = little(UInt16(name.utf8.count + 1)) + little(UInt16(type.count)) + little(UInt16(space.count))
        return message(12, [3, 0] + sizes + [0] + Array(name.utf8) + [0] + type + space + text)
    }

    static func attribute(_ name: String, _ text: String) -> [UInt8] { attribute(name, Array(text.utf8)) }

    /// A shape of one dimension.
    static func space(_ count: UInt64) -> [UInt8] { message(1, [2, 1, 0, 1] + little(count)) }

    /// The type of bytes.
    static let type = message(3, [0x10, 0, 0, 0] + little(UInt32(1)) + [0, 0, 8, 0])

    /// Bytes at one place.
    static func contiguous(_ address: UInt64, _ size: UInt64) -> [UInt8] {
        message(8, [3, 1] + little(address) + little(size))
    }

    /// A dataset of so many bytes at an address.
    mutating func dataset(_ count: UInt64, at address: UInt64, size: UInt64, _ more: [UInt8]...) -> UInt64 {
        object([Self.space(count), Self.type, Self.contiguous(address, size)] + more)
    }
}
