/// The attributes of one half of a PKCS#11 URI, decoded (RFC 7512 §2.3).
///
/// No error shows any of the text: whoever put a PIN into it would find it in a log.
struct PKCS11Attributes {
    /// The halves of a URI.
    enum Half: String {
        case path
        case query

        fileprivate var separator: UInt8 { self == .path ? UInt8(ascii: ";") : UInt8(ascii: "&") }

        /// What may stand in a value as it is, beside what may stand in any (`pk11-res-avail`, RFC 3986 §2.3).
        fileprivate var punctuation: String { ":[]@!$'()*+,=-._~" + (self == .path ? "&" : "/?|") }

        fileprivate var names: Set<String> {
            switch self {
            case .path: ["token", "manufacturer", "model", "serial", "slot-id", "object", "id", "type"]
            case .query: ["pin-source", "module-path"]
            }
        }
    }

    private let values: [String: [UInt8]]

    /// Reads one half.
    init(_ text: ArraySlice<UInt8>, _ half: Half) throws(SigningError) {
        var values: [String: [UInt8]] = [:]
        let fields = text.isEmpty ? [] : text.split(separator: half.separator, omittingEmptySubsequences: false)
        for (index, field) in fields.enumerated() {
            let place = "attribute \(index + 1) of the \(half.rawValue) of the PKCS#11 URI"
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw SigningError(.keyFormat, "\(place) is not NAME=VALUE") }
            let name = String(decoding: parts[0], as: UTF8.self)
            let isVendors = half == .query && Self.isVendors(name)
            guard isVendors || half.names.contains(name) else { throw Self.refusal(of: name, at: place, half) }
            let value = try Self.decode(parts[1], at: place, punctuation: half.punctuation.utf8)
            guard !isVendors else { continue }
            guard values.updateValue(value, forKey: name) == nil else {
                throw SigningError(.keyFormat, "the PKCS#11 URI has \(name) twice")
            }
        }
        self.values = values
    }

    /// The bytes of an attribute.
    func bytes(_ name: String) -> [UInt8]? { values[name] }

    /// The text of an attribute.
    func text(_ name: String) throws(SigningError) -> String? {
        guard let bytes = values[name] else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw SigningError(.keyFormat, "\(name) of the PKCS#11 URI is no text, or has control characters") }
        return text
    }

    // RFC 7512 §2.5: what a consumer does not know in a path matches nothing, and in a query it does no harm.
    private static func isVendors(_ name: String) -> Bool {
        name.hasPrefix("x-") && name.utf8.count > 2
            && name.utf8.allSatisfy { isLetterOrDigit($0) || "-_".utf8.contains($0) }
    }

    private static func refusal(of name: String, at place: String, _ half: Half) -> SigningError {
        switch name {
        case "module-name":
            SigningError(
                .keyFormat,
                "module-name of the PKCS#11 URI would be looked up in places that others may choose; give the file: module-path=/usr/lib/….so"
            )
        default:
            SigningError(.keyFormat, "\(place) is none of \(half.names.sorted().joined(separator: ", "))")
        }
    }

    private static func decode(
        _ text: ArraySlice<UInt8>,
        at place: String,
        punctuation: String.UTF8View
    ) throws(SigningError) -> [UInt8] {
        guard !text.isEmpty else { throw SigningError(.keyFormat, "\(place) has no value; leave it out") }
        var value: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = hexadecimal(rest.popFirst()), let low = hexadecimal(rest.popFirst()) else {
                    throw SigningError(.keyFormat, "\(place) has a % that two hexadecimal digits do not follow")
                }
                value.append(high << 4 | low)
            } else {
                guard isLetterOrDigit(byte) || punctuation.contains(byte) else {
                    throw SigningError(
                        .keyFormat,
                        "\(place) has a character that must be written as % and two digits, as %20 for a space"
                    )
                }
                value.append(byte)
            }
        }
        return value
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func hexadecimal(_ digit: UInt8?) -> UInt8? {
        guard let digit, isLetterOrDigit(digit) else { return nil }
        return Character(UnicodeScalar(digit)).hexDigitValue.map { UInt8($0) }
    }
}
