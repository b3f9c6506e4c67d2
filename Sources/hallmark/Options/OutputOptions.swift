import ArgumentParser

/// How results are written.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        /// SARIF 2.1.0, for verdicts and scans.
        case sarif
    }

    @Option(help: "How results are written: text or json; verdicts and scans also as sarif.")
    var format: Format = .text

    /// Says what was done beside the result: in JSON's place only the JSON stands.
    func say(_ line: String) {
        switch format {
        case .text: Output.line(line)
        case .json, .sarif: Output.error(line)
        }
    }

    /// Throws for a command whose result is neither a verdict nor a scan.
    static func refuseSARIF() throws -> Never {
        throw ValidationError("--format sarif is for verdicts and scans; take json here.")
    }
}
