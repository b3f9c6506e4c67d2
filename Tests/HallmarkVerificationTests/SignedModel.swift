import Foundation
import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

private typealias Bundle = HallmarkStatement.Bundle

/// A model in a folder of its own and a signature beside it, removed at the end.
final class SignedModel {
    typealias Model = ModelSignatureCheckTests.Model

    let model: Model
    let person: Person

    init(_ files: [String] = ["a", "d/b"], _ algorithm: KeyAlgorithm = .p256) throws {
        model = try Model(files)
        person = try Person("owner", algorithm)
        if !files.isEmpty { try sign() }
    }

    deinit { try? FileManager.default.removeItem(atPath: bundle) }

    var path: String { model.path }
    var bundle: String { model.path + ".sig" }
    var trust: ModelTrust { get throws { try ModelTrust(publicKeys: [person.pem]) } }

    /// Signs the model as it is.
    func sign(by signer: (any Signer)? = nil, to bundle: String? = nil) throws {
        try write(model.statement(), by: signer, to: bundle)
    }

    /// Signs any statement.
    func write(_ statement: Statement, by signer: (any Signer)? = nil, to bundle: String? = nil) throws {
        let envelope = try (signer ?? person.signer).envelope(statement)
        let bytes = try Bundle(envelope: envelope, hint: nil).jsonBytes
        try Data(bytes).write(to: URL(filePath: bundle ?? self.bundle))
    }

    func open() throws -> VerifiedModel {
        try trust.open(path, bundle: bundle, atUnixTime: now.seconds)
    }

    /// Writes into a file that is there, without making another.
    func overwrite(_ file: String, _ text: String) throws {
        // A file system's clock may stand still for some milliseconds.
        Thread.sleep(forTimeInterval: 0.05)
        let handle = try FileHandle(forWritingTo: URL(filePath: "\(path)/\(file)"))
        defer { try? handle.close() }
        try handle.write(contentsOf: Data(text.utf8))
    }
}

extension Person {
    /// The first public key in PEM.
    var pem: [UInt8] { Array(keys[0].publicKey.pem.utf8) }
}
