import HallmarkCore
import HallmarkSigning
import Testing

@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct CertificateTests {
    @Test func readsNamesValidityAndKey() throws {
        try withCertificateFolder { folder in
            let certificate = try folder.issue("leaf", extensions: CertificateFolder.leaf("authorityKeyIdentifier"))
            #expect(
                certificate.identities.map(\.description) == [
                    "email:releases@example.com", "uri:https://example.com/build", "dns:example.com",
                ]
            )
            #expect(certificate.notAfter == certificate.notBefore.adding(days: 100))
            #expect(certificate.subject == "CN=leaf")
            let pem = try OpenSSL.run("x509", "-in", folder.path + "/leaf.pem", "-noout", "-pubkey")
            let key = try certificate.publicKey
            #expect(key.pem == String(decoding: pem, as: UTF8.self))
            let dates = String(
                decoding: try OpenSSL.run(
                    "x509",
                    "-in",
                    folder.path + "/leaf.pem",
                    "-noout",
                    "-enddate",
                    "-dateopt",
                    "iso_8601"
                ),
                as: UTF8.self
            )
            #expect(dates == "notAfter=\(certificate.notAfter)\n".replacing("T", with: " "))
        }
    }

    @Test func takesNoNameFromTheSubject() throws {
        try withCertificateFolder { folder in
            let extensions = CertificateFolder.leaf("subjectAltName", "authorityKeyIdentifier")
            let certificate = try folder.issue("example.com", extensions: extensions)
            #expect(certificate.identities.isEmpty)
        }
    }

    @Test func refusesBytesAfterOrMissing() throws {
        try withCertificateFolder { folder in
            let der = try folder.issueRoot().der
            for bytes in [der + [0], Array(der.dropLast()), [], der + der] {
                let error = #expect(throws: SigningError.self) { try Certificate(der: bytes) }
                #expect(error?.code == .certificate)
            }
        }
    }

    @Test func refusesPEMOfOtherThings() throws {
        try withCertificateFolder { folder in
            _ = try folder.issueRoot()
            let pem = try read(folder.path + "/root.pem")
            #expect(try Certificate.chain(pem: pem + pem).count == 2)
            for other in [try read(folder.path + "/root.key"), Array("text\n".utf8) + pem, []] {
                #expect(throws: SigningError.self) { try Certificate.chain(pem: other) }
            }
        }
    }

    @Test(arguments: [
        "DER:30058103610062", "DER:300582030A6262", "DER:30028200", "DER:30048102C3A9", "DER:3005820361",
    ])
    func refusesNamesThatReadersSeeDifferently(name: String) throws {
        try withCertificateFolder { folder in
            let extensions = CertificateFolder.leaf("subjectAltName=\(name)", "authorityKeyIdentifier")
            let error = #expect(throws: SigningError.self) { try folder.issue("leaf", extensions: extensions) }
            #expect(error?.code == .certificate)
        }
    }
}
