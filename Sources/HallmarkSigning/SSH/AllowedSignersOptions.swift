internal import HallmarkCore

/// The options of a line of the allowed signers: `cert-authority`, `namespaces`, `valid-after`, `valid-before`.
struct AllowedSignersOptions: Sendable, Hashable {
    private let isCertificateAuthority: Bool
    private let namespaces: SSHPatternList?
    private let validAfter: Timestamp?
    private let validBefore: Timestamp?

    /// Reads options between commas; an unknown one, or one that comes twice, is an error.
    init(_ text: [UInt8]) throws(SigningError) {
        var found: [String: String] = [:]
        var cursor = ByteCursor(text)
        while !cursor.isAtEnd {
            let (name, value) = try Self.option(&cursor)
            guard found.updateValue(value ?? "", forKey: name) == nil else {
                throw SigningError(.keyFormat, "the option \(name) twice")
            }
        }
        isCertificateAuthority = found["cert-authority"] != nil
        validAfter = try Self.time(found["valid-after"])
        validBefore = try Self.time(found["valid-before"])
        if let validAfter, let validBefore, validBefore <= validAfter {
            throw SigningError(.keyFormat, "valid-before is not after valid-after")
        }
        guard let text = found["namespaces"] else {
            namespaces = nil
            return
        }
        guard let list = SSHPatternList(text) else { throw SigningError(.keyFormat, "an empty namespace") }
        namespaces = list
    }

    /// Whether they let a key sign in a namespace at a time; both ends of the time are inside, as in ssh-keygen(1).
    func allow(namespace: String, at time: Timestamp) -> Bool {
        guard !isCertificateAuthority else { return false }
        if let namespaces, !namespaces.matches(namespace) { return false }
        if let validAfter, time < validAfter { return false }
        if let validBefore, time > validBefore { return false }
        return true
    }

    // One option, and the comma after it, which another option must follow.
    private static func option(_ cursor: inout ByteCursor) throws(SigningError) -> (name: String, value: String?) {
        var bytes: [UInt8] = []
        while let next = cursor.next, next != UInt8(ascii: "="), next != UInt8(ascii: ",") {
            bytes.append(next)
            try pass(&cursor)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let name = text.lowercased()
        let hasValue = cursor.next == UInt8(ascii: "=")
        guard name == "cert-authority" ? !hasValue : valued.contains(name) && hasValue else {
            throw SigningError(
                .keyFormat,
                "\(DisplayText.escape(text)) is no key type or option that Hallmark knows, or lacks its value"
            )
        }
        let value = hasValue ? try value(&cursor) : nil
        guard cursor.isAtEnd || cursor.next == UInt8(ascii: ",") else {
            throw SigningError(.keyFormat, "no comma after the option \(name)")
        }
        if !cursor.isAtEnd {
            try pass(&cursor)
            guard !cursor.isAtEnd else { throw SigningError(.keyFormat, "no option after the last comma") }
        }
        return (name, value)
    }

    private static let valued: Set<String> = ["namespaces", "valid-after", "valid-before"]

    // A value between quotes, in which \" stands for a quote.
    private static func value(_ cursor: inout ByteCursor) throws(SigningError) -> String {
        try pass(&cursor)
        guard cursor.next == UInt8(ascii: "\"") else {
            throw SigningError(.keyFormat, "an option's value without quotes")
        }
        try pass(&cursor)
        var bytes: [UInt8] = []
        while let next = cursor.next {
            try pass(&cursor)
            if next == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            if next == UInt8(ascii: "\\"), cursor.next == UInt8(ascii: "\"") {
                bytes.append(UInt8(ascii: "\""))
                try pass(&cursor)
            } else {
                bytes.append(next)
            }
        }
        throw SigningError(.keyFormat, "an option's value without its closing quote")
    }

    private static func pass(_ cursor: inout ByteCursor) throws(SigningError) {
        do { try cursor.skip(1) } catch { throw SigningError(.keyFormat, "an option that ends too early") }
    }

    // YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, each with or without Z.
    private static func time(_ text: String?) throws(SigningError) -> Timestamp? {
        guard let text else { return nil }
        let digits = text.utf8.last == UInt8(ascii: "Z") ? text.dropLast() : text[...]
        let full = digits + String(repeating: "0", count: max(0, 14 - digits.utf8.count))
        guard [8, 12, 14].contains(digits.utf8.count), full.utf8.count == 14,
            full.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw SigningError(.keyFormat, "a time that is not YYYYMMDD[HHMM[SS]][Z]") }
        func part(_ range: Range<Int>) -> Substring { full.dropFirst(range.lowerBound).prefix(range.count) }
        let standard =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
        guard let time = Timestamp(standard) else {
            throw SigningError(.keyFormat, "a time that no calendar or clock has")
        }
        return time
    }
}
