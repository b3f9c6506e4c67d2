internal import HallmarkCore

/// The pins of a Package.resolved, versions 1 to 3.
package struct PackagePins: Sendable, Equatable {
    /// The file's name.
    package static let fileName = "Package.resolved"
    /// How many bytes and pins are read.
    package static let maximumSize = 16 << 20
    package static let maximumCount = 10_000

    /// One pinned package.
    package struct Pin: Sendable, Equatable {
        /// How the package is fetched.
        package enum Kind: String, Sendable { case remoteSourceControl, localSourceControl, registry }

        package let identity: String
        package let kind: Kind
        /// The location as the manifest has it, not as a mirror serves it; may hold credentials, so it is not published.
        package let location: String
        package let version: String?
        package let branch: String?
        package let revision: String?
    }

    /// The pins, by identity.
    package let pins: [String: Pin]

    package init(pins: [String: Pin] = [:]) {
        self.pins = pins
    }

    /// Reads the file; unknown members, doubled identities and other versions are refused.
    package init(_ bytes: [UInt8]) throws(InventoryError) {
        do throws(JSONError) {
            var pins: [String: Pin] = [:]
            for pin in try Self.read(bytes) {
                guard pins.updateValue(pin, forKey: pin.identity) == nil else {
                    throw JSONError(.unexpected, detail: "\"\(pin.identity)\" is pinned twice")
                }
            }
            self.pins = pins
        } catch {
            throw InventoryError(.pins, Self.fileName, error.description)
        }
    }

    private static func read(_ bytes: [UInt8]) throws(JSONError) -> [Pin] {
        var reader = try JSONReader(try JSONParser.parse(bytes, maximumSize: maximumSize))
        let version = try reader.integer("version")
        let pins: [Pin]
        switch version {
        case 1:
            var object = try reader.object("object")
            pins = try object.elements("pins") { (value, path) throws(JSONError) in try Pin(version1: value, path: path)
            }
            try object.finish()
        case 2, 3:
            pins = try reader.elements("pins") { (value, path) throws(JSONError) in try Pin(value, path: path) }
            // A digest of the manifest with SwiftPM's own rules; what was resolved is in the pins.
            if version == 3 { _ = try reader.optionalText("originHash") }
        default:
            throw JSONError(.unexpected, detail: "version \(version), and 1 to 3 are read")
        }
        guard pins.count <= maximumCount else { throw JSONError(.tooLarge, detail: "\(pins.count) pins") }
        try reader.finish()
        return pins
    }
}

extension PackagePins.Pin {
    /// What stands for the version in an SBOM: the version, or else the revision.
    package var effectiveVersion: String? { version ?? revision }

    fileprivate init(_ value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        let identity = try reader.text("identity")
        let kind: Kind = try reader.choice("kind")
        let location = try reader.optionalText("location") ?? ""
        // Written by SwiftPM when an identity was replaced by a registry's; says nothing about what was fetched.
        _ = try reader.optionalText("originalLocation")
        let state = try reader.object("state")
        try reader.finish()
        try self.init(identity: identity, kind: kind, location: location, state: state)
    }

    fileprivate init(version1 value: JSONValue, path: String) throws(JSONError) {
        var reader = try JSONReader(value, path: path)
        _ = try reader.optionalText("package")
        let location = try reader.text("repositoryURL")
        let state = try reader.object("state")
        try reader.finish()
        let kind: Kind = location.hasPrefix("/") ? .localSourceControl : .remoteSourceControl
        try self.init(identity: Self.identity(of: location), kind: kind, location: location, state: state)
    }

    private init(identity: String, kind: Kind, location: String, state: JSONReader) throws(JSONError) {
        var state = state
        self.identity = identity
        self.kind = kind
        self.location = location
        version = try state.optionalText("version")
        branch = try state.optionalText("branch")
        revision = try state.optionalText("revision")
        try state.finish()
        // Of a location without a path, the last part is the host with all that stands before it.
        guard !identity.isEmpty, !identity.contains("@") else {
            throw JSONError(.unexpected, detail: "the pin with \(state.path) has no identity")
        }
        if let version, !version.utf8.allSatisfy(Self.isVersionCharacter) || version.isEmpty {
            throw JSONError(.unexpected, detail: "\(state.place("version")) of \(identity) is no version")
        }
        if let revision {
            guard [40, 64].contains(revision.utf8.count), Hex.decode(revision.utf8) != nil else {
                throw JSONError(.unexpected, detail: "\(state.place("revision")) of \(identity) is no object id")
            }
        } else if kind != .registry {
            throw JSONError(.unexpected, detail: "\(state.place("revision")) of \(identity) is missing")
        }
        guard version != nil || revision != nil else {
            throw JSONError(.unexpected, detail: "\(identity) has neither a version nor a revision")
        }
    }

    // SwiftPM's rule: the last component in lower case, without `.git`.
    private static func identity(of location: String) -> String {
        let last = location.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map { $0.lowercased() } ?? ""
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    private static func isVersionCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}

extension JSONReader {
    /// The text of a member that must be there, without control characters.
    fileprivate mutating func text(_ name: String) throws(JSONError) -> String {
        guard let text = try optionalText(name) else {
            throw JSONError(.unexpected, detail: "\(place(name)) is missing")
        }
        return text
    }

    /// The text of a member that may be absent or `null`, which version 1 writes for absent.
    fileprivate mutating func optionalText(_ name: String) throws(JSONError) -> String? {
        guard let value = optional(name), value != .null else { return nil }
        guard let text = value.string, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw JSONError(.unexpected, detail: "\(place(name)) must be plain text")
        }
        return text
    }
}
