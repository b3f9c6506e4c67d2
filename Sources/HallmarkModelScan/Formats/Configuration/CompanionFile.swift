package import HallmarkCore

/// A file beside a model that decides what its loader runs: a configuration, a chat template, code.
///
/// It is no model of its own. One in which nothing is found is not reported, so that the configurations of other programs
/// are left alone.
package struct CompanionFile: Sendable {
    /// The largest configuration that is read.
    package static let maximumSize = 1 << 24
    package static let format = FormatName(rawValue: "configuration")

    enum Kind: Sendable {
        /// JSON under a name that only loaders of models use, or one that others use too.
        case json(isCertain: Bool)
        case yaml
        /// What MLflow writes beside a model.
        case flavours
        /// A template; under other names only beside a model.
        case template(isCertain: Bool)
        /// Code where loaders look for it; on certain places whatever lies beside it.
        case code(isCertain: Bool)
    }

    let path: String
    let kind: Kind

    /// The companion that a file is by its path, or `nil`.
    package init?(path: String) {
        let parts = path.split(separator: "/").map { $0.lowercased() }
        guard let name = parts.last, let kind = Self.kind(of: name, in: parts.dropLast().last ?? "") else { return nil }
        self.path = path
        self.kind = kind
    }

    private static let certain: Set<String> = [
        "tokenizer_config.json", "processor_config.json", "preprocessor_config.json", "video_preprocessor_config.json",
        "image_processor_config.json", "feature_extractor_config.json", "generation_config.json", "model_index.json",
        "adapter_config.json", "config_sentence_transformers.json", "chat_template.json", "chat_templates.json",
        "special_tokens_map.json",
    ]
    private static let weights = [".safetensors.", ".bin.", ".h5.", ".msgpack."]
    private static let code = [
        "modeling_", "configuration_", "tokenization_", "processing_", "image_processing_", "feature_extraction_",
        "pipeline_",
    ]

    private static func kind(of name: String, in folder: String) -> Kind? {
        let isIndex = name.contains(".index.") && name.hasSuffix(".json")
        if certain.contains(name) || isIndex && weights.contains(where: { name.contains($0) }) {
            return .json(isCertain: true)
        }
        if name.hasSuffix("config.json") || name == "configuration.json" || name == "modules.json" {
            return .json(isCertain: false)
        }
        if name == "mlmodel" { return .flavours }
        // MkDocs names functions of its extensions by tags.
        if name.hasPrefix("mkdocs") { return nil }
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .yaml }
        if name.hasSuffix(".jinja") || name.hasSuffix(".jinja2") {
            return .template(isCertain: name.contains("chat_template") || folder == "additional_chat_templates")
        }
        guard name.hasSuffix(".py") else { return nil }
        if folder == "custom_generate" || name == "custom_st.py" {
            return .code(isCertain: folder == "custom_generate")
        }
        let isCode = code.contains { name.hasPrefix($0) } || name == "pipeline.py" || name == "hubconf.py"
        return isCode ? .code(isCertain: false) : nil
    }

    /// What the file makes a loader do.
    ///
    /// - Parameter isBesideModel: whether a model lies in the same folder.
    package func inspect(_ source: any ByteSource, isBesideModel: Bool) throws(FileError) -> Inspection {
        var inspection = Inspection()
        if case .code(let isCertain) = kind {
            if isCertain || isBesideModel {
                inspection.report(ConfigurationRules.bundled, "code that a loader of the model would run", at: 0)
            }
            return inspection
        }
        guard source.count <= UInt64(Self.maximumSize) else {
            if isBesideModel || isCertain {
                inspection.report(ConfigurationRules.limit, "\(source.count) bytes", at: 0)
            }
            return inspection
        }
        let bytes = try source.allBytes(maximumSize: Self.maximumSize)
        guard !ModelDetector.isPointer(Array(bytes.prefix(ModelDetector.headSize))) else { return inspection }
        switch kind {
        case .json(let isCertain):
            var configuration = Configuration(name: path, isOfModel: isCertain || isBesideModel)
            configuration.inspect(bytes)
            inspection.add(configuration.inspection)
        case .yaml, .flavours:
            var configuration = PlainConfiguration(isFlavours: isCertain, isOfModel: isBesideModel)
            configuration.inspect(bytes)
            inspection.add(configuration.inspection)
        case .template(let isCertain):
            guard isCertain || isBesideModel else { return inspection }
            for finding in ChatTemplate.findings(in: bytes) { inspection.report(finding) }
        case .code: break
        }
        return inspection
    }

    private var isCertain: Bool {
        switch kind {
        case .json(let isCertain), .code(let isCertain), .template(let isCertain): isCertain
        case .flavours: true
        case .yaml: false
        }
    }
}
