/// A tensor while its fields are read.
struct ONNXTensor {
    /// How many dimensions are multiplied; more is a finding.
    static let maximumDimensions = 64

    var name = ""
    var type: UInt64 = 0
    var rawSize: UInt64 = 0
    var isExternal = false
    var external = ONNXExternalData()
    private var rank = 0
    /// The product of the dimensions; `nil` when it is more than 63 bits or one is negative.
    private(set) var elements: UInt64? = 1
    let offset: UInt64

    init(at offset: UInt64) {
        self.offset = offset
    }

    var label: String { "tensor \(Finding.quote(name))" }

    mutating func add(dimension: UInt64) {
        rank += 1
        guard let product = elements, rank <= Self.maximumDimensions, dimension <= UInt64(Int64.max) else {
            elements = nil
            return
        }
        let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
        elements = overflow || next > UInt64(Int64.max) ? nil : next
    }

    /// What is wrong with the tensor as a whole.
    func problems() -> [Finding] {
        guard let elements else {
            return [Finding(ONNXRules.size, "\(label) has negative or overflowing dimensions", offset: offset)]
        }
        var found: [Finding] = []
        if isExternal != external.hasLocation, isExternal || !external.isEmpty {
            let what = isExternal ? "says that its bytes lie outside and not where" : "names a file and has its bytes"
            found.append(Finding(ONNXRules.external, "\(label) \(what)", offset: offset))
        }
        guard type != 0 || rawSize > 0 else { return found }
        guard let bits = Self.bits[type] else {
            return found + [Finding(ONNXRules.unread, "\(label) has the unknown type \(type)", offset: offset)]
        }
        let (size, overflow) = elements.multipliedReportingOverflow(by: bits)
        guard !overflow else {
            return found + [Finding(ONNXRules.size, "\(label) is larger than any file", offset: offset)]
        }
        let needed = size / 8 + (size % 8 == 0 ? 0 : 1)
        if rawSize > 0, bits == 0 || rawSize != needed {
            found.append(Finding(ONNXRules.size, "\(label) needs \(needed) bytes and has \(rawSize)", offset: offset))
        }
        return found
    }

    /// The bits of an element (onnx.proto, `TensorProto.DataType`); 0 for texts, which have no raw bytes.
    static let bits: [UInt64: UInt64] = [
        1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 8: 0, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128,
        16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4, 24: 8, 25: 2, 26: 2,
    ]

    static let names: [UInt64: String] = [
        1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 8: "STRING", 9: "BOOL", 10: "F16",
        11: "F64",
        12: "U32", 13: "U64", 14: "C64", 15: "C128", 16: "BF16", 17: "F8_E4M3", 18: "F8_E4M3FNUZ", 19: "F8_E5M2",
        20: "F8_E5M2FNUZ", 21: "U4", 22: "I4", 23: "F4_E2M1", 24: "F8_E8M0", 25: "U2", 26: "I2",
    ]
}
