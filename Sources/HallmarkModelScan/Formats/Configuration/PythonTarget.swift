/// A name of Python, with dots, that a loader imports and calls because a configuration says so.
enum PythonTarget {
    enum Standing {
        case known
        case unknown
        case acting
    }

    /// The libraries whose classes configurations name.
    private static let libraries: Set<String> = [
        "torch", "torchvision", "torchaudio", "torchmetrics", "transformers", "diffusers", "sentence_transformers",
        "peft", "timm", "pytorch_lightning", "lightning", "nemo", "omegaconf", "sklearn", "keras", "tensorflow",
        "tokenizers", "accelerate", "datasets", "monai", "speechbrain", "pyannote", "fairseq", "espnet2", "xgboost",
        "lightgbm", "mlflow", "optimum", "stable_diffusion", "pylate", "model2vec", "open_clip",
    ]

    static func standing(of name: String) -> Standing {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last else { return .unknown }
        for count in 1..<max(parts.count, 2) {
            let target = PickleImport(
                module: parts.prefix(count).joined(separator: "."),
                name: parts.dropFirst(count).joined(separator: ".")
            )
            if DangerousImports.contains(target) { return .acting }
        }
        // Classes only: a library's functions open files and load code.
        guard parts.count > 1, libraries.contains(parts[0]), last.first?.isUppercase == true,
            !parts.contains(where: { $0.hasPrefix("__") })
        else { return .unknown }
        return .known
    }
}
