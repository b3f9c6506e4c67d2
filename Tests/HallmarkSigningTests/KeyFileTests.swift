import Foundation
import HallmarkCore
import HallmarkSigning
import Testing

struct KeyFileTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func writesAPairThatOnlyTheOwnerReads() throws {
        try withTemporaryFolder { folder in
            let key = try PrivateKey(generating: .p256)
            try KeyFile.write(key, to: folder + "/key", passphrase: nil)
            #expect(try mode(folder + "/key") == 0o600)
            #expect(try mode(folder + "/key.pub") == 0o644)
            let bytes = try KeyFile.privateKeyBytes(at: folder + "/key", user: geteuid())
            #expect(try PrivateKey(pem: bytes, passphrase: nil).publicKey == key.publicKey)
            #expect(try KeyFile.publicKey(at: folder + "/key.pub") == key.publicKey)
        }
    }

    @Test(arguments: ["key", "key.pub"])
    func neverOverwritesEitherHalf(taken: String) throws {
        try withTemporaryFolder { folder in
            try write("precious".utf8, to: "\(folder)/\(taken)")
            let key = try PrivateKey(generating: .ed25519)
            let error = #expect(throws: FileError.self) { try KeyFile.write(key, to: folder + "/key", passphrase: nil) }
            #expect(error?.code == .exists)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [taken], "no half is left behind")
            #expect(try read("\(folder)/\(taken)") == Array("precious".utf8))
        }
    }

    @Test func neverWritesThroughALink() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createSymbolicLink(atPath: folder + "/key", withDestinationPath: "elsewhere")
            let key = try PrivateKey(generating: .ed25519)
            #expect(throws: FileError.self) { try KeyFile.write(key, to: folder + "/key", passphrase: nil) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["key"])
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o610, 0o644, 0o666, 0o777, 0o601])
    func refusesAKeyThatOthersCanReach(permissions: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            try KeyFile.write(PrivateKey(generating: .p256), to: path, passphrase: nil)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            let error = #expect(throws: SigningError.self) {
                try KeyFile.privateKeyBytes(at: path, user: geteuid())
            }
            #expect(error?.code == .keyFileExposed)
            #expect(error?.reason.contains("chmod 600 \(path)") == true)
            for allowed in [0o600, 0o400] {
                try FileManager.default.setAttributes([.posixPermissions: allowed], ofItemAtPath: path)
                #expect(throws: Never.self) { try KeyFile.privateKeyBytes(at: path, user: geteuid()) }
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file to another user"))
    func refusesAKeyOfAnotherUser() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            try KeyFile.write(PrivateKey(generating: .p256), to: path, passphrase: nil)
            try FileManager.default.setAttributes([.ownerAccountID: 4242], ofItemAtPath: path)
            let error = #expect(throws: SigningError.self) { try KeyFile.privateKeyBytes(at: path, user: 0) }
            #expect(error?.code == .keyFileExposed)
            #expect(throws: Never.self) { try KeyFile.privateKeyBytes(at: path, user: 4242) }
        }
    }

    @Test func aMissingOrHugeFileIsAnError() throws {
        try withTemporaryFolder { folder in
            #expect(throws: FileError.self) { try KeyFile.privateKeyBytes(at: folder + "/none", user: geteuid()) }
            #expect(throws: FileError.self) { try KeyFile.publicKey(at: folder + "/none") }
            #expect(throws: FileError.self) { try KeyFile.publicKey(at: folder) }
            try write([UInt8](repeating: 0x0A, count: PublicKey.maximumSize + 1), to: folder + "/huge")
            let error = #expect(throws: FileError.self) { try KeyFile.publicKey(at: folder + "/huge") }
            #expect(error?.code == .tooLarge)
        }
    }
}
