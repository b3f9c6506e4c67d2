internal import CHallmarkPKCS11

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A shared library that claims to be a PKCS#11 module; unloaded with its owner.
@safe
struct PKCS11Library: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    /// Loads a library; its own initialisers run.
    init(path: String) throws(SigningError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw SigningError(.token, "a PKCS#11 module is named by an absolute path")
        }
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason is given"
            throw SigningError(
                .token,
                "the PKCS#11 module cannot be loaded (\(reason)); give the file that the token's maker or OpenSC installs: module-path=/usr/lib/….so"
            )
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe dlclose(handle)
    }

    /// The module's functions, which live as long as the library.
    func functions() throws(SigningError) -> UnsafeMutablePointer<CK_FUNCTION_LIST> {
        guard let symbol = unsafe dlsym(handle, "C_GetFunctionList"),
            let function = unsafe unsafeBitCast(symbol, to: CK_C_GetFunctionList?.self)
        else { throw SigningError(.token, "the library is no PKCS#11 module: it has no C_GetFunctionList") }
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        try PKCS11Error.check("C_GetFunctionList", unsafe function(&list))
        guard let list = unsafe list, unsafe (2...3).contains(list.pointee.version.major) else {
            throw SigningError(.token, "the PKCS#11 module is not of version 2 or 3")
        }
        return unsafe list
    }
}
