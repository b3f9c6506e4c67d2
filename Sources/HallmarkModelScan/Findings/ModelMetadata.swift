/// What a model's header says about the model: claims of its author, checked against nothing.
package struct ModelMetadata: Sendable, Equatable {
    /// How many bytes of one text are kept.
    package static let maximumTextSize = 4096

    package var name: String?
    package var version: String?
    package var summary: String?
    package var author: String?
    package var license: String?
    /// The network's kind, such as `llama` or `bert`.
    package var architecture: String?
    /// The version of the file format.
    package var formatVersion: String?
    package var tensorCount: UInt64?
    package var parameterCount: UInt64?
    /// The data types of the tensors, sorted, such as `F32`.
    package var dataTypes: [String] = []

    package init() {}
}
