/// What an array file's header says: how many elements of what type.
struct NumPyHeader {
    /// What is known of a type of elements.
    enum Element: Equatable {
        /// Plain values of so many bytes.
        case plain(UInt64)
        /// Python objects, or a record with some.
        case objects
        /// A type of unknown size.
        case unknown
    }

    let element: Element
    /// How many elements there are; `nil` beyond any file.
    let count: UInt64?

    /// Reads the header's literal; `nil` when it is not one.
    init?(_ bytes: [UInt8]) {
        guard case .dictionary(let pairs) = PythonLiteral(bytes), pairs.count == 3 else { return nil }
        func value(_ key: String) -> PythonLiteral? { pairs.first { $0.key == key }?.value }
        guard let type = value("descr"), case .truth = value("fortran_order"), case .tuple(let shape) = value("shape"),
            let count = Self.product(shape)
        else { return nil }
        self.count = count == .max ? nil : count
        self.element = Self.element(type)
    }

    /// The product of a shape, which stays at the largest number once it is beyond; `nil` for no shape.
    private static func product(_ shape: [PythonLiteral]) -> UInt64? {
        var count: UInt64 = 1
        for dimension in shape {
            guard case .integer(let size) = dimension, let size = UInt64(exactly: size) else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            count = overflow ? .max : product
        }
        return count
    }

    private static func element(_ type: PythonLiteral) -> Element {
        switch type {
        case .text(let name): return element(named: name)
        // A subarray: a type and a shape.
        case .tuple(let parts): return subarray(parts)
        case .list(let fields): return record(fields)
        default: return .unknown
        }
    }

    private static func subarray(_ parts: [PythonLiteral]) -> Element {
        guard parts.count == 2 else { return .unknown }
        let base = element(parts[0])
        guard case .plain(let size) = base else { return base }
        let shape: [PythonLiteral] = if case .tuple(let shape) = parts[1] { shape } else { [parts[1]] }
        guard let count = product(shape) else { return .unknown }
        let (whole, overflow) = size.multipliedReportingOverflow(by: count)
        return overflow ? .unknown : .plain(whole)
    }

    /// The fields of a record: a name or a title and a name, a type, a shape or none.
    private static func record(_ fields: [PythonLiteral]) -> Element {
        var size: UInt64 = 0
        var hasUnknown = false
        for field in fields {
            guard case .tuple(let parts) = field, parts.count == 2 || parts.count == 3 else { return .unknown }
            switch parts.count == 3 ? subarray([parts[1], parts[2]]) : element(parts[1]) {
            case .objects: return .objects
            case .unknown: hasUnknown = true
            case .plain(let part):
                let (sum, overflow) = size.addingReportingOverflow(part)
                guard !overflow else { return .unknown }
                size = sum
            }
        }
        return hasUnknown ? .unknown : .plain(size)
    }

    /// A type by numpy's short name, such as `<f8`, with the unit of a time or without.
    private static func element(named name: String) -> Element {
        var letters = name.utf8[...]
        if let order = letters.first, "|<>=".utf8.contains(order) { letters = letters.dropFirst() }
        guard let kind = letters.popFirst() else { return .unknown }
        if kind == UInt8(ascii: "O") { return .objects }
        let digits = letters.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let unit = letters.dropFirst(digits.count)
        let isTime = kind == UInt8(ascii: "M") || kind == UInt8(ascii: "m")
        guard "biufcSaUVMm".utf8.contains(kind), let size = UInt64(String(digits) ?? ""), size <= UInt64(UInt32.max),
            unit.isEmpty || isTime && unit.first == UInt8(ascii: "[") && unit.last == UInt8(ascii: "]")
        else {
            // What could be objects under another name is not passed over.
            return name.utf8.contains(UInt8(ascii: "O")) || name.lowercased().contains("object") ? .objects : .unknown
        }
        return .plain(kind == UInt8(ascii: "U") ? size * 4 : size)
    }
}
