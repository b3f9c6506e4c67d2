internal import HallmarkCore

/// Walks a Keras configuration: objects of `module`, `class_name`, `registered_name` and `config`, to any depth.
struct KerasConfiguration {
    /// The largest configuration that is read.
    static let maximumSize = 1 << 25

    private let place: UInt64

    private init(at place: UInt64) {
        self.place = place
    }

    /// Reads a configuration and reports what building the model would run.
    static func check(_ bytes: [UInt8], at place: UInt64, into inspection: inout Inspection) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes, maximumSize: maximumSize)
        } catch {
            return inspection.report(KerasRules.configuration, "config.json: \(error)", at: place)
        }
        KerasConfiguration(at: place).walk(value, into: &inspection)
    }

    private func walk(_ value: JSONValue, into inspection: inout Inspection) {
        if let elements = value.array {
            for element in elements { walk(element, into: &inspection) }
        } else if let members = value.object {
            if let name = members["class_name"] { check(name, members, into: &inspection) }
            for key in ["vocabulary", "file", "url", "filepath", "idf_weights"] {
                guard let text = members[key]?.string else { continue }
                inspection.report(KerasRules.path, "\(key) is \(Finding.quote(text))", at: place)
            }
            for key in members.keys.sorted() { members[key].map { walk($0, into: &inspection) } }
        }
    }

    private func check(_ name: JSONValue, _ object: [String: JSONValue], into inspection: inout Inspection) {
        guard let name = name.string else {
            return inspection.report(KerasRules.configuration, "class_name is no text", at: place)
        }
        if Self.code.contains(name) {
            return inspection.report(KerasRules.code, "builds a \(Finding.quote(name))", at: place)
        }
        if Self.acting.contains(where: { name.hasSuffix($0) }) {
            return inspection.report(KerasRules.function, "calls \(Finding.quote(name))", at: place)
        }
        // What stands for a value of Python, not for a class.
        if Self.values.contains(name), object["module"] == nil || object["module"] == .null { return }
        let module = object["module"]?.string ?? ""
        let label = Finding.quote(module.isEmpty ? name : "\(module).\(name)")
        // A function by its name, of the modules that hold nothing else.
        if name == "function" {
            let isKnown = Self.functions.contains { Self.lies(module, below: $0) }
            let isPlain = object["config"]?.string.map { !$0.isEmpty && $0.utf8.allSatisfy(Self.isIdentifier) } ?? false
            guard !isKnown || !isPlain else { return }
            return inspection.report(KerasRules.outside, "names the function \(label)", at: place)
        }
        let isClass = name.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
        let isKnown = module == "keras" || Self.modules.contains { Self.lies(module, below: $0) }
        guard !isClass || !isKnown || !name.utf8.allSatisfy(Self.isIdentifier) else { return }
        inspection.report(KerasRules.outside, "names \(label)", at: place)
    }

    private static let code: Set<String> = ["Lambda", "__lambda__", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"]
    private static let acting = [
        "get_file", "enable_unsafe_deserialization", "load_model", "load_weights", "deserialize_keras_object",
        "save_model", "get_custom_objects", "run_script", "load_img", "extract_archive", "pip_install",
    ]
    private static let values: Set<String> = [
        "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__", "__tuple__", "__keras_tensor__",
    ]
    private static let modules = [
        "layers", "models", "initializers", "regularizers", "constraints", "losses", "metrics", "optimizers",
        "dtype_policies", "activations",
    ].flatMap { ["keras.\($0)", "keras.src.\($0)", "tf_keras.\($0)", "tf_keras.src.\($0)"] }
    private static let functions = ["activations", "losses", "metrics"]
        .flatMap { ["keras.\($0)", "keras.src.\($0)", "tf_keras.\($0)", "tf_keras.src.\($0)"] }

    private static func lies(_ module: String, below parent: String) -> Bool {
        module == parent || module.hasPrefix(parent + ".")
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
