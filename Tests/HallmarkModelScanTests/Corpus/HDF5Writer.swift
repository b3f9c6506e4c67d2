/// Writes small HDF5 files (File Format Specification 3.0): superblock 0, object headers 1, links as messages.
enum HDF5Writer {
    enum Link {
        case external(String, String, String)
        case user(String, UInt8, [UInt8])
        case object(String, [(UInt16, [UInt8])])
        case address(String, UInt64)
        case root(String)
    }

    static let empty = file()

    /// What Keras's older form writes: the configuration as an attribute of the root.
    static func keras(_ configuration: String) -> [UInt8] {
        file(attributes: [("model_config", configuration), ("keras_version", "2.15.0"), ("backend", "tensorflow")])
    }

    static func file(
        attributes: [(String, String)] = [],
        links: [Link] = [],
        groups: [(String, [(String, String)])] = []
    ) -> [UInt8] {
        // The root's header is as long whatever the addresses in it.
        let all = links + groups.map { Link.object($0.0, group($0.1)) }
        let root = UInt64(96)
        let size = header(messages(attributes, all, root: root, at: 0).messages).count
        let (messages, objects) = messages(attributes, all, root: root, at: root + UInt64(size))
        let body = header(messages) + objects
        return superblock(root: root, end: root + UInt64(body.count)) + body
    }

    /// The messages of a dataset whose bytes lie in another file (IV.A.2.h, External Data Files).
    static func externalDataset(_ name: String) -> [(UInt16, [UInt8])] {
        // The name lies in a heap of its own, which begins behind this header: see `object`.
        [
            (1, dataspace([4])), (3, [0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0]), (5, [2, 2, 2, 1, 0, 0, 0, 0]),
            (8, [3, 1] + [UInt8](repeating: 0xFF, count: 8) + little(UInt64(16)) + [0, 0, 0, 0, 0, 0]),
            (
                7,
                [1, 0, 0, 0] + little(UInt16(1)) + little(UInt16(1)) + heapMark + little(UInt64(8)) + little(UInt64(0))
                    + little(UInt64(16))
            ), (heap, utf8(name)),
        ]
    }

    private static let heap = UInt16.max
    private static let heapMark: [UInt8] = utf8("HEAPHERE")

    private static func group(_ attributes: [(String, String)]) -> [(UInt16, [UInt8])] {
        [linkInformation, (0x0A, [0, 0])] + attributes.map { (0x0C, attribute($0.0, $0.1)) }
    }

    private static let linkInformation: (UInt16, [UInt8]) = (2, [0, 0] + [UInt8](repeating: 0xFF, count: 16))

    private static func superblock(root: UInt64, end: UInt64) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0]
        bytes += [0, 0, 0, 0] + little(UInt64(0)) + little(UInt64.max) + little(end) + little(UInt64.max)
        return bytes + little(UInt64(0)) + little(root) + [UInt8](repeating: 0, count: 24)
    }

    private static func messages(
        _ attributes: [(String, String)],
        _ links: [Link],
        root: UInt64,
        at start: UInt64
    ) -> (messages: [(UInt16, [UInt8])], objects: [UInt8]) {
        var messages = group(attributes)
        var objects: [UInt8] = []
        for link in links {
            switch link {
            case .external(let name, let file, let path):
                let value = [0] + utf8(file) + [0] + utf8(path) + [0]
                messages.append(
                    (6, [1, 8, 64, UInt8(name.utf8.count)] + utf8(name) + little(UInt16(value.count)) + value)
                )
            case .user(let name, let type, let value):
                messages.append(
                    (6, [1, 8, type, UInt8(name.utf8.count)] + utf8(name) + little(UInt16(value.count)) + value)
                )
            case .address(let name, let address): messages.append((6, hard(name, address)))
            case .root(let name): messages.append((6, hard(name, root)))
            case .object(let name, let parts):
                let address = start + UInt64(objects.count)
                messages.append((6, hard(name, address)))
                objects += object(parts, at: address)
            }
        }
        return (messages, objects)
    }

    private static func object(_ parts: [(UInt16, [UInt8])], at address: UInt64) -> [UInt8] {
        guard let name = parts.last, name.0 == heap else { return header(parts) }
        let size = UInt64(header(Array(parts.dropLast())).count)
        let placed = parts.dropLast().map { type, body in
            (type, type == 7 ? Array(body.prefix(8)) + little(address + size) + body.dropFirst(16) : body)
        }
        var content = [UInt8](repeating: 0, count: 8) + name.1 + [0]
        content += [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
        let data = address + size + 32
        return header(placed) + utf8("HEAP") + [0, 0, 0, 0] + little(UInt64(content.count)) + little(UInt64(1))
            + little(data) + content
    }

    private static func hard(_ name: String, _ address: UInt64) -> [UInt8] {
        [1, 0, UInt8(name.utf8.count)] + utf8(name) + little(address)
    }

    /// An object header of version 1: each message padded to eight bytes.
    private static func header(_ messages: [(UInt16, [UInt8])]) -> [UInt8] {
        let body = messages.flatMap { type, content -> [UInt8] in
            let padded = padded(content)
            return little(type) + little(UInt16(padded.count)) + [0, 0, 0, 0] + padded
        }
        return [1, 0] + little(UInt16(messages.count)) + little(UInt32(1)) + little(UInt32(body.count)) + [0, 0, 0, 0]
            + body
    }

    private static func padded(_ content: [UInt8]) -> [UInt8] {
        content + [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
    }

    private static func dataspace(_ sizes: [UInt64]) -> [UInt8] {
        [1, UInt8(sizes.count), 0, 0, 0, 0, 0, 0] + sizes.flatMap { little($0) }
    }

    /// An attribute of one text of fixed length.
    private static func attribute(_ name: String, _ text: String) -> [UInt8] {
        let (name, value) = (utf8(name) + [0], utf8(text))
        let type = [0x13, 0, 0, 0] + little(UInt32(value.count))
        let space = dataspace([])
        return [1, 0] + little(UInt16(name.count)) + little(UInt16(type.count)) + little(UInt16(space.count))
            + padded(name) + padded(type) + padded(space) + value
    }
}
