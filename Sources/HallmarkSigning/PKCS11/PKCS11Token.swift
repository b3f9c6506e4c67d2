internal import CHallmarkPKCS11
internal import HallmarkCore

/// A token in a slot, as its module describes it.
struct PKCS11Token: Sendable {
    let slot: UInt
    let label: String
    let manufacturer: String
    let model: String
    let serial: String
    /// The lengths of PIN that the token takes.
    let pinSizes: ClosedRange<UInt>
    private let flags: UInt

    init(slot: UInt, _ info: CK_TOKEN_INFO) {
        self.slot = slot
        self.label = Self.text(info.label)
        self.manufacturer = Self.text(info.manufacturerID)
        self.model = Self.text(info.model)
        self.serial = Self.text(info.serialNumber)
        // Some modules leave the lengths out, or say that they are not known.
        let isKnown = info.ulMinPinLen <= info.ulMaxPinLen && info.ulMaxPinLen > 0
        self.pinSizes = isKnown ? info.ulMinPinLen...info.ulMaxPinLen : 0...UInt.max
        self.flags = info.flags
    }

    var needsLogin: Bool { flags & CKF_LOGIN_REQUIRED != 0 }
    /// Whether the PIN is typed on the token's own keys.
    var hasPINPad: Bool { flags & CKF_PROTECTED_AUTHENTICATION_PATH != 0 }

    /// How a person tells the token from others.
    var name: String { "\(DisplayText.escape(label)) (serial \(DisplayText.escape(serial)), slot-id \(slot))" }

    /// Refuses a token that a login would lock, or that cannot be logged in to.
    func checkLogin() throws(SigningError) {
        guard flags & CKF_USER_PIN_LOCKED == 0 else { throw PKCS11Error.locked }
        guard flags & CKF_USER_PIN_FINAL_TRY == 0 else {
            throw SigningError(
                .token,
                "one more wrong PIN locks the token, so none was tried; log in once with the token's own tool, which resets the count: pkcs11-tool --login --list-objects"
            )
        }
        guard hasPINPad || flags & CKF_USER_PIN_INITIALIZED != 0 else {
            throw SigningError(.token, "the token has no PIN yet; set one: pkcs11-tool --init-pin")
        }
    }

    /// Whether a URI names the token.
    func matches(_ uri: PKCS11URI) -> Bool {
        func agrees<Value: Equatable>(_ wanted: Value?, _ value: Value) -> Bool { wanted.map { $0 == value } ?? true }
        return agrees(uri.token, label) && agrees(uri.manufacturer, manufacturer) && agrees(uri.model, model)
            && agrees(uri.serial, serial) && agrees(uri.slotID, slot)
    }

    /// The one token that a URI names.
    static func only(of tokens: [PKCS11Token], for uri: PKCS11URI) throws(SigningError) -> PKCS11Token {
        let matching = tokens.filter { $0.matches(uri) }
        if matching.count == 1 { return matching[0] }
        let names = (matching.isEmpty ? tokens : matching).map(\.name).joined(separator: "; ")
        guard matching.isEmpty else {
            throw SigningError(
                .token,
                "the PKCS#11 URI matches \(matching.count) tokens, \(names); add token, serial or slot-id to it"
            )
        }
        throw SigningError(
            .token,
            tokens.isEmpty
                ? "the PKCS#11 module sees no token; connect it, or set one up: pkcs11-tool --module FILE --list-slots"
                : "the PKCS#11 URI matches no token; the module sees \(names)"
        )
    }

    private static func text(_ field: some Any) -> String {
        let bytes = unsafe withUnsafeBytes(of: field) { unsafe Array($0) }
        // Padded with spaces (§3); some modules use NULs.
        let end = bytes.lastIndex { $0 != UInt8(ascii: " ") && $0 != 0 }
        return String(decoding: bytes.prefix(end.map { $0 + 1 } ?? 0), as: UTF8.self)
    }
}
