/// Reads a configuration in YAML, line by line, for tags and members by which its loader makes objects of Python.
///
/// No parser of YAML: what stands in a comment is left out, what stands in a text is not.
struct PlainConfiguration {
    /// Whether it is MLflow's own file.
    let isFlavours: Bool
    /// Whether a model lies beside it.
    let isOfModel: Bool
    var inspection = Inspection()
    /// What the document's handles stand for.
    private var handles = ["!!": "tag:yaml.org,2002:"]
    /// The member whose value stands in a line that follows.
    private var pending: String?

    init(isFlavours: Bool, isOfModel: Bool) {
        self.isFlavours = isFlavours
        self.isOfModel = isOfModel
    }

    mutating func inspect(_ bytes: [UInt8]) {
        // UTF-16 in Latin letters, which YAML may be written in, has a zero beside each letter.
        let plain =
            bytes.prefix(4).contains(0) || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            ? bytes.filter { $0 != 0 && $0 < 0x80 } : bytes
        var offset: UInt64 = 0
        for line in plain.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            inspect(line, at: offset)
            offset += UInt64(line.count) + 1
        }
        guard String(decoding: plain, as: UTF8.self).utf8.contains("chat_template".utf8) else { return }
        // What stands around a template is text to it; quotation marks of YAML may be in the way.
        var found = ChatTemplate.findings(in: plain)
        if found.contains(where: { $0.severity == .unknown }) {
            let text = String(decoding: plain, as: UTF8.self).split(separator: "\\\"", omittingEmptySubsequences: false)
            found = ChatTemplate.findings(in: Array(text.joined(separator: "\"").utf8))
        }
        for finding in found { inspection.report(finding) }
    }

    private mutating func inspect(_ line: ArraySlice<UInt8>, at offset: UInt64) {
        let words = line.split { $0 == 0x20 || $0 == 0x09 }
        if words.first?.elementsEqual("%TAG".utf8) == true, words.count >= 3 {
            handles[String(decoding: words[1], as: UTF8.self)] = Self.decoded(words[2])
        }
        var previous: UInt8 = 0x20
        for index in line.indices {
            defer { previous = line[index] }
            let isFirst = [0x20, 0x09].contains(previous) || Array("[{,:-?\"".utf8).contains(previous)
            if line[index] == UInt8(ascii: "#"), [0x20, 0x09].contains(previous) { break }
            guard isFirst, line[index] == UInt8(ascii: "!") else { continue }
            let token = line[index...].prefix { $0 > 0x20 && !Array(",]}\"".utf8).contains($0) || $0 == 0x2C }
            check(tag: Self.decoded(token.prefix { $0 != 0x2C || token.contains(UInt8(ascii: "<")) }), at: offset)
        }
        checkMember(line, at: offset)
    }

    private mutating func check(tag: String, at offset: UInt64) {
        for kind in ["!new:", "!apply:", "!name:", "!module:", "!applyref:", "!!apply:"] where tag.hasPrefix(kind) {
            checkTarget(String(tag.dropFirst(kind.count)), kind, at: offset, isFunction: true)
            return
        }
        var full = tag
        if tag.hasPrefix("!<") {
            full = String(tag.dropFirst(2).prefix { $0 != ">" })
        } else if let end = tag.dropFirst().firstIndex(of: "!"),
            let prefix = handles[String(tag[...end])]
        {
            full = prefix + tag[tag.index(after: end)...]
        } else if let prefix = handles["!"] {
            full = prefix + tag.dropFirst()
        }
        let start = "tag:yaml.org,2002:python/"
        guard full.hasPrefix(start) else { return }
        let rest = full.dropFirst(start.count)
        let kind = rest.prefix { $0 != ":" }
        let plain: Set<String> = [
            "tuple", "str", "unicode", "int", "long", "float", "bool", "none", "list", "dict", "complex", "bytes",
        ]
        guard !plain.contains(String(kind)) else { return }
        let target = String(rest.drop { $0 != ":" }.dropFirst())
        // Documents of other programs name functions of Python's libraries this way.
        if kind == "name", !isOfModel, PythonTarget.standing(of: target).isHarmless { return }
        let isActing = PythonTarget.standing(of: target).isActing
        inspection.report(
            isActing ? ConfigurationRules.acting : ConfigurationRules.tag,
            "makes \(Finding.quote(rest))",
            at: offset
        )
    }

    private mutating func checkTarget(_ target: String, _ what: String, at offset: UInt64, isFunction: Bool = false) {
        switch PythonTarget.standing(of: target) {
        case .known: return
        case .acting:
            inspection.report(ConfigurationRules.acting, "\(what) names \(Finding.quote(target))", at: offset)
        case .unknown:
            let root = target.split(separator: ".").first.map(String.init) ?? ""
            if isFunction, ["speechbrain", "torch", "torchaudio", "hyperpyyaml"].contains(root) { return }
            guard isOfModel || isFlavours else { return }
            inspection.report(ConfigurationRules.outside, "\(what) names \(Finding.quote(target))", at: offset)
        }
    }

    /// Members by which hydra and MLflow import, and those that name files.
    private mutating func checkMember(_ line: ArraySlice<UInt8>, at offset: UInt64) {
        let text = Self.unescaped(line)
        if let key = pending {
            let value = Self.value(text)
            if !value.isEmpty { pending = nil }
            checkImport(value, of: key, at: offset)
        }
        for key in ["_target_", "loader_module"] {
            var rest = text[...]
            while let range = rest.firstRange(of: key) {
                rest = rest[range.upperBound...]
                let behind = rest.drop { "\"' \t".contains($0) }
                // The value may stand in the next line: behind a colon of its own, or as a block.
                guard behind.first == ":" else {
                    if behind.isEmpty { pending = key }
                    continue
                }
                let value = Self.value(behind)
                if value.isEmpty { pending = key }
                checkImport(value, of: key, at: offset)
            }
        }
        guard isFlavours, let colon = text.firstIndex(of: ":") else { return }
        let name = text[..<colon].filter { !"\"' \t-".contains($0) }
        let value = Self.value(text[colon...])
        if ["code", "model_code_path", "code_paths"].contains(name), !["", "null", "~"].contains(value) {
            inspection.report(ConfigurationRules.code, "\(name) names the code \(Finding.quote(value))", at: offset)
        }
        if ["data", "model_path", "pickled_model", "python_model", "model_data"].contains(name),
            Configuration.leadsOut(value)
        {
            inspection.report(ConfigurationRules.path, "\(name) is \(Finding.quote(value))", at: offset)
        }
    }

    private mutating func checkImport(_ target: String, of key: String, at offset: UInt64) {
        guard target.contains(where: \.isLetter) else { return }
        if key == "loader_module" {
            let isKnown = target == "mlflow" || target.hasPrefix("mlflow.")
            guard isFlavours, !isKnown else { return }
        }
        checkTarget(target, key, at: offset)
    }

    /// A plain or quoted value behind its colon, without tags, anchors and the signs of blocks.
    private static func value(_ text: some StringProtocol) -> String {
        var rest = text.drop { ": \t".contains($0) }
        while let first = rest.first, "&!|>".contains(first) {
            rest = rest.drop { !" \t".contains($0) }.drop { " \t".contains($0) }
        }
        return String(rest.drop { "\"' \t".contains($0) }.prefix { !"\"' \t,}#".contains($0) })
    }

    /// A line with the escapes of double quotes resolved.
    private static func unescaped(_ line: ArraySlice<UInt8>) -> String {
        guard line.contains(UInt8(ascii: "\\")) else { return String(decoding: line, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = line
        while let byte = rest.popFirst() {
            let digits = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]
            guard byte == UInt8(ascii: "\\"), let kind = rest.first, let count = digits[kind],
                let value = UInt32(String(decoding: rest.dropFirst().prefix(count), as: UTF8.self), radix: 16),
                let scalar = UnicodeScalar(value)
            else {
                result.append(byte)
                continue
            }
            rest = rest.dropFirst(1 + count)
            result += Array(String(Character(scalar)).utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A tag without the escapes of an address.
    private static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension PythonTarget.Standing {
    fileprivate var isActing: Bool { if case .acting = self { true } else { false } }
    fileprivate var isHarmless: Bool { !isActing }
}
