import HallmarkCore
import HallmarkSigning

/// Certificates, their names and revocation lists: what is read has one form, and nothing vouches for itself.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let certificate = try? Certificate(der: bytes) { check(certificate, readFrom: bytes) }
    if let chain = try? Certificate.chain(pem: bytes) {
        precondition(!chain.isEmpty, "no certificates were read as some")
        for certificate in chain { check(certificate, readFrom: certificate.der) }
        refuse(chain)
    }
    if let list = try? RevocationList(der: bytes) {
        precondition(list.der == bytes, "a list in another form was read")
        let pem = PEM.encode(PEM.Block(label: "X509 CRL", bytes: bytes))
        precondition((try? RevocationList(pem: Array(pem.utf8))) == list, "a list is read as another")
    }
    if let list = try? RevocationList(pem: bytes) {
        precondition((try? RevocationList(der: list.der)) == list, "a list is read as another")
    }
    let name = CertificateIdentity(String(decoding: bytes, as: UTF8.self))
    precondition(CertificateIdentity(name.description) == name, "a name is read as another")
    return 0
}

private func check(_ certificate: Certificate, readFrom bytes: [UInt8]) {
    precondition(certificate.der == bytes, "a certificate in another form was read")
    let pem = PEM.encode(PEM.Block(label: "CERTIFICATE", bytes: bytes))
    precondition((try? Certificate.chain(pem: Array(pem.utf8))) == [certificate], "a certificate is read as another")
    for identity in certificate.identities {
        precondition(CertificateIdentity(identity.description) == identity, "a name is read as another")
    }
    if let key = try? certificate.publicKey { precondition(!key.isValid(signature: bytes, over: bytes)) }
    refuse([certificate])
}

// Whatever it says of itself, a certificate that is its own root signs nothing.
private func refuse(_ chain: [Certificate]) {
    guard let leaf = chain.first, let trust = try? CertificateTrust.allowingAnyIdentity(roots: [leaf]) else { return }
    precondition((try? trust.verify(chain, at: leaf.notBefore)) == nil, "a certificate vouches for itself")
}
