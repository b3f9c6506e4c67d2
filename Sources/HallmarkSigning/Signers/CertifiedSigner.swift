/// Signs with another signer, and brings its certificates along.
package struct CertifiedSigner: Signer {
    private let signer: any Signer
    package let certificates: [Certificate]

    /// - Parameter certificates: the certificate of the signer's key first.
    package init(_ signer: any Signer, certificates: [Certificate]) {
        self.signer = signer
        self.certificates = certificates
    }

    package var publicKey: PublicKey { signer.publicKey }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        try signer.signature(over: message)
    }

    package func timestamps(over signature: [UInt8]) throws -> [[UInt8]] {
        try signer.timestamps(over: signature)
    }
}
