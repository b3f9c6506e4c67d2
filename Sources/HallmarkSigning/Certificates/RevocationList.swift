internal import CHallmarkOpenSSL
internal import HallmarkCore

/// A list of revoked certificates (RFC 5280 §5), which counts once its issuer's signature on it is verified.
package struct RevocationList: Sendable, Hashable {
    /// How many bytes a list may have.
    package static let maximumSize = 16 << 20

    let handle: RevocationListHandle
    package let der: [UInt8]

    /// Reads one list in DER with nothing after it.
    package init(der: [UInt8]) throws(SigningError) {
        guard der.count <= Self.maximumSize else {
            throw SigningError(.certificate, "the revocation list is too large")
        }
        guard let handle = RevocationListHandle(der: der) else {
            throw SigningError(.certificate, "not one revocation list in DER with nothing after it")
        }
        // Without it, the list would never grow stale (RFC 5280 §5.1.2.5).
        guard unsafe Timestamp(asn1: X509_CRL_get0_nextUpdate(handle.pointer)) != nil else {
            throw SigningError(.certificate, "the revocation list does not say when the next one comes (nextUpdate)")
        }
        self.handle = handle
        self.der = der
    }

    /// Reads `-----BEGIN X509 CRL-----` PEM with nothing before or after it.
    package init(pem: [UInt8]) throws(SigningError) {
        guard pem.count <= Self.maximumSize * 2, let blocks = PEM.decode(pem), blocks.count == 1,
            blocks[0].label == "X509 CRL"
        else { throw SigningError(.certificate, "not a revocation list in PEM (-----BEGIN X509 CRL-----)") }
        try self.init(der: blocks[0].bytes)
    }

    package static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

/// The owner of one `X509_CRL`.
///
/// Unchecked: the handle is written once, before it is shared; libcrypto locks the list where it sorts it.
@safe
final class RevocationListHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init?(der: [UInt8]) {
        let pointer: OpaquePointer? = unsafe decoded(der) { unsafe d2i_X509_CRL(nil, $0, $1) }
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
        guard unsafe written(by: { unsafe i2d_X509_CRL_bio($0, pointer) == 1 }) == der else { return nil }
    }

    deinit {
        unsafe X509_CRL_free(pointer)
    }
}
