internal import HallmarkCore

/// Reads a configuration in JSON for what its loader would import, run or open.
struct Configuration {
    let name: String
    /// Whether it certainly belongs to a model; others are judged only by members that no other program has.
    let isOfModel: Bool
    var inspection = Inspection()

    init(name: String, isOfModel: Bool) {
        self.name = (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
        self.isOfModel = isOfModel
    }

    mutating func inspect(_ bytes: [UInt8]) {
        do {
            let value = try JSONParser.parse(PythonJSON.plain(bytes), maximumSize: CompanionFile.maximumSize + 4096)
            walk(value, key: "")
            readTop(value)
        } catch {
            let text = PythonJSON.readable(bytes)
            guard isOfModel || Self.marks.contains(where: { text.contains($0) }) else { return }
            inspection.report(ConfigurationRules.text, "\(error)", at: UInt64(error.offset))
            // A careless reader goes on.
            if text.contains("\"auto_map\"") || text.contains("\"custom_pipelines\"") {
                inspection.report(ConfigurationRules.code, "speaks of code of its own", at: 0)
            }
        }
    }

    /// Members that only configurations of models have.
    private static let marks = [
        "\"auto_map\"", "\"model_type\"", "\"architectures\"", "\"transformers_version\"", "\"_class_name\"",
        "\"chat_template\"", "\"peft_type\"", "\"weight_map\"", "\"trust_remote_code\"", "\"custom_pipelines\"",
        "\"sentence_transformers.",
    ]

    mutating func report(_ rule: FindingRule, _ message: String) { inspection.report(rule, message, at: 0) }

    // MARK: - Members at any depth

    private mutating func walk(_ value: JSONValue, key: String) {
        if key.contains("chat_template") { checkTemplates(value, key) }
        switch value {
        case .array(let elements): for element in elements { walk(element, key: "") }
        case .object(let members):
            for name in members.keys.sorted() {
                guard let member = members[name] else { continue }
                check(name, member)
                walk(member, key: name)
            }
        default: return
        }
    }

    private mutating func check(_ name: String, _ value: JSONValue) {
        switch name {
        case "auto_map":
            for text in Self.texts(in: value) {
                report(ConfigurationRules.code, "auto_map names the code \(Finding.quote(text))")
                if Self.leadsOut(text) { report(ConfigurationRules.path, "auto_map names \(Finding.quote(text))") }
            }
        case "custom_pipelines":
            for text in Self.members(value, named: "impl") {
                report(ConfigurationRules.code, "custom_pipelines names the code \(Finding.quote(text))")
            }
        case "trust_remote_code", "allow_remote":
            guard value != .bool(false), value != .null, value != .integer(0) else { return }
            report(ConfigurationRules.code, "\(name) is set")
        case "custom_generate", "attn_implementation", "_attn_implementation", "experts_implementation":
            guard let text = value.string, name == "custom_generate" || text.contains("/") else { return }
            report(ConfigurationRules.code, "\(name) names the code \(Finding.quote(text))")
        case "_target_": if let text = value.string { checkTarget(text, "_target_") }
        case "weight_map":
            for text in Self.texts(in: value) where Self.leadsOut(text) {
                report(ConfigurationRules.path, "weight_map names \(Finding.quote(text))")
            }
        default: return
        }
    }

    mutating func checkTarget(_ text: String, _ what: String) {
        switch PythonTarget.standing(of: text) {
        case .known: return
        case .acting: report(ConfigurationRules.acting, "\(what) names \(Finding.quote(text))")
        case .unknown: report(ConfigurationRules.outside, "\(what) names \(Finding.quote(text))")
        }
    }

    private mutating func checkTemplates(_ value: JSONValue, _ key: String) {
        switch value {
        case .string(let text):
            for finding in ChatTemplate.findings(in: Array(text.utf8)) {
                report(finding.rule, "\(Finding.quote(key)) \(finding.message)")
            }
        case .array(let elements):
            for element in elements { checkTemplates(element["template"] ?? element, key) }
        case .object(let members):
            for name in members.keys.sorted() { members[name].map { checkTemplates($0, name) } }
        default: return
        }
    }

    // MARK: - Members of certain files

    private mutating func readTop(_ value: JSONValue) {
        if name == "modules.json" || isOfModel, let elements = value.array { readModules(elements) }
        guard let members = value.object else { return }
        if members["_class_name"] != nil { readParts(members) }
        if members["peft_type"] != nil || name == "adapter_config.json" { readAdapter(members) }
        if name == "configuration.json", let plugins = members["plugins"] {
            for text in Self.texts(in: plugins) {
                report(ConfigurationRules.code, "plugins names the code \(Finding.quote(text))")
            }
        }
    }

    /// What sentence-transformers imports.
    private mutating func readModules(_ modules: [JSONValue]) {
        for module in modules where module["idx"] != nil || isOfModel && module["path"] != nil {
            guard let type = module["type"]?.string else { continue }
            checkTarget(type, "a module")
            if let path = module["path"]?.string, Self.leadsOut(path) {
                report(ConfigurationRules.path, "a module lies at \(Finding.quote(path))")
            }
        }
    }

    /// The parts of a pipeline of diffusers: each a library, or a file, and a class.
    private mutating func readParts(_ members: [String: JSONValue]) {
        if let file = members["_class_name"]?.array {
            let text = file.compactMap(\.string).joined(separator: ".")
            report(ConfigurationRules.code, "_class_name names the code \(Finding.quote(text))")
        } else if let name = members["_class_name"]?.string, !name.utf8.allSatisfy(Self.isIdentifier) {
            report(ConfigurationRules.outside, "_class_name is \(Finding.quote(name))")
        }
        guard name == "model_index.json" else { return }
        for key in members.keys.sorted() where !key.hasPrefix("_") {
            guard let part = members[key]?.array, part.count == 2, let library = part[0].string,
                let type = part[1].string
            else { continue }
            let root = library.split(separator: ".").first.map(String.init) ?? library
            guard !Self.libraries.contains(root) || !type.utf8.allSatisfy(Self.isIdentifier) else { continue }
            let target = PickleImport(module: library, name: type)
            let rule = DangerousImports.contains(target) ? ConfigurationRules.acting : ConfigurationRules.outside
            report(rule, "\(Finding.quote(key)) is made by \(Finding.quote("\(library).\(type)"))")
        }
    }

    /// The libraries of a pipeline's parts, and the names of diffusers' own pipelines that stand for one.
    private static let libraries: Set<String> = [
        "diffusers", "transformers", "onnxruntime", "optimum", "k_diffusion", "flax", "jax", "peft", "timm",
        "tokenizers", "stable_diffusion", "stable_diffusion_xl", "stable_diffusion_safe", "stable_diffusion_3",
        "stable_diffusion_diffedit", "paint_by_example", "shap_e", "deepfloyd_if", "audioldm", "audioldm2", "kandinsky",
        "kandinsky2_2", "kandinsky3", "unidiffuser", "wuerstchen", "stable_cascade", "latte", "musicldm",
        "spectrogram_diffusion", "versatile_diffusion", "alt_diffusion", "latent_diffusion", "blip_diffusion", "flux",
        "wan", "hunyuan_video", "ltx", "cogvideo", "lumina", "lumina2", "sana", "pixart_alpha", "stable_audio",
        "text_to_video_synthesis", "marigold", "i2vgen_xl", "ledits_pp", "chroma", "qwenimage", "omnigen", "allegro",
    ]

    private mutating func readAdapter(_ members: [String: JSONValue]) {
        if let library = members["auto_mapping"]?["parent_library"]?.string {
            checkTarget(library + ".Model", "auto_mapping")
        }
        if let library = members["megatron_core"]?.string, library != "megatron.core" {
            checkTarget(library, "megatron_core")
        }
    }

    // MARK: - Parts of values

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Every text in a value, as the parser bounds its depth.
    private static func texts(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(texts)
        case .object(let members): members.keys.sorted().flatMap { members[$0].map(texts) ?? [] }
        default: []
        }
    }

    private static func members(_ value: JSONValue, named name: String) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap { members($0, named: name) }
        case .object(let all):
            (all[name]?.string.map { [$0] } ?? [])
                + all.keys.sorted().flatMap { key in
                    all[key].map { members($0, named: name) } ?? []
                }
        default: []
        }
    }

    /// Whether a path leaves the folder it is given in.
    static func leadsOut(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "~") || bytes.contains(0) { return true }
        if bytes.contains(UInt8(ascii: "\\")) || bytes.count > 1 && bytes[1] == UInt8(ascii: ":") { return true }
        if path.utf8.contains("://".utf8) { return true }
        return bytes.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }
}
