internal import HallmarkCore

/// What a tensor says about the file in which its bytes stand.
struct ONNXExternalData {
    private var keys: Set<String> = []
    private var offset: UInt64 = 0
    private var length: UInt64 = 0

    /// Whether the tensor says where its bytes are.
    var hasLocation: Bool { keys.contains("location") }
    var isEmpty: Bool { keys.isEmpty }

    /// Takes one key and its value.
    ///
    /// - Returns: what is wrong with them.
    mutating func add(_ key: String, _ value: [UInt8]) -> Finding? {
        guard keys.count < Self.maximumKeys, keys.insert(key).inserted else {
            return Finding(ONNXRules.external, "names \(Finding.quote(key)) twice")
        }
        let text = String(decoding: value, as: UTF8.self)
        switch key {
        case "location":
            guard !Self.isPlain(value) else { return nil }
            return Finding(ONNXRules.location, "is read from \(Finding.quote(text))")
        case "offset", "length":
            guard let number = Self.number(value) else {
                return Finding(ONNXRules.external, "the \(key) is \(Finding.quote(text))")
            }
            if key == "offset" { offset = number } else { length = number }
            guard offset.addingReportingOverflow(length).partialValue > UInt64(Int64.max) else { return nil }
            return Finding(ONNXRules.external, "reaches from \(offset) over \(length) bytes")
        case "checksum", "basepath":
            let isKnown = value.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && (key == "checksum" || Self.isPlain(value))
            return isKnown ? nil : Finding(ONNXRules.location, "the \(key) is \(Finding.quote(text))")
        // ONNX Runtime's, of weights that it has put into another order.
        default:
            guard !key.hasPrefix("prepacked") else { return nil }
            return Finding(ONNXRules.external, "has the unknown key \(Finding.quote(key))")
        }
    }

    private static let maximumKeys = 64

    /// Whether a location leads to a file below the model's folder on every system, and nowhere else.
    static func isPlain(_ location: [UInt8]) -> Bool {
        var path = location[...]
        while path.starts(with: "./".utf8) { path = path.dropFirst(2) }
        let text = String(decoding: path, as: UTF8.self)
        guard text.utf8.elementsEqual(path), text.isPlainPath, path.count <= 1024 else { return false }
        // A drive's letter, an address, a stream of a file, a wildcard, a variable, a home.
        let refused = Set("\\*?\"<>|".utf8)
        guard path.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && !refused.contains($0) }) else { return false }
        let isDrive = path.dropFirst().first == UInt8(ascii: ":")
        return !isDrive && path.first != UInt8(ascii: "~") && !text.lowercased().contains("file:")
            && !path.starts(with: "${".utf8)
    }

    private static func number(_ text: [UInt8]) -> UInt64? {
        guard !text.isEmpty, text.count <= 19, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(String(decoding: text, as: UTF8.self))
    }
}
