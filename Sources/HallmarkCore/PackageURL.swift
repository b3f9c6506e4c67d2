/// A package URL (purl, ECMA-427) of the types Hallmark writes, in canonical form.
package struct PackageURL: Sendable, Hashable, CustomStringConvertible {
    package let type: String
    package let namespace: [String]
    package let name: String
    package let version: String?
    /// Sorted by key when written.
    package let qualifiers: [String: String]
    package let subpath: [String]

    package init(
        type: String,
        namespace: [String] = [],
        name: String,
        version: String? = nil,
        qualifiers: [String: String] = [:],
        subpath: [String] = []
    ) {
        self.type = type
        self.namespace = namespace
        self.name = name
        self.version = version
        self.qualifiers = qualifiers
        self.subpath = subpath
    }

    package var description: String {
        var text = "pkg:\(type)/" + (namespace + [name]).map { Self.encode($0) }.joined(separator: "/")
        if let version { text += "@" + Self.encode(version) }
        if !qualifiers.isEmpty {
            let pairs = qualifiers.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encode($0.value))" }
            text += "?" + pairs.joined(separator: "&")
        }
        if !subpath.isEmpty { text += "#" + subpath.map { Self.encode($0) }.joined(separator: "/") }
        return text
    }

    // purl §5.4: letters, digits, ".", "-", "_", "~" and ":" stand as they are.
    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ":"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default:
                encoded += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return encoded
    }
}
