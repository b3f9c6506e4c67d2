package import HallmarkCore

/// Where a package's repository is, without anything that is nobody's business: no user, no password, no query, no path
/// on this machine.
package struct RepositoryURL: Sendable, Equatable {
    /// How many bytes a location may have.
    static let maximumSize = 2048

    package let scheme: String
    /// The host in lower case, with its port where one was given.
    package let host: String
    /// The path's components, percent-decoded, the last without `.git`.
    package let components: [String]

    /// Reads a location as it stands in a manifest or in Package.resolved.
    ///
    /// - Returns: `nil` for a path on this machine and for whatever is no plain URL; such a location is not published.
    package init?(_ location: String) {
        guard location.utf8.count <= Self.maximumSize, location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        let rest: Substring
        if let separator = location.firstRange(of: "://") {
            scheme = location[..<separator.lowerBound].lowercased()
            guard ["https", "http", "ssh", "git"].contains(scheme) else { return nil }
            rest = location[separator.upperBound...]
        } else {
            // The form `git@host:path`; a slash before the colon makes it a path.
            guard let colon = location.firstIndex(of: ":"), !location[..<colon].contains("/") else { return nil }
            scheme = "ssh"
            rest = Substring(location[..<colon] + "/" + location[location.index(after: colon)...])
        }
        let bare = rest.prefix { $0 != "?" && $0 != "#" }
        let parts = bare.split(separator: "/", omittingEmptySubsequences: true)
        guard let authority = parts.first, !bare.hasPrefix("/") else { return nil }
        // An "@" further on may end a password that has a slash, a colon or a question mark in it.
        guard !rest.dropFirst(authority.count).contains("@") else { return nil }
        // What stands before the last "@" may hold a password with an "@" of its own.
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last.map { $0.lowercased() } ?? ""
        guard Self.isHost(host) else { return nil }
        self.host = host
        var components: [String] = []
        for part in parts.dropFirst() {
            guard let component = Self.percentDecoded(part), ![".", ".."].contains(component) else { return nil }
            components.append(component)
        }
        while let last = components.last, last.hasSuffix(".git") {
            components[components.count - 1] = String(last.dropLast(4))
        }
        guard let last = components.last, !last.isEmpty else { return nil }
        self.components = components
    }

    /// The URL as it may be published.
    package var url: String { "\(scheme)://\(host)/" + components.map(Self.percentEncoded).joined(separator: "/") }

    /// The package URL of type `swift`; `nil` without an owner, since the type demands a namespace.
    package func packageURL(version: String?) -> PackageURL? {
        guard components.count >= 2, let name = components.last else { return nil }
        return PackageURL(type: "swift", namespace: [host] + components.dropLast(), name: name, version: version)
    }

    /// Who holds the repository, as the host names them.
    package var owner: Supplier? {
        guard components.count >= 2, let owner = components.first else { return nil }
        return Supplier(name: owner, url: "https://\(host)/\(Self.percentEncoded(owner))")
    }

    private static func isHost(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty else { return false }
        let isName = parts[0].utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && (parts.count == 1 || UInt16(parts[1]).map(String.init) == String(parts[1]))
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = Hex.decode(String(Substring(digits)).lowercased().utf8) else {
                return nil
            }
            bytes += value
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { return nil }
        return decoded.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "/" } ? nil : decoded
    }

    // RFC 3986 §2.3: unreserved characters stand as they are.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default: encoded += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return encoded
    }
}
