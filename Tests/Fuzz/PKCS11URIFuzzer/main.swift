import HallmarkSigning

/// PKCS#11 URIs: one that holds a PIN is never read, one that is read has absolute paths, and no error repeats the text.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    do {
        let uri = try PKCS11URI(text)
        precondition(text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a URI with what none may have was read")
        precondition(!text.contains("pin-value="), "a URI with a PIN was read")
        precondition(uri.modulePath?.hasPrefix("/") ?? true)
        for path in [uri.modulePath, uri.pinSource].compactMap(\.self) {
            precondition(!path.isEmpty && !path.utf8.contains(0) && !path.hasPrefix("|"))
        }
        // The halves' attributes have no order.
        if let end = text.firstIndex(of: "?") {
            let path = text[text.index(text.startIndex, offsetBy: 7)..<end].split(separator: ";").reversed()
            let query = text[text.index(after: end)...].split(separator: "&").reversed()
            let turned = "pkcs11:\(path.joined(separator: ";"))?\(query.joined(separator: "&"))"
            precondition((try? PKCS11URI(turned)) == uri, "the order of attributes counts")
        }
    } catch {
        // What is longer than any word of ours would be a repetition.
        precondition(error.reason.utf8.count < 512)
        precondition(error.code == .keyFormat)
    }
    return 0
}
