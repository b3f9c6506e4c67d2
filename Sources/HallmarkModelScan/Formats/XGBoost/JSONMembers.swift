internal import HallmarkCore

/// Checks a JSON document of any size by its grammar, and keeps only the names of the outer members.
struct JSONMembers {
    private static let keptName = 256
    private static let maximumNumber = 64
    /// In how many outer levels members are looked at for being there twice.
    private static let comparedLevels = 3

    private enum Due { case value, valueOrEnd, name, nameOrEnd, comma }

    private var cursor: SourceCursor
    private var open: [(isObject: Bool, names: Set<String>)] = []
    private var top: [String] = []

    init(_ source: any ByteSource) {
        self.cursor = SourceCursor(source, truncated: XGBoostRules.structure)
    }

    /// Reads to the end and gives the names of the document's own members.
    mutating func read() throws(InspectionError) -> [String] {
        var due = Due.value
        repeat {
            let byte = try next()
            switch (byte, due) {
            case (UInt8(ascii: "]"), .valueOrEnd), (UInt8(ascii: "]"), .comma):
                guard open.popLast()?.isObject == false else { throw fault() }
                due = .comma
            case (UInt8(ascii: "}"), .nameOrEnd), (UInt8(ascii: "}"), .comma):
                guard open.popLast()?.isObject == true else { throw fault() }
                due = .comma
            case (UInt8(ascii: ","), .comma): due = open.last?.isObject == true ? .name : .value
            case (UInt8(ascii: "\""), .name), (UInt8(ascii: "\""), .nameOrEnd):
                try add(try text())
                guard try next() == UInt8(ascii: ":") else { throw fault() }
                due = .value
            case (UInt8(ascii: "{"), .value), (UInt8(ascii: "{"), .valueOrEnd):
                try push(isObject: true)
                due = .nameOrEnd
            case (UInt8(ascii: "["), .value), (UInt8(ascii: "["), .valueOrEnd):
                try push(isObject: false)
                due = .valueOrEnd
            case (UInt8(ascii: "\""), .value), (UInt8(ascii: "\""), .valueOrEnd):
                _ = try text()
                due = .comma
            case (_, .value), (_, .valueOrEnd):
                try word(byte)
                due = .comma
            default: throw fault()
            }
        } while !open.isEmpty
        while !cursor.isAtEnd {
            let byte = try cursor.readByte()
            guard [0x20, 0x09, 0x0A, 0x0D].contains(byte) else {
                throw .refused(XGBoostRules.structure, "bytes after the value", at: cursor.offset - 1)
            }
        }
        return top
    }

    private func fault() -> InspectionError {
        .refused(XGBoostRules.structure, "not JSON", at: cursor.offset - 1)
    }

    private mutating func next() throws(InspectionError) -> UInt8 {
        while true {
            let byte = try cursor.readByte()
            if byte != 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { return byte }
        }
    }

    private mutating func push(isObject: Bool) throws(InspectionError) {
        guard open.count < XGBoostModel.maximumDepth else {
            throw .refused(XGBoostRules.structure, "nested in \(open.count) others", at: cursor.offset)
        }
        open.append((isObject, []))
    }

    private mutating func add(_ name: String) throws(InspectionError) {
        if open.count == 1 { top.append(name) }
        guard open.count <= Self.comparedLevels, let last = open.indices.last else { return }
        guard open[last].names.insert(name).inserted else {
            throw .refused(XGBoostRules.members, "\(Finding.quote(name)) appears twice", at: cursor.offset)
        }
    }

    /// The text behind a quotation mark, as far as it is kept, its escapes left as they are.
    private mutating func text() throws(InspectionError) -> String {
        var kept: [UInt8] = []
        while true {
            let byte = try cursor.readByte()
            if byte == UInt8(ascii: "\"") { return String(decoding: kept, as: UTF8.self) }
            guard byte >= 0x20 else { throw fault() }
            if kept.count < Self.keptName { kept.append(byte) }
            if byte == UInt8(ascii: "\\") {
                let escaped = try cursor.readByte()
                guard Array("\"\\/bfnrtu".utf8).contains(escaped) else { throw fault() }
                if kept.count < Self.keptName { kept.append(escaped) }
            }
        }
    }

    private mutating func word(_ first: UInt8) throws(InspectionError) {
        var letters = [first]
        while !cursor.isAtEnd, let byte = try cursor.bytes(at: cursor.offset, count: 1).first, Self.isWord(byte) {
            letters.append(try cursor.readByte())
            guard letters.count <= Self.maximumNumber else { throw fault() }
        }
        let text = String(decoding: letters, as: UTF8.self)
        let isNumber = Double(text) != nil && (first == UInt8(ascii: "-") || (0x30...0x39).contains(first))
        // What is no number is written so by XGBoost too.
        guard isNumber || ["true", "false", "null", "NaN", "Infinity", "-Infinity"].contains(text) else {
            throw fault()
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
