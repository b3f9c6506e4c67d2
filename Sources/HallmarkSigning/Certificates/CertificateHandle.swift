internal import CHallmarkOpenSSL
internal import HallmarkCore

/// The owner of one `X509`.
///
/// Unchecked: the handle is written once, before it is shared, and libcrypto has by then worked out the extensions;
/// afterwards it only reads and counts references, which are atomic.
@safe
final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Reads one certificate that is all of the bytes, in DER; `nil` for anything else.
    init?(der: [UInt8]) {
        let pointer: OpaquePointer? = unsafe decoded(der) { unsafe d2i_X509(nil, $0, $1) }
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
        guard unsafe written(by: { unsafe i2d_X509_bio($0, pointer) == 1 }) == der else { return nil }
    }

    deinit {
        unsafe X509_free(pointer)
    }
}

/// The owner of a list of certificates as libcrypto takes it.
@safe
struct CertificateList: ~Copyable {
    let pointer: OpaquePointer

    init(_ certificates: [Certificate]) throws(SigningError) {
        guard let list = unsafe hallmark_certificates_new() else {
            throw SigningError(libcrypto: .cryptography, "no memory for certificates")
        }
        for certificate in certificates
        where unsafe hallmark_certificates_add(list, certificate.handle.pointer) != 1 {
            unsafe hallmark_certificates_free(list)
            throw SigningError(libcrypto: .cryptography, "no memory for certificates")
        }
        unsafe pointer = list
    }

    deinit {
        unsafe hallmark_certificates_free(pointer)
    }
}

/// Decodes the value at the start of the bytes.
///
/// Leftover bytes are found by writing it again.
func decoded(
    _ bytes: [UInt8],
    _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?
) -> OpaquePointer? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
        var position = buffer.baseAddress
        defer { ERR_clear_error() }
        return unsafe decode(&position, buffer.count)
    }
}

extension Timestamp {
    /// A point in time of a certificate, list or token; `nil` for one that libcrypto cannot read.
    @unsafe
    init?(asn1 time: UnsafePointer<ASN1_TIME>?) {
        guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        self.init(seconds: Int64(days) * 86_400 + Int64(seconds))
    }
}
