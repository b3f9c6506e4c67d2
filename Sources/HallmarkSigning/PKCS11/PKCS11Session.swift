internal import CHallmarkPKCS11
internal import Synchronization

/// An open session with a token.
///
/// Closing the last session of a process with a token logs it out (PKCS #11 §5.6, C_CloseSession); C_Logout would log
/// out all others as well.
@safe
final class PKCS11Session: Sendable {
    /// How many objects a search gives.
    static let maximumObjects = 64
    /// How many bytes an attribute may have.
    static let maximumAttributeSize = 16 << 10
    /// How many bytes a signature may have: those of RSA with 8192 bits.
    static let maximumSignatureSize = RSANumbers.sizes.upperBound / 8

    let token: PKCS11Token
    private let module: PKCS11Module
    // A search, and a signature, is more than one call.
    private let handle: Mutex<CK_SESSION_HANDLE>

    init(_ module: PKCS11Module, _ token: PKCS11Token) throws(SigningError) {
        var handle: CK_SESSION_HANDLE = 0
        try unsafe module.call("C_OpenSession", module.functions.pointee.C_OpenSession) {
            unsafe $0(token.slot, CKF_SERIAL_SESSION, nil, nil, &handle)
        }
        self.handle = Mutex(handle)
        self.module = module
        self.token = token
    }

    deinit {
        // Nobody is left to hear of a failure.
        handle.withLock { _ = unsafe module.functions.pointee.C_CloseSession?($0) }
    }

    /// Logs in, once: a token counts wrong PINs.
    ///
    /// - Parameter pin: `nil` when it is typed on the token itself.
    func logIn(pin: [UInt8]?) throws(SigningError) {
        try handle.withLock { handle throws(SigningError) in try logIn(handle, as: CKU_USER, pin: pin) }
    }

    /// The objects with attributes, `maximumObjects` at most.
    func objects(_ attributes: [PKCS11Attribute]) throws(SigningError) -> [CK_OBJECT_HANDLE] {
        try handle.withLock { handle throws(SigningError) in
            try unsafe module.call("C_FindObjectsInit", module.functions.pointee.C_FindObjectsInit) { function in
                unsafe PKCS11Attribute.withTemplate(attributes) { unsafe function(handle, $0, $1) }
            }
            let found = Result { () throws(SigningError) in try findObjects(handle) }
            let end = Result { () throws(SigningError) in
                try unsafe module.call("C_FindObjectsFinal", module.functions.pointee.C_FindObjectsFinal) { $0(handle) }
            }
            // The first failure is the cause.
            let objects = try found.get()
            try end.get()
            return objects
        }
    }

    /// The value of an object's attribute; `nil` when it has none.
    func value(_ type: CK_ULONG, of object: CK_OBJECT_HANDLE) throws(SigningError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: Self.maximumAttributeSize)
        var size: CK_ULONG = 0
        var isAbsent = false
        try handle.withLock { handle throws(SigningError) in
            try unsafe module.call("C_GetAttributeValue", module.functions.pointee.C_GetAttributeValue) { function in
                let answer = unsafe bytes.withUnsafeMutableBytes { buffer in
                    var attribute = unsafe CK_ATTRIBUTE(
                        type: type,
                        pValue: buffer.baseAddress,
                        ulValueLen: CK_ULONG(buffer.count)
                    )
                    let answer = unsafe function(handle, object, &attribute, 1)
                    size = unsafe attribute.ulValueLen
                    return answer
                }
                isAbsent = answer == CKR_ATTRIBUTE_TYPE_INVALID
                return isAbsent ? CKR_OK : answer
            }
        }
        guard !isAbsent else { return nil }
        guard let count = Int(exactly: size), count <= bytes.count else {
            throw SigningError(.token, "the PKCS#11 module gives an attribute without a length")
        }
        return Array(bytes.prefix(count))
    }

    /// Refuses a token that does not sign with a mechanism.
    func checkSigns(_ mechanism: PKCS11Mechanism) throws(SigningError) {
        var info = CK_MECHANISM_INFO()
        try unsafe module.call("C_GetMechanismInfo", module.functions.pointee.C_GetMechanismInfo) { function in
            let answer = unsafe function(token.slot, mechanism.type, &info)
            return answer == CKR_MECHANISM_INVALID ? CKR_OK : answer
        }
        guard info.flags & CKF_SIGN != 0 else {
            throw SigningError(
                .token,
                "the token does not sign with \(mechanism.name); use a key of another algorithm in it, or another token"
            )
        }
    }

    /// Signs data as a mechanism takes it.
    ///
    /// - Parameter login: how to log in again for a key that asks for it each time; `nil` for any other.
    func signature(
        over data: [UInt8],
        _ mechanism: PKCS11Mechanism,
        key: CK_OBJECT_HANDLE,
        login: PKCS11Login?
    ) throws(SigningError) -> [UInt8] {
        try handle.withLock { handle throws(SigningError) in
            try unsafe module.call("C_SignInit", module.functions.pointee.C_SignInit) { function in
                unsafe mechanism.withPointer { unsafe function(handle, $0, key) }
            }
            if let login { try logIn(handle, as: CKU_CONTEXT_SPECIFIC, pin: login.pin?.bytes) }
            var signature = [UInt8](repeating: 0, count: Self.maximumSignatureSize)
            var size = CK_ULONG(signature.count)
            try unsafe module.call("C_Sign", module.functions.pointee.C_Sign) {
                unsafe $0(handle, data, CK_ULONG(data.count), &signature, &size)
            }
            return Array(signature.prefix(Int(clamping: size)))
        }
    }

    private func logIn(_ handle: CK_SESSION_HANDLE, as user: CK_ULONG, pin: [UInt8]?) throws(SigningError) {
        if let pin {
            guard token.pinSizes.contains(UInt(pin.count)) else {
                throw SigningError(
                    .passphraseWrong,
                    "the token's PINs have \(token.pinSizes.lowerBound) to \(token.pinSizes.upperBound) bytes; this one was not tried"
                )
            }
        }
        try unsafe module.call("C_Login", module.functions.pointee.C_Login) { function in
            let answer = unsafe function(handle, user, pin, CK_ULONG(pin?.count ?? 0))
            // By another session of this process.
            return answer == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : answer
        }
    }

    private func findObjects(_ handle: CK_SESSION_HANDLE) throws(SigningError) -> [CK_OBJECT_HANDLE] {
        var found = [CK_OBJECT_HANDLE](repeating: 0, count: Self.maximumObjects)
        var total = 0
        while total < found.count {
            var count: CK_ULONG = 0
            try unsafe module.call("C_FindObjects", module.functions.pointee.C_FindObjects) { function in
                unsafe found[total...].withUnsafeMutableBufferPointer {
                    unsafe function(handle, $0.baseAddress, CK_ULONG($0.count), &count)
                }
            }
            guard count > 0 else { break }
            total += Int(clamping: min(count, CK_ULONG(found.count - total)))
        }
        return Array(found.prefix(total))
    }
}
