import Foundation
import HallmarkVerification

/// Loads the weights of a model that this key signed, and of no other.
func loadVerifiedModel(
    _ path: String,
    bundle: String,
    publicKey: [UInt8],
    load: (_ name: String, _ descriptor: Int32, _ size: UInt64) throws -> Void
) throws {
    let trust = try ModelTrust(publicKeys: [publicKey])
    let model = try trust.open(path, bundle: bundle, atUnixTime: Int64(Date.now.timeIntervalSince1970))
    for name in model.files where name.hasSuffix(".safetensors") {
        // The copy was hashed again, and nobody can write to it, whatever happens to the file.
        let file = try model.file(name).sealedCopy()
        try file.withDescriptor { descriptor in try load(name, descriptor, file.size) }
    }
}
