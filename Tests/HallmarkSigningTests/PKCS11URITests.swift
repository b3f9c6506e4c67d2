import Foundation
import HallmarkSigning
import Testing

struct PKCS11URITests {
    @Test(arguments: [
        "pkcs11:", "pkcs11:?", "pkcs11:token=a", "pkcs11:token=a;object=b", "pkcs11:object=b;token=a?module-path=/m.so",
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;serial=0a",
        "pkcs11:id=%69%95%3E%5C%F4%BD%EC%91", "pkcs11:id=%00", "pkcs11:id=abc", "pkcs11:slot-id=0",
        "pkcs11:slot-id=327",
        "pkcs11:type=private", "pkcs11:object=a&b:[c]@!$'()*+,=-._~", "pkcs11:token=%E1%BA%BD", "pkcs11:token=a=b",
        "pkcs11:?pin-source=/etc/pin", "pkcs11:?pin-source=pin", "pkcs11:?pin-source=file:/etc/pin",
        "pkcs11:?pin-source=file:///etc/pin", "pkcs11:?x-vendor=1&x-vendor=2", "pkcs11:?module-path=/a/b|c?d",
    ])
    func reads(uri: String) {
        #expect(throws: Never.self) { try PKCS11URI(uri) }
    }

    @Test(arguments: [
        "", "pkcs11", "PKCS11:token=a", " pkcs11:token=a", "file:token=a", "pkcs11:token", "pkcs11:token=", "pkcs11:=a",
        "pkcs11:;", "pkcs11:token=a;", "pkcs11:;token=a", "pkcs11:token=a;token=a", "pkcs11:token=a;token=b",
        "pkcs11:token=a b", "pkcs11:token=a#b", "pkcs11:token=a/b", "pkcs11:token=a|b", "pkcs11:token=ẽ",
        "pkcs11:token=%", "pkcs11:token=%4", "pkcs11:token=%4g", "pkcs11:token=%g4", "pkcs11:token=%FF",
        "pkcs11:token=%0A", "pkcs11:token=%00", "pkcs11:token=%C2%85", "pkcs11:colour=red", "pkcs11:x-vendor=1",
        "pkcs11:Token=a", "pkcs11:library-description=a", "pkcs11:module-path=/a", "pkcs11:?token=a",
        "pkcs11:type=public", "pkcs11:type=cert", "pkcs11:slot-id=-1", "pkcs11:slot-id=+1", "pkcs11:slot-id=01",
        "pkcs11:slot-id=x", "pkcs11:slot-id=99999999999999999999", "pkcs11:?module-path=m.so",
        "pkcs11:?module-name=softhsm2", "pkcs11:?module-path=/a&module-path=/a", "pkcs11:?module-path=/a%00b",
        "pkcs11:?module-path=/a&", "pkcs11:?x-=1", "pkcs11:?x-a=b c", "pkcs11:?x-a=%f", "pkcs11:?x-a=",
        "pkcs11:?x-a%20=1", "pkcs11:?colour=red", "pkcs11:?pin-source=|cat",
        "pkcs11:?pin-source=%7Ccat", "pkcs11:?pin-source=https://a.org/pin", "pkcs11:?pin-source=file:pin",
        "pkcs11:?pin-source=file://host/pin", "pkcs11:?pin-source=file:////pin", "pkcs11:?pin-source=file:/a%2520b",
        "pkcs11:token=\(String(repeating: "a", count: PKCS11URI.maximumSize))",
    ])
    func refuses(uri: String) {
        #expect { try PKCS11URI(uri) } throws: { ($0 as? SigningError)?.code == .keyFormat }
    }

    @Test func readsAsManyBytesAsTheLimitSays() throws {
        let uri = "pkcs11:token="
        let name = String(repeating: "a", count: PKCS11URI.maximumSize - uri.utf8.count)
        _ = try PKCS11URI(uri + name)
    }

    @Test(arguments: [
        "pkcs11:pin-value=947362", "pkcs11:?pin-value=947362", "pkcs11:token=a?pin-value=947362", "pkcs11:947362",
        "pkcs11:token=a?pin-value=9473%62", "pkcs11:947362=a", "pkcs11:?pin=947362", "pkcs11:token=a;947362",
        "pkcs11:token=947362%0A", "pkcs11:slot-id=x947362", "pkcs11:type=947362", "pkcs11:?pin-source=|947362",
        "pkcs11:?module-name=947362", "pkcs11:?module-path=947362", "pkcs11:?PIN-VALUE=947362", "947362",
        "pkcs11:?module-path=/a?pin-value=947362", "pkcs11:?x-a=?pin-value=947362",
        "pkcs11:?pin-value=947362&pin-value=947362", "pkcs11:?pin-source=/a&pin-source=947362", "pkcs11:token=947362 ",
    ])
    func noErrorRepeatsWhatMayBeAPIN(uri: String) throws {
        let error = try #require(throws: SigningError.self) { try PKCS11URI(uri) }
        #expect(!error.reason.contains("9473"))
    }

    @Test func aPINInTheURISaysWhereItBelongs() throws {
        let error = try #require(throws: SigningError.self) { try PKCS11URI("pkcs11:token=a?pin-value=1") }
        #expect(error.reason.contains("pin-value") && error.reason.contains("change the PIN"))
    }

    @Test func decodesAndTellsAttributesApart() throws {
        let uri = try PKCS11URI("pkcs11:token=a%20b;id=%01?pin-source=file:///etc/p&module-path=/usr/m.so")
        #expect(uri.pinSource == "/etc/p")
        #expect(uri.modulePath == "/usr/m.so")
        #expect(uri == (try PKCS11URI("pkcs11:id=%01;token=%61%20%62?module-path=/usr/m.so&pin-source=/etc/p")))
        #expect(uri != (try PKCS11URI("pkcs11:id=%02;token=%61%20%62?module-path=/usr/m.so&pin-source=/etc/p")))
        #expect(try PKCS11URI("pkcs11:token=a") != PKCS11URI("pkcs11:object=a"))
        #expect(try PKCS11URI("pkcs11:serial=a") != PKCS11URI("pkcs11:model=a"))
    }

    @Test func whatIsNoModuleIsRefused() throws {
        let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
        let words = String(decoding: maps, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let library = try #require(words.first { $0.hasSuffix("/libc.so.6") })
        let refusals = [
            (nil, "no PKCS#11 module is named"), ("/nowhere/m.so", "cannot be loaded"),
            ("m.so", "absolute path"), ("/etc/passwd", "cannot be loaded"), (String(library), "no C_GetFunctionList"),
        ]
        for (module, words) in refusals {
            let error = try #require(throws: SigningError.self) {
                try PKCS11Signer(PKCS11URI("pkcs11:"), module: module) { _ in [] }
            }
            #expect(error.code == .token)
            #expect(error.reason.contains(words), "\(error.reason)")
        }
    }
}
