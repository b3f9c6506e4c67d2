/// Writes small flatbuffers, parents before children (FlatBuffers internals).
indirect enum FlatBufferWriter {
    case scalar([UInt8])
    case text(String)
    case bytes([UInt8])
    case numbers([Int32])
    case vector([FlatBufferWriter])
    /// Fields by their places.
    case table([Int: FlatBufferWriter])

    /// A model of TensorFlow Lite (schema.fbs) with one operator over two tensors.
    static func tfLite(
        custom: String?,
        index: UInt32 = 0,
        tensor: Int32 = 0,
        buffer: UInt32 = 0,
        size: Int32 = 4
    ) -> [UInt8] {
        // RELU is 19; CUSTOM is 32.
        let code: [Int: FlatBufferWriter] =
            if let custom {
                [0: .scalar([32]), 1: .text(custom), 2: .scalar(little(Int32(1))), 3: .scalar(little(Int32(32)))]
            } else {
                [0: .scalar([19]), 2: .scalar(little(Int32(1))), 3: .scalar(little(Int32(19)))]
            }
        let made: FlatBufferWriter = .table([
            0: .numbers([size]), 1: .scalar([0]), 2: .scalar(little(buffer)), 3: .text("t"),
        ])
        let graph: FlatBufferWriter = .table([
            0: .vector([made, made]), 1: .numbers([0]), 2: .numbers([1]),
            3: .vector([.table([0: .scalar(little(index)), 1: .numbers([tensor]), 2: .numbers([1])])]),
            4: .text("main"),
        ])
        return model(
            .table([
                0: .scalar(little(UInt32(3))), 1: .vector([.table(code)]), 2: .vector([graph]), 3: .text("hallmark"),
                4: .vector([.table([:])]),
            ]),
            "TFL3"
        )
    }

    static func model(_ root: FlatBufferWriter, _ identifier: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4) + utf8(identifier)
        let place = root.write(to: &bytes)
        bytes.replaceSubrange(0..<4, with: little(UInt32(place)))
        return bytes
    }

    private static func align(_ bytes: inout [UInt8], _ size: Int) {
        while bytes.count % size != 0 { bytes.append(0) }
    }

    /// Appends this and what it refers to, and returns where it begins.
    private func write(to bytes: inout [UInt8]) -> Int {
        switch self {
        case .scalar(let value):
            bytes += value
            return bytes.count - value.count
        case .text(let text): return FlatBufferWriter.block(utf8(text) + [0], count: text.utf8.count, to: &bytes)
        case .bytes(let content): return FlatBufferWriter.block(content, count: content.count, to: &bytes)
        case .numbers(let values):
            return FlatBufferWriter.block(values.flatMap { little($0) }, count: values.count, to: &bytes)
        case .vector(let elements):
            let start = FlatBufferWriter.block(
                [UInt8](repeating: 0, count: 4 * elements.count),
                count: elements.count,
                to: &bytes
            )
            for (number, element) in elements.enumerated() {
                FlatBufferWriter.refer(from: start + 4 + 4 * number, to: element, in: &bytes)
            }
            return start
        case .table(let fields):
            FlatBufferWriter.align(&bytes, 4)
            let count = (fields.keys.max() ?? -1) + 1
            // Every field takes eight bytes of the table, whatever its size.
            var directory = little(UInt16(4 + 2 * count)) + little(UInt16(8 + 8 * count))
            for place in 0..<count { directory += little(UInt16(fields[place] == nil ? 0 : 8 + 8 * place)) }
            let directoryStart = bytes.count
            bytes += directory
            FlatBufferWriter.align(&bytes, 8)
            let start = bytes.count
            bytes += little(Int32(start - directoryStart)) + [UInt8](repeating: 0, count: 4 + 8 * count)
            for (place, field) in fields.sorted(by: { $0.key < $1.key }) {
                let slot = start + 8 + 8 * place
                if case .scalar(let value) = field {
                    bytes.replaceSubrange(slot..<slot + value.count, with: value)
                } else {
                    FlatBufferWriter.refer(from: slot, to: field, in: &bytes)
                }
            }
            return start
        }
    }

    private static func block(_ content: [UInt8], count: Int, to bytes: inout [UInt8]) -> Int {
        align(&bytes, 4)
        bytes += little(UInt32(count)) + content
        return bytes.count - content.count - 4
    }

    private static func refer(from slot: Int, to element: FlatBufferWriter, in bytes: inout [UInt8]) {
        let place = element.write(to: &bytes)
        bytes.replaceSubrange(slot..<slot + 4, with: little(UInt32(place - slot)))
    }
}
