import HallmarkCore
import HallmarkSigning

/// The root of the seeds' authority, and what they are over.
private let root = """
    MIIBhTCCASugAwIBAgIUCPeRcbMjs6vV66ceGz/Zre8imV8wCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjQx
    MTQ3MzZaGA8yMTI2MTAzMTExNDczNlowDzENMAsGA1UEAwwEcm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAO1mIDDs0n+
    EcvBEwVIt4/HEZ1kQ+GDppQzOZ7lAQfd06HDkj+gxTepmCau+m68T8q5KQnvfjHEyiUGeqpVeTSjYzBhMB0GA1UdDgQWBBSFxaa4
    CY9aBX9dnfcQZWLQioxpUzAfBgNVHSMEGDAWgBSFxaa4CY9aBX9dnfcQZWLQioxpUzAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB
    /wQEAwIBBjAKBggqhkjOPQQDAgNIADBFAiEA+hGRcbLnoH6CELPwh65033xmr7JlkVYg9b2eouACqaECIEky9dQWi1UdRZ4XbD8n
    LsaSz4u63BFGhRrWEJ4XEf8S
    """
private let trust = Base64.decode(root.filter { $0 != "\n" }.utf8).flatMap { try? Certificate(der: $0) }
    .flatMap { try? TimestampTrust(roots: [$0]) }
private let signature = Array("a signature".utf8)

/// Timestamps: nothing brings a reader down, and what holds for one signature and request holds for no other.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let trust else { fatalError("the root cannot be read") }
    if (try? TimestampRequest.check(bytes, for: signature, nonce: 7)) != nil {
        precondition((try? TimestampRequest.check(bytes, for: signature, nonce: 8)) == nil, "any nonce will do")
        precondition((try? TimestampRequest.check(bytes, for: [], nonce: 7)) == nil, "any signature will do")
    }
    if let time = try? trust.verify(bytes, over: signature) {
        precondition(time.upperBound.seconds - time.lowerBound.seconds <= 2 * TimestampTrust.maximumAccuracy)
        precondition((try? trust.verify(bytes, over: [])) == nil, "any signature will do")
        precondition((try? trust.verify(bytes, over: signature, nonce: 8)) == nil, "any nonce will do")
    }
    return 0
}
