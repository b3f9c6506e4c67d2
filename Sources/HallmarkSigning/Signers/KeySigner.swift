/// Signs with a private key in memory.
package struct KeySigner: Signer {
    private let key: PrivateKey

    package init(_ key: PrivateKey) {
        self.key = key
    }

    package var publicKey: PublicKey { key.publicKey }

    package func signature(over message: [UInt8]) throws -> [UInt8] {
        try key.signature(over: message)
    }
}
