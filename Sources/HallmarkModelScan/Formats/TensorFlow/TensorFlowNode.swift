internal import HallmarkCore

/// An operator of a graph, or one that a value names, with the attributes that say what it reaches for.
struct TensorFlowNode {
    /// The attributes that name files, streams or addresses; of the others nothing is kept.
    static let attributes: Set<String> = [
        "output_stream", "debug_urls", "debug_url", "memory_region_name", "descriptor_source", "filename", "vocab_file",
        "file_pattern", "model_file", "tensor_debug_mode",
    ]

    var name = ""
    var texts: [String: [String]] = [:]
    let offset: UInt64

    var label: String { Finding.quote(name) }

    init(at offset: UInt64) {
        self.offset = offset
    }

    /// What the operator would do that no model needs.
    func problems() -> [Finding] {
        switch TensorFlowOperators.effect(of: name) {
        case .print:
            let streams = texts["output_stream"] ?? []
            return streams.filter { !Self.streams.contains($0) }.map { acting("prints to \(Finding.quote($0))") }
        case .debug:
            // Debuggers put these into a graph for one run; a model that is handed on has none.
            let urls = ((texts["debug_urls"] ?? []) + (texts["debug_url"] ?? [])).filter { !$0.isEmpty }
            guard !urls.isEmpty else { return [reaching("sends what passes it to a debugger")] }
            return urls.map { acting("sends what passes it to \(Finding.quote($0))") }
        case .region:
            let names = texts["memory_region_name"] ?? [""]
            return names.filter { !$0.hasPrefix("memmapped_package://") }
                .map { reaching("maps \(Finding.quote($0)) into memory") }
        case .descriptor:
            let sources = texts["descriptor_source"] ?? []
            return sources.filter { !$0.isEmpty && $0 != "local://" && !$0.hasPrefix("bytes://") }
                .map { reaching("reads \(Finding.quote($0))") }
        case .some(let effect):
            return effect.judgement.map { [Finding($0.rule, "\(label) \($0.act)", offset: offset)] } ?? []
        case nil:
            let files = ["filename", "vocab_file", "file_pattern", "model_file"].flatMap { texts[$0] ?? [] }
            return files.filter { !$0.isEmpty }.map { reaching("reads \(Finding.quote($0))") }
        }
    }

    private static let streams: Set<String> = ["", "stderr", "stdout", "log(info)", "log(warning)", "log(error)"]

    private func acting(_ act: String) -> Finding {
        Finding(TensorFlowRules.acting, "\(label) \(act)", offset: offset)
    }

    private func reaching(_ act: String) -> Finding {
        Finding(TensorFlowRules.reaching, "\(label) \(act)", offset: offset)
    }
}
