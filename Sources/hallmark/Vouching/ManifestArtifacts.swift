import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// The binary targets that a package's manifests name in so many words.
///
/// A manifest is code, and nobody runs it here: what it puts together at run time is not found.
struct ManifestArtifacts {
    /// How many bytes a manifest may have.
    static let maximumSize = 4 << 20

    private(set) var artifacts: [ReviewPredicate.Artifact] = []
    /// Binary targets without a URL and a checksum that can be read.
    private(set) var unreadable = 0

    /// Reads every manifest of a commit's tree.
    init(of tree: ObjectID, in repository: borrowing Repository) throws {
        for entry in try repository.tree(tree) {
            guard case .file = entry.kind, let name = String(validating: entry.name, as: UTF8.self),
                name.hasPrefix("Package"), name.hasSuffix(".swift")
            else { continue }
            add(manifest: try repository.blob(entry.id, maximumSize: Self.maximumSize))
        }
    }

    init(manifest: [UInt8]) { add(manifest: manifest) }

    private mutating func add(manifest: [UInt8]) {
        var rest = String(decoding: manifest, as: UTF8.self)[...]
        while let call = rest.firstRange(of: "binaryTarget(") {
            rest = rest[call.upperBound...]
            let arguments = Self.arguments(rest)
            if let url = arguments["url"], let digest = arguments["checksum"].flatMap({ Digest(hex: $0) }) {
                let artifact = ReviewPredicate.Artifact(url: url, digest: digest)
                if !artifacts.contains(artifact) { artifacts.append(artifact) }
            } else if arguments["path"] == nil {
                unreadable += 1
            }
        }
    }

    /// The labelled arguments of a call that are plain string literals, up to its closing parenthesis.
    private static func arguments(_ text: Substring) -> [String: String] {
        var arguments: [String: String] = [:]
        var depth = 1
        var label = ""
        var literal: String?
        var isEscaped = false
        for character in text {
            if let open = literal {
                if character == "\"", !isEscaped {
                    if arguments[label] == nil { arguments[label] = open }
                    literal = nil
                } else {
                    isEscaped = character == "\\" && !isEscaped
                    literal = open + String(character)
                }
                continue
            }
            switch character {
            case "\"": literal = ""
            case "(": depth += 1
            case ")": depth -= 1
            case ":", " ", "\n", "\t", "\r\n": continue
            case ",": label = ""
            default: label.append(character)
            }
            guard depth > 0 else { break }
        }
        return arguments
    }
}
