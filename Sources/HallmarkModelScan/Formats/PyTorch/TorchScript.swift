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

    /// The operators and classes that a source names and that reach out of the model, each once, in order.
    static func outsideNames(in source: [UInt8]) -> [String] {
        var found: [String] = []
        forEachPath(in: source) { path in
            guard reachesOut(path) else { return }
            let name = path.joined(separator: ".")
            if !found.contains(name), found.count < maximumNames { found.append(name) }
        }
        return found
    }

    /// Whether a class below `__torch__.torch.classes` is one that only an extension brings.
    static func isForeignClass(_ path: [String]) -> Bool {
        guard path.count > 3, path[0] == "__torch__", path[1] == "torch", path[2] == "classes" else { return false }
        return !knownClasses.contains(path[3])
    }

    private static func reachesOut(_ path: [String]) -> Bool {
        if isForeignClass(path) { return true }
        guard let root = path.first, path.count > 1 else { return false }
        if root == "ops" || root == "torch" && path[1] == "ops" {
            let operation = path.dropFirst(root == "ops" ? 1 : 2)
            guard let namespace = operation.first else { return false }
            return !knownNamespaces.contains(namespace) || operation.dropFirst().contains(where: namesFile)
        }
        return root == "torch" && path.dropFirst().contains { namesFile($0) || outsideModules.contains($0) }
    }

    /// Whether a part of an operator's name speaks of files, such as `from_file`.
    private static func namesFile(_ name: String) -> Bool {
        name.lowercased().split(separator: "_").contains { fileWords.contains(String($0)) }
    }

    /// Calls `body` for each name with its dots, however it is spaced; texts and comments are passed over.
    private static func forEachPath(in source: [UInt8], _ body: ([String]) -> Void) {
        var path: [String] = []
        var expectsPart = true
        var index = 0
        func finish() {
            if !path.isEmpty { body(path) }
            path = []
            expectsPart = true
        }
        while index < source.count {
            let byte = source[index]
            if isIdentifier(byte) {
                if !expectsPart { finish() }
                let start = index
                while index < source.count, isIdentifier(source[index]) { index += 1 }
                path.append(String(decoding: source[start..<index], as: UTF8.self))
                expectsPart = false
                continue
            }
            switch byte {
            case UInt8(ascii: "."): if expectsPart { finish() } else { expectsPart = true }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "\\"):
                break
            case UInt8(ascii: "#"):
                while index < source.count, source[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                finish()
                index = endOfText(in: source, from: index)
            default: finish()
            }
            index += 1
        }
        finish()
    }

    /// Where the text that begins at a place has its last quotation mark.
    private static func endOfText(in source: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < source.count, source[index] != source[start], source[index] != UInt8(ascii: "\n") {
            index += source[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// How many names of one source are reported.
    private static let maximumNames = 50

    /// The namespaces of operators that PyTorch and torchvision bring, none of which opens files but by a name of
    /// `fileWords`.
    private static let knownNamespaces: Set<String> = [
        "prim", "aten", "prims", "quantized", "_quantized", "quantized_decomposed", "sparse", "torchvision",
        "torchaudio", "profiler", "prepacked", "mkldnn", "onednn", "mkldnn_prepacked", "xnnpack", "static_runtime",
        "inductor", "_caffe2", "rnn", "torchtext", "metal", "metal_prepack", "vulkan", "vulkan_prepack",
    ]
    /// The namespaces of classes that PyTorch and its companions bring.
    private static let knownClasses: Set<String> = [
        "quantized", "rnn", "sparse", "xnnpack", "mkldnn", "torchtext", "torchaudio", "metal", "vulkan", "_nnapi",
        "profiling", "c10",
    ]
    private static let fileWords: Set<String> = [
        "file", "files", "filename", "load", "save", "open", "write", "read", "fopen", "path", "url", "download",
        "library", "libraries", "eval", "exec", "compile",
    ]
    /// What TorchScript's code has no use for.
    private static let outsideModules: Set<String> = ["hub", "package", "distributed", "utils", "multiprocessing"]
}
