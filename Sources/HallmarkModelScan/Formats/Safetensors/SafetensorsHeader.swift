internal import HallmarkCore

/// Checks what a safetensors header says against the number of bytes behind it.
struct SafetensorsHeader {
    /// Where a tensor stands, counted from the end of the header.
    private struct Span {
        let name: String
        let begin: UInt64
        let end: UInt64
    }

    /// The size of an element of each dtype, in bits.
    static let bitsPerElement: [String: UInt64] = [
        "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
        "U16": 16, "I16": 16, "F16": 16, "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64,
        "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    ]

    let dataSize: UInt64
    private var spans: [Span] = []
    private var parameters: UInt64 = 0
    private var dataTypes: Set<String> = []

    init(dataSize: UInt64) {
        self.dataSize = dataSize
    }

    mutating func read(_ header: JSONValue, into inspection: inout Inspection) throws(InspectionError) {
        guard let members = header.object else {
            throw .refused(SafetensorsRules.json, "the header is no object", at: Safetensors.prefixSize)
        }
        for (name, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if name == "__metadata__" {
                Self.readMetadata(member, into: &inspection)
            } else {
                readTensor(name, member, into: &inspection)
            }
        }
        inspection.metadata.formatVersion = nil
        inspection.metadata.tensorCount = UInt64(members.count - (members["__metadata__"] == nil ? 0 : 1))
        inspection.metadata.parameterCount = parameters
        inspection.metadata.dataTypes = dataTypes.sorted()
        // Where a tensor has no place of its own, the layout as a whole means nothing.
        if inspection.worst.map({ $0 < .unknown }) ?? true { checkLayout(&inspection) }
    }

    private static func readMetadata(_ value: JSONValue, into inspection: inout Inspection) {
        guard let members = value.object, members.values.allSatisfy({ $0.string != nil }) else {
            inspection.report(SafetensorsRules.metadata, "__metadata__ holds something else than text")
            return
        }
        func text(_ names: String...) -> String? {
            names.lazy.compactMap { members[$0]?.string }.first { $0.utf8.count <= ModelMetadata.maximumTextSize }
        }
        // The names of github.com/Stability-AI/ModelSpec, and the plain ones.
        inspection.metadata.name = text("modelspec.title", "name")
        inspection.metadata.architecture = text("modelspec.architecture", "architecture")
        inspection.metadata.license = text("modelspec.license", "license")
        inspection.metadata.author = text("modelspec.author", "author")
        inspection.metadata.summary = text("modelspec.description", "description")
        inspection.metadata.version = text("modelspec.version", "version")
    }

    private mutating func readTensor(_ name: String, _ value: JSONValue, into inspection: inout Inspection) {
        let label = "tensor \(Finding.quote(name))"
        guard let dataType = value["dtype"]?.string, value.object?.count == 3,
            let shape = Self.naturals(value["shape"]), shape.count <= Safetensors.maximumDimensions,
            let offsets = Self.naturals(value["data_offsets"]), offsets.count == 2
        else {
            inspection.report(SafetensorsRules.tensor, "\(label) is not a dtype, a shape and two data offsets")
            return
        }
        dataTypes.insert(String(dataType.prefix(Finding.maximumQuotation)))
        guard let bits = Self.bitsPerElement[dataType] else {
            inspection.report(SafetensorsRules.dataType, "\(label) has the unknown dtype \(Finding.quote(dataType))")
            return
        }
        guard let elements = Self.product(shape), let size = Self.bytes(elements, bits: bits),
            offsets[0] <= offsets[1], offsets[1] - offsets[0] == size
        else {
            inspection.report(
                SafetensorsRules.size,
                "\(label): offsets \(offsets[0]) to \(offsets[1]) do not fit \(dataType) of shape \(shape)"
            )
            return
        }
        guard offsets[1] <= dataSize else {
            inspection.report(
                SafetensorsRules.end,
                "\(label) ends at \(offsets[1]), and \(dataSize) bytes follow the header"
            )
            return
        }
        parameters = parameters.addingReportingOverflow(elements).partialValue
        spans.append(Span(name: name, begin: offsets[0], end: offsets[1]))
    }

    private func checkLayout(_ inspection: inout Inspection) {
        var end: UInt64 = 0
        for span in spans.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard span.begin == end else {
                inspection.report(
                    SafetensorsRules.layout,
                    "tensor \(Finding.quote(span.name)) begins at \(span.begin) where the one before ends at \(end)"
                )
                return
            }
            end = span.end
        }
        if end != dataSize {
            inspection.report(SafetensorsRules.end, "\(dataSize - end) bytes follow the last tensor")
        }
    }

    private static func naturals(_ value: JSONValue?) -> [UInt64]? {
        guard let elements = value?.array else { return nil }
        let numbers = elements.compactMap { $0.integer.flatMap(UInt64.init(exactly:)) }
        return numbers.count == elements.count ? numbers : nil
    }

    static func product(_ shape: [UInt64]) -> UInt64? {
        var result: UInt64 = 1
        for size in shape {
            let (product, overflow) = result.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }

    private static func bytes(_ elements: UInt64, bits: UInt64) -> UInt64? {
        let (total, overflow) = elements.multipliedReportingOverflow(by: bits)
        return overflow || !total.isMultiple(of: 8) ? nil : total / 8
    }
}
