/// The tool's arguments.
struct Options {
    static let usage =
        "usage: hallmark-inventory --graph FILE --package-path DIRECTORY --output FILE [--product NAME]"

    let graph: String
    let packagePath: String
    let output: String
    let product: String?

    /// Reads the arguments; each option stands there once and takes a value.
    init(_ arguments: some Sequence<String>) throws(UsageError) {
        var values: [String: String] = [:]
        var rest = Array(arguments)[...]
        while let option = rest.popFirst() {
            guard ["--graph", "--package-path", "--output", "--product"].contains(option) else {
                throw UsageError(description: "\(option) is not an option")
            }
            guard let value = rest.popFirst() else { throw UsageError(description: "\(option) needs a value") }
            guard values.updateValue(value, forKey: option) == nil else {
                throw UsageError(description: "\(option) stands there twice")
            }
        }
        guard let graph = values["--graph"], let packagePath = values["--package-path"], let output = values["--output"]
        else { throw UsageError(description: "--graph, --package-path and --output are needed") }
        self.graph = graph
        self.packagePath = packagePath
        self.output = output
        self.product = values["--product"]
    }
}

/// Arguments that make no sense.
struct UsageError: Error, CustomStringConvertible {
    static let exitCode: Int32 = 64

    let description: String
}
