/// The name of a private key in a token: a PKCS#11 URI (RFC 7512), such as `pkcs11:token=release;object=signing`.
///
/// Stricter than the standard: every attribute must be known, stand once and have a value, and none may hold a PIN.
/// What is left out matches anything.
package struct PKCS11URI: Sendable, Equatable {
    /// What such a URI begins with.
    package static let scheme = "pkcs11:"
    /// How many bytes a URI may have.
    package static let maximumSize = 4096

    /// The label, maker, model and serial number of the token.
    let token: String?
    let manufacturer: String?
    let model: String?
    let serial: String?
    /// The slot, a number that may change from day to day.
    let slotID: UInt?
    /// The key's label, `CKA_LABEL`.
    let object: String?
    /// The key's id, `CKA_ID`.
    let id: [UInt8]?
    /// The path of a file with the PIN.
    package let pinSource: String?
    /// The absolute path of the module, the shared library that drives the token.
    package let modulePath: String?

    /// Reads a URI; no error shows any of it.
    package init(_ text: String) throws(SigningError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumSize, bytes.starts(with: Self.scheme.utf8) else {
            throw SigningError(
                .keyFormat,
                "not a PKCS#11 URI (pkcs11:token=…;object=…) of at most \(Self.maximumSize) bytes"
            )
        }
        // Wherever it stands: behind a second "?" it would be the end of a path, which errors show.
        guard !text.lowercased().contains("pin-value") else {
            throw SigningError(
                .keyFormat,
                "the PKCS#11 URI holds a PIN (pin-value), where every user of the machine may see it; leave it out, give it by file, environment or prompt, and change the PIN"
            )
        }
        let halves = bytes.dropFirst(Self.scheme.utf8.count)
            .split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = try PKCS11Attributes(halves[0], .path)
        let query = try PKCS11Attributes(halves.count == 2 ? halves[1] : [], .query)
        self.token = try path.text("token")
        self.manufacturer = try path.text("manufacturer")
        self.model = try path.text("model")
        self.serial = try path.text("serial")
        self.slotID = try Self.slot(path.text("slot-id"))
        self.object = try path.text("object")
        self.id = path.bytes("id")
        guard try ["private", nil].contains(path.text("type")) else {
            throw SigningError(.keyFormat, "type of the PKCS#11 URI is not private: only a private key signs")
        }
        self.pinSource = try Self.file(query.text("pin-source"))
        self.modulePath = try query.text("module-path")
        guard modulePath?.hasPrefix("/") ?? true else {
            throw SigningError(.keyFormat, "module-path of the PKCS#11 URI is not an absolute path")
        }
    }

    private static func slot(_ text: String?) throws(SigningError) -> UInt? {
        guard let text else { return nil }
        guard let number = UInt(text), "\(number)" == text else {
            throw SigningError(.keyFormat, "slot-id of the PKCS#11 URI is not a decimal number")
        }
        return number
    }

    // RFC 7512 §2.4 also knows commands (`|…`), which would be run, and any other kind of URI.
    private static func file(_ source: String?) throws(SigningError) -> String? {
        guard let source else { return nil }
        let scheme = "file:"
        guard source.hasPrefix(scheme) else {
            guard !source.hasPrefix("|"), !source.contains(":") else { throw refusedSource() }
            return source
        }
        // A file URI (RFC 8089) without a host, and without a second layer of percent-encoding.
        let rest = source.dropFirst(scheme.count)
        let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains(where: { "%?#".contains($0) }) else {
            throw refusedSource()
        }
        return String(path)
    }

    private static func refusedSource() -> SigningError {
        SigningError(.keyFormat, "pin-source of the PKCS#11 URI names no file: give a path, or file:/PATH")
    }
}
