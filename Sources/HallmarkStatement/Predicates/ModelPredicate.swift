package import HallmarkCore

/// The signer vouches for the bytes of a model, after a scan found nothing.
///
/// Subjects are the model's files with `sha256`: one for a file, named by its last path component; all of a bundle,
/// named relative to it. Where the model lies in a tree is not signed: content decides.
package struct ModelPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("model", version: 1)

    /// The name of the model: the last path component of the file or bundle.
    package let name: String
    /// The format the scanner found, such as `safetensors`.
    package let format: String
    /// Whether the model is a directory whose files are exactly the subjects.
    package let isBundle: Bool

    package init(name: String, format: String, isBundle: Bool) {
        self.name = name
        self.format = format
        self.isBundle = isBundle
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.name = try reader.string("name")
        self.format = try reader.string("format")
        switch try reader.string("layout") {
        case "file": self.isBundle = false
        case "bundle": self.isBundle = true
        default: throw JSONError(.unexpected, detail: "predicate.layout must be \"file\" or \"bundle\"")
        }
        try reader.finish()
    }

    package var json: JSONValue {
        ["name": .string(name), "format": .string(format), "layout": isBundle ? "bundle" : "file"]
    }
}
