internal import HallmarkCore

/// Walks a Keras configuration: objects of `module`, `class_name`, `registered_name` and `config`, to any depth.
struct KerasConfiguration {
    /// The largest configuration that is read.
    static let maximumSize = 1 << 25

    private let name: String
    private let place: UInt64

    /// Reads a configuration and reports what building the model would run.
    static func check(_ bytes: [UInt8], of name: String, at place: UInt64, into inspection: inout Inspection) {
        let text = KerasText(bytes)
        if let encoding = text.encoding {
            inspection.report(KerasRules.configuration, "\(name) is written in \(encoding)", at: place)
        }
        do {
            let value = try JSONParser.parse(text.bytes, maximumSize: maximumSize)
            KerasConfiguration(name: name, place: place).walk(value, into: &inspection)
        } catch {
            inspection.report(KerasRules.configuration, "\(name): \(error)", at: place)
            // Another reader may make something of it.
            for word in KerasNames.code.sorted() where text.holds("\"\(word)\"") {
                inspection.report(KerasRules.code, "\(name) holds \(Finding.quote(word))", at: place)
            }
        }
    }

    private func walk(_ value: JSONValue, into inspection: inout Inspection) {
        if let elements = value.array {
            for element in elements {
                if let text = element.string { checkCode(text, into: &inspection) }
                walk(element, into: &inspection)
            }
        } else if let members = value.object {
            if let name = members["class_name"] { check(name, members, into: &inspection) }
            checkPaths(members, into: &inspection)
            if let kind = members["function_type"]?.string, kind != "function" {
                inspection.report(KerasRules.code, "carries a function as \(Finding.quote(kind))", at: place)
            }
            for key in members.keys.sorted() {
                guard let member = members[key] else { continue }
                if let text = member.string { checkCode(text, into: &inspection) }
                walk(member, into: &inspection)
            }
        }
    }

    /// Files and addresses, by the keys that Keras opens and by their look.
    private func checkPaths(_ members: [String: JSONValue], into inspection: inout Inspection) {
        for key in members.keys.sorted() {
            guard let text = members[key]?.string, !text.isEmpty else { continue }
            guard Self.pathKeys.contains(key) || KerasText.looksLikePath(text) else { continue }
            inspection.report(KerasRules.path, "\(key) is \(Finding.quote(text))", at: place)
        }
    }

    private func checkCode(_ text: String, into inspection: inout Inspection) {
        guard let kind = KerasText.code(in: text) else { return }
        inspection.report(KerasRules.code, "carries \(kind) as text", at: place)
    }

    private func check(_ name: JSONValue, _ object: [String: JSONValue], into inspection: inout Inspection) {
        guard let name = name.string else {
            return inspection.report(KerasRules.configuration, "class_name is no text", at: place)
        }
        // A registered name, `package>name`, is looked up first.
        let registered = object["registered_name"]?.string.map(Self.withoutPackage)
        if let found = [name, Self.withoutPackage(name), registered].compactMap(\.self).first(
            where: KerasNames.code.contains
        ) {
            return inspection.report(KerasRules.code, "builds a \(Finding.quote(found))", at: place)
        }
        let function = name == "function" ? object["config"]?.string : nil
        if let found = [name, function].compactMap(\.self).first(where: { name in
            KerasNames.acting.contains(where: name.hasSuffix)
        }) {
            return inspection.report(KerasRules.function, "calls \(Finding.quote(found))", at: place)
        }
        let module = object["module"]?.string ?? ""
        let hasModule = !module.isEmpty
        if KerasNames.values.contains(name), !hasModule { return }
        if Self.operationLayers.contains(name) { return checkOperation(object, name, into: &inspection) }
        let called = function ?? name
        if hasModule, module != "builtins" || !KerasNames.plainFunctions.contains(called),
            DangerousImports.contains(PickleImport(module: module, name: called))
        {
            let reached = Finding.quote("\(module).\(called)")
            return inspection.report(KerasRules.program, "names \(reached)", at: place)
        }
        let label = Finding.quote(hasModule ? "\(module).\(name)" : name)
        // A function by its name, of the modules that hold nothing else.
        if name == "function" {
            let isKnown =
                KerasNames.functions.contains { Self.lies(module, below: $0) }
                || (!hasModule || module == "builtins") && function.map(KerasNames.plainFunctions.contains) ?? false
            let isPlain = function.map { !$0.isEmpty && $0.utf8.allSatisfy(Self.isIdentifier) } ?? false
            guard !isKnown || !isPlain else { return }
            return inspection.report(
                KerasRules.outside,
                "names the function \(function.map(Finding.quote) ?? "of no name") of \(label)",
                at: place
            )
        }
        let isClass = name.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
        let isKnown =
            hasModule
            ? module == "keras" || KerasNames.modules.contains { Self.lies(module, below: $0) }
            : KerasNames.classes.contains(name)
        guard !isClass && !KerasNames.classes.contains(name) || !isKnown || !name.utf8.allSatisfy(Self.isIdentifier)
        else { return }
        inspection.report(KerasRules.outside, "names \(label)", at: place)
    }

    /// The layers with which tf.keras wraps an operation of TensorFlow.
    private static let operationLayers: Set<String> = ["TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"]

    private func checkOperation(
        _ object: [String: JSONValue],
        _ layer: String,
        into inspection: inout Inspection
    ) {
        let configuration = object["config"]
        let definition = configuration?["node_def"]
        let operation =
            configuration?["function"]?.string ?? definition?["op"]?.string
            // A definition that was written as text names its operation in quotation marks.
            ?? definition?.string.flatMap { $0.split(separator: "\"").dropFirst(3).first.map(String.init) }
        guard let operation else {
            return inspection.report(KerasRules.outside, "\(layer) names no operation", at: place)
        }
        let plain = operation.hasPrefix("compat.v1.") ? String(operation.dropFirst(10)) : operation
        let isKnown =
            KerasNames.operations.contains(plain)
            || plain.lastIndex(of: ".").map { KerasNames.operationModules.contains(String(plain[..<$0])) } ?? false
        guard !isKnown else { return }
        inspection.report(KerasRules.outside, "\(layer) runs \(Finding.quote(operation)) of TensorFlow", at: place)
    }

    private static let pathKeys: Set<String> = [
        "vocabulary", "file", "url", "filepath", "file_path", "filename", "idf_weights", "origin", "vocabulary_file",
        "vocab_file", "path", "weights_path", "checkpoint", "cache_dir", "call_endpoint_path",
    ]

    private static func withoutPackage(_ name: String) -> String {
        name.split(separator: ">", omittingEmptySubsequences: false).last.map(String.init) ?? name
    }

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
