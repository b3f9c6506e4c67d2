import Foundation
import HallmarkSigning
import Testing

/// Modules that no maker ships: each is compiled from one source with one thing changed.
@Suite(.enabled(if: FakeModule.canCompile, "no C compiler (clang) is on the search path"))
struct PKCS11ModuleTests {
    private static let flags = "CKF_TOKEN_INITIALIZED|CKF_LOGIN_REQUIRED|CKF_USER_PIN_INITIALIZED"

    // Signatures are never right, so that what gets as far as that is refused for that.
    @Test(arguments: [
        [], ["INITIALIZE=CKR_CRYPTOKI_ALREADY_INITIALIZED"], ["LOGIN=CKR_USER_ALREADY_LOGGED_IN"],
        ["POINT_FORM=2"], ["SIGNATURE_SIZE=0"], ["SIGNATURE_SIZE=63"], ["SIGNATURE_SIZE=1000000"], ["MAJOR=3"],
        ["MINIMUM_PIN=9", "MAXIMUM_PIN=0"],
    ])
    func aSignatureThatThePublicKeyDoesNotVerifyIsNeverHandedOut(changes: [String]) throws {
        let error = try FakeModule(changes).refusal()
        #expect(error.code == .signing)
        #expect(error.reason.contains("does not verify"))
    }

    @Test(arguments: [
        ("FLAGS=CKF_TOKEN_INITIALIZED", "LOGIN=CKR_FUNCTION_FAILED"),
        ("FLAGS=\(flags)|CKF_PROTECTED_AUTHENTICATION_PATH", "LOGIN=(pPin?CKR_PIN_INCORRECT:CKR_OK)"),
    ])
    func nobodyIsAskedForAPINThatIsNotNeeded(flags: String, login: String) throws {
        let error = try FakeModule([flags, login]).refusal {
            Issue.record("asked for a PIN")
            return []
        }
        #expect(error.code == .signing)
    }

    @Test(arguments: ["LOCKED", "FINAL_TRY"])
    func noPINIsTriedThatWouldLockTheToken(flag: String) throws {
        let module = try FakeModule(["FLAGS=\(Self.flags)|CKF_USER_PIN_\(flag)", "LOGIN=CKR_FUNCTION_FAILED"])
        let error = try module.refusal {
            Issue.record("asked for a PIN")
            return []
        }
        #expect(error.code == .token)
        #expect(error.reason.contains(flag == "LOCKED" ? "is locked" : "one more wrong PIN"))
    }

    @Test(arguments: [
        (["FLAGS=CKF_TOKEN_INITIALIZED|CKF_LOGIN_REQUIRED"], "has no PIN yet"), (["FLAGS=0"], "sees no token"),
        (["SLOTS=0"], "sees no token"), (["SLOTS=1000000"], "matches 256 tokens"),
        (["TOKEN=CKR_TOKEN_NOT_PRESENT"], "sees no token"), (["TOKEN=CKR_DEVICE_ERROR"], "CKR_DEVICE_ERROR"),
        (["MAJOR=1"], "not of version 2 or 3"), (["LIST=CKR_FUNCTION_FAILED"], "C_GetFunctionList"),
        (["INITIALIZE=CKR_FUNCTION_FAILED"], "C_Initialize answers CKR_FUNCTION_FAILED"),
        (["LOGIN=CKR_PIN_LOCKED"], "is locked"), (["MECHANISM_FLAGS=0"], "does not sign with CKM_ECDSA"),
        (["MECHANISM=CKR_MECHANISM_INVALID"], "does not sign with CKM_ECDSA"),
        (["MECHANISM=CKR_FUNCTION_FAILED"], "C_GetMechanismInfo"), (["ID_SIZE=0"], "has no id"),
        (["ID_SIZE=CK_UNAVAILABLE_INFORMATION"], "without a length"), (["ID_SIZE=16385"], "without a length"),
        (["OBJECTS=2"], "2 private keys"), (["OBJECTS=0"], "no private key"), (["SIGN=0"], "has no C_Sign"),
        (["FIND=CKR_DEVICE_REMOVED"], "C_FindObjects answers CKR_DEVICE_REMOVED"), (["SIGN_INIT=0x54"], "0x54"),
    ])
    func whatAModuleCannotDoIsSaid(changes: [String], words: String) throws {
        let error = try FakeModule(changes).refusal()
        #expect(error.code == .token)
        #expect(error.reason.contains(words), "\(error.reason)")
    }

    @Test(arguments: [
        (["KEY_TYPE=1"], SigningError.Code.keyAlgorithm), (["KEY_TYPE=CKK_EC_EDWARDS"], .keyAlgorithm),
        (["POINT_SIZE=64"], .keyFormat), (["POINT_SIZE=33"], .keyFormat), (["POINT_FORM=3"], .keyFormat),
        (["LOGIN=CKR_PIN_INCORRECT"], .passphraseWrong), (["MINIMUM_PIN=5"], .passphraseWrong),
    ])
    func keysAndPINsThatDoNotFitAreRefused(changes: [String], code: SigningError.Code) throws {
        #expect(try FakeModule(changes).refusal().code == code)
    }
}

/// A module compiled with the declarations that Hallmark itself uses.
private final class FakeModule {
    struct Failure: Error {
        let changes: [String]
    }

    static let canCompile = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/clang") }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)").path()

    init(_ changes: [String]) throws {
        let headers = URL(filePath: #filePath).appending(path: "../../../Sources/CHallmarkPKCS11/include").standardized
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(Self.source.utf8, to: folder + "/module.c")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["clang", "-shared", "-fPIC", "-I", headers.path(), "-o", folder + "/m.so", folder + "/module.c"]
            + changes.map { "-D\($0)" }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(changes: changes) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Why no message is signed.
    func refusal(pin: () -> [UInt8] = { Array("1234".utf8) }) throws -> SigningError {
        try #require(throws: SigningError.self) {
            try PKCS11Signer(PKCS11URI("pkcs11:"), module: folder + "/m.so") { _ in pin() }.signature(over: [])
        }
    }

    private static let source = """
        #include "CHallmarkPKCS11.h"
        #include <string.h>

        #ifndef FLAGS
        #define FLAGS (CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED)
        #endif
        #ifndef LOGIN
        #define LOGIN (ulPinLen == 4 && memcmp(pPin, "1234", 4) == 0 ? CKR_OK : CKR_PIN_INCORRECT)
        #endif
        \(defaults)
        static const CK_BYTE curve[] = {6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7};
        // An octet string of the base point of P-256 (SEC 2 §2.4.2).
        static const CK_BYTE point[] = {
            0x04, 0x41, 0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40,
            0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x4F,
            0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33,
            0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
        };
        static CK_ULONG found;

        static CK_RV initialize(void *arguments) { return INITIALIZE; }
        static CK_RV finalize(void *reserved) { return CKR_OK; }
        static CK_RV slots(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count) {
            *count = SLOTS;
            return CKR_OK;
        }
        static CK_RV token(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
            memset(info, ' ', 96);
            info->flags = FLAGS;
            info->ulMinPinLen = MINIMUM_PIN;
            info->ulMaxPinLen = MAXIMUM_PIN;
            return TOKEN;
        }
        static CK_RV mechanism(CK_SLOT_ID slot, CK_ULONG type, CK_MECHANISM_INFO *info) {
            info->flags = MECHANISM == CKR_OK ? MECHANISM_FLAGS : 0;
            return MECHANISM;
        }
        static CK_RV open(CK_SLOT_ID slot, CK_FLAGS flags, void *a, void *b, CK_SESSION_HANDLE *session) {
            *session = 7;
            return CKR_OK;
        }
        static CK_RV done(CK_SESSION_HANDLE session) { return CKR_OK; }
        static CK_RV login(CK_SESSION_HANDLE session, CK_ULONG user, const CK_BYTE *pPin, CK_ULONG ulPinLen) {
            return LOGIN;
        }
        static CK_RV give(CK_ATTRIBUTE *attribute, const void *value, CK_ULONG size) {
            if (size <= attribute->ulValueLen && size <= 128) memcpy(attribute->pValue, value, size);
            attribute->ulValueLen = size;
            return CKR_OK;
        }
        static CK_RV value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attribute, CK_ULONG count) {
            CK_ULONG type = KEY_TYPE;
            switch (attribute->type) {
            case CKA_ID: return give(attribute, "1", ID_SIZE);
            case CKA_LABEL: return give(attribute, "key", 3);
            case CKA_KEY_TYPE: return give(attribute, &type, sizeof type);
            case CKA_EC_PARAMS: return give(attribute, curve, sizeof curve);
            // With its octet string, without it, or with a byte too few in it.
            case CKA_EC_POINT: return give(attribute, point + (POINT_FORM == 2 ? 2 : 0), POINT_SIZE);
            default: return CKR_ATTRIBUTE_TYPE_INVALID;
            }
        }
        static CK_RV search(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count) {
            found = 0;
            return CKR_OK;
        }
        static CK_RV find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG room, CK_ULONG *count) {
            *count = 0;
            while (found < OBJECTS && *count < room) objects[(*count)++] = found++;
            return FIND;
        }
        static CK_RV begin(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
            return SIGN_INIT;
        }
        static CK_RV sign(CK_SESSION_HANDLE session, const CK_BYTE *d, CK_ULONG n, CK_BYTE *signature, CK_ULONG *size) {
            memset(signature, 1, 64);
            *size = SIGNATURE_SIZE;
            return CKR_OK;
        }

        static CK_FUNCTION_LIST list = {
            .version = {MAJOR, 40}, .C_Initialize = initialize, .C_Finalize = finalize, .C_GetSlotList = slots,
            .C_GetTokenInfo = token, .C_GetMechanismInfo = mechanism, .C_OpenSession = open, .C_CloseSession = done,
            .C_Login = login, .C_GetAttributeValue = value, .C_FindObjectsInit = search, .C_FindObjects = find,
            .C_FindObjectsFinal = done, .C_SignInit = begin, .C_Sign = SIGN,
        };
        CK_RV C_GetFunctionList(CK_FUNCTION_LIST **functions) {
            *functions = &list;
            return LIST;
        }

        """

    private static let defaults = [
        ("INITIALIZE", "CKR_OK"), ("SLOTS", "1"), ("TOKEN", "CKR_OK"), ("MINIMUM_PIN", "4"), ("MAXIMUM_PIN", "8"),
        ("MECHANISM", "CKR_OK"), ("MECHANISM_FLAGS", "CKF_SIGN"), ("ID_SIZE", "1"), ("KEY_TYPE", "CKK_EC"),
        ("POINT_FORM", "1"), ("POINT_SIZE", "(POINT_FORM == 2 ? 65 : POINT_FORM == 3 ? 66 : 67)"), ("OBJECTS", "1"),
        ("FIND", "CKR_OK"), ("SIGN_INIT", "CKR_OK"), ("SIGN", "sign"), ("SIGNATURE_SIZE", "64"), ("MAJOR", "2"),
        ("LIST", "CKR_OK"),
    ].map { "#ifndef \($0.0)\n#define \($0.0) \($0.1)\n#endif\n" }.joined()
}
