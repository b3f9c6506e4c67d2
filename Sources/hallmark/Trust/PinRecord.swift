import HallmarkCore
import HallmarkVerification

/// A pin as the user's state folder keeps it.
struct PinRecord: Sendable, Equatable {
    static let schema = TypeURI.make("pin", version: 1)
    static let maximumSize = 1 << 20

    let pin: Pin
    /// The URI of the repository, as the pinned root named it.
    let repository: String
    /// The repositories on this machine that the pin was made for or used in.
    var locations: Set<String>

    init(pin: Pin, repository: String, locations: Set<String>) {
        self.pin = pin
        self.repository = repository
        self.locations = locations
    }

    init(json bytes: [UInt8]) throws {
        var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "pin")
        guard try reader.string("schema") == Self.schema else {
            throw JSONError(.unexpected, detail: "pin.schema is not \(Self.schema)")
        }
        guard let digest = Digest(prefixed: try reader.string("root")), digest.algorithm == .sha256 else {
            throw JSONError(.unexpected, detail: "pin.root is not a SHA-256 digest")
        }
        self.pin = Pin(digest)
        self.repository = try reader.string("repository")
        self.locations = Set(try reader.array("locations").compactMap(\.string))
        try reader.finish()
    }

    var jsonBytes: [UInt8] {
        JSONWriter.bytes(
            of: [
                "schema": .string(Self.schema),
                "root": .string(pin.digest.description),
                "repository": .string(repository),
                "locations": .array(locations.sorted().map { .string($0) }),
            ],
            layout: .indented
        )
    }
}
