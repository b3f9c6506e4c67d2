import HallmarkSigning

private let keys = KeyAlgorithm.allCases.compactMap { try? PrivateKey(generating: $0).publicKey }

/// Keys: what is read has one form and one id; no bytes are a signature, or bring a verifier down.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let key = try? PublicKey(der: bytes) {
        precondition(key.der == bytes, "a key in another form was read")
        precondition((try? PublicKey(pem: Array(key.pem.utf8))) == key, "a key is read as another")
        precondition(!key.isValid(signature: bytes, over: bytes))
        precondition(key.isNamed(by: key.keyID) && key.isNamed(by: key.inTotoKeyID))
    }
    if let key = try? PublicKey(pem: bytes) {
        precondition((try? PublicKey(der: key.der)) == key, "a key is read as another")
    }
    // Encrypted keys say themselves how long their opening takes.
    if let key = try? PrivateKey(pem: bytes, passphrase: nil), let pem = try? key.pem(passphrase: nil) {
        precondition(
            (try? PrivateKey(pem: pem, passphrase: nil))?.publicKey == key.publicKey,
            "a key is read as another"
        )
    }
    precondition(keys.count == KeyAlgorithm.allCases.count)
    for key in keys { precondition(!key.isValid(signature: bytes, over: [])) }
    return 0
}
