import Foundation
import HallmarkVerification

// ModelServer MODEL BUNDLE PUBLIC_KEY: says how large the header of each safetensors file is, once all of it is verified.
guard CommandLine.arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: ModelServer MODEL BUNDLE PUBLIC_KEY\n".utf8))
    exit(64)
}
let (model, bundle, key) = (CommandLine.arguments[1], CommandLine.arguments[2], CommandLine.arguments[3])
do {
    let publicKey = [UInt8](try Data(contentsOf: URL(filePath: key)))
    try loadVerifiedModel(model, bundle: bundle, publicKey: publicKey) { name, descriptor, size in
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let length = try file.read(upToCount: 8)?.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } ?? 0
        print("\(name): \(size) bytes, header \(length) bytes")
    }
} catch let error as ModelError {
    FileHandle.standardError.write(Data("\(error.kind.rawValue): \(error)\n".utf8))
    exit(1)
}
