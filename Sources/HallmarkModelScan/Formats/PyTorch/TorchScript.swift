internal import HallmarkCore

/// The code of a TorchScript archive: a language of its own, which torch.jit.load compiles and runs.
enum TorchScript {
    /// How many bytes of one source are read.
    static let maximumSourceSize = 1 << 22

    /// Whether a member is such code (torch/csrc/jit/serialization: `<archive>/code/…`).
    static func isCode(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return parts.count >= 3 && parts[1] == "code" && name.hasSuffix(".py")
    }

    /// The operators that a source names and that reach out of the model, in order.
    static func outsideOperators(in source: [UInt8]) -> [String] {
        let text = String(decoding: source, as: UTF8.self)
        var found: [String] = []
        for name in ["torch.from_file", "torch.save", "torch.load", "torch.hub"] where text.contains(name) {
            found.append(name)
        }
        for part in text.split(separator: "ops.").dropFirst() {
            let namespace = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let isKnown = knownNamespaces.contains(String(namespace))
            if !namespace.isEmpty, !isKnown, !found.contains("ops.\(namespace)") { found.append("ops.\(namespace)") }
        }
        return found
    }

    /// The namespaces of operators that PyTorch and torchvision bring.
    private static let knownNamespaces: Set<String> = [
        "prim", "aten", "prims", "quantized", "_quantized", "sparse", "torchvision", "torchaudio", "profiler",
    ]
}
