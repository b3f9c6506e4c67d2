internal import CHallmarkPKCS11
internal import Synchronization

/// A PKCS#11 module, loaded and initialised; finalised with its last user in the process.
///
/// Unchecked: the list of functions is written by the module before it is shared, and the module does its own locking
/// (`CKF_OS_LOCKING_OK`).
@safe
final class PKCS11Module: @unchecked Sendable {
    /// How many slots are looked at.
    static let maximumSlots = 256

    // C_Finalize (§5.4) ends the work of all users in a process, so that only the last one may call it.
    private static let users = Mutex<[String: Int]>([:])

    private let path: String
    // Only owned: the functions go when it does.
    private let library: PKCS11Library
    let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>
    // Not when somebody else initialised it.
    private let finalises: Bool

    /// Loads and initialises the module in a file.
    init(path: String) throws(SigningError) {
        let library = try PKCS11Library(path: path)
        let functions = unsafe try library.functions()
        finalises = try Self.users.withLock { users throws(SigningError) in
            if users[path, default: 0] == 0 {
                guard unsafe try Self.initialize(functions) else { return false }
            }
            users[path, default: 0] += 1
            return true
        }
        self.path = path
        self.library = library
        unsafe self.functions = functions
    }

    deinit {
        guard finalises else { return }
        Self.users.withLock { users in
            users[path, default: 1] -= 1
            guard users[path] == 0 else { return }
            users[path] = nil
            // Nobody is left to hear of a failure.
            _ = unsafe functions.pointee.C_Finalize?(nil)
        }
    }

    /// Calls a function that the module may lack, and throws unless it succeeds.
    func call<Function>(
        _ name: String,
        _ function: Function?,
        _ body: (Function) -> CK_RV
    ) throws(SigningError) {
        guard let function else { throw SigningError(.token, "the PKCS#11 module has no \(name)") }
        try PKCS11Error.check(name, body(function))
    }

    /// The tokens that are there and set up.
    func tokens() throws(SigningError) -> [PKCS11Token] {
        var tokens: [PKCS11Token] = []
        for slot in try slots() {
            var info = CK_TOKEN_INFO()
            var isAbsent = false
            try unsafe call("C_GetTokenInfo", functions.pointee.C_GetTokenInfo) { function in
                let answer = unsafe function(slot, &info)
                isAbsent = answer == CKR_TOKEN_NOT_PRESENT || answer == CKR_TOKEN_NOT_RECOGNIZED
                return isAbsent ? CKR_OK : answer
            }
            guard !isAbsent, info.flags & CKF_TOKEN_INITIALIZED != 0 else { continue }
            tokens.append(PKCS11Token(slot: slot, info))
        }
        return tokens
    }

    private func slots() throws(SigningError) -> [CK_SLOT_ID] {
        // One call with room for all: between two the number could change.
        var slots = [CK_SLOT_ID](repeating: 0, count: Self.maximumSlots)
        var count = CK_ULONG(slots.count)
        try unsafe call("C_GetSlotList", functions.pointee.C_GetSlotList) {
            unsafe $0(CK_BBOOL(CK_TRUE), &slots, &count)
        }
        return Array(slots.prefix(Int(clamping: count)))
    }

    // False when another user of the process has done it.
    private static func initialize(_ functions: UnsafeMutablePointer<CK_FUNCTION_LIST>) throws(SigningError) -> Bool {
        guard let function = unsafe functions.pointee.C_Initialize else {
            throw SigningError(.token, "the PKCS#11 module has no C_Initialize")
        }
        var arguments = unsafe CK_C_INITIALIZE_ARGS()
        unsafe arguments.flags = CKF_OS_LOCKING_OK
        let answer = unsafe function(&arguments)
        guard answer != CKR_CRYPTOKI_ALREADY_INITIALIZED else { return false }
        try PKCS11Error.check("C_Initialize", answer)
        return true
    }
}
