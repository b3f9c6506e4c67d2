import HallmarkCore
import HallmarkSigning

/// SSH: what is read is written as the same; no bytes are a signature over what nobody signed, nor bring a reader down.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let signature = (try? SSHSignature(bytes: bytes)) ?? (try? SSHSignature(armored: bytes)) {
        precondition((try? SSHSignature(armored: Array(signature.armored.utf8))) == signature, "read as another")
        precondition(!signature.isValid(over: bytes, namespace: SSHSignature.namespace))
        precondition(!signature.isValid(over: [], namespace: signature.namespace + "x"))
    }
    let line = String(validating: bytes, as: UTF8.self).flatMap { try? SSHPublicKey(line: $0) }
    if let key = (try? SSHPublicKey(blob: bytes)) ?? line {
        precondition((try? SSHPublicKey(line: key.line)) == key, "a key is read as another")
        precondition(key.type.isSecurityKey || (try? SSHPublicKey(of: key.publicKey)) == key, "a key has two forms")
    }
    if let signer = try? SSHKeySigner(file: bytes) {
        let signature = (try? signer.signature(over: [])).flatMap { try? SSHSignature(bytes: $0) }
        precondition(signature?.isValid(over: [], namespace: SSHSignature.namespace) == true)
    }
    if let signers = try? AllowedSigners(bytes), let line, let time = Timestamp("2026-01-01T00:00:00Z") {
        precondition(!signers.accepts(line, identity: nil, namespace: "n", at: time), "a key alone is no signer")
    }
    return 0
}
