import ArgumentParser

/// How results are written.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "How results are written: text or json.")
    var format: Format = .text

    /// Says what was done beside the result: in JSON's place only the JSON stands.
    func say(_ line: String) {
        switch format {
        case .text: Output.line(line)
        case .json: Output.error(line)
        }
    }
}
