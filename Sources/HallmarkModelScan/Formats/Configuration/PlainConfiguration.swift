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

    /// Members by which hydra and MLflow import.
    private mutating func checkMember(_ line: ArraySlice<UInt8>, at offset: UInt64) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let text = String(decoding: line, as: UTF8.self)
        for key in ["_target_", "loader_module"] {
            var rest = text[...]
            while let range = rest.firstRange(of: key) {
                rest = rest[range.upperBound...]
                let value = rest.drop { "\"' \t".contains($0) }
                guard value.first == ":" else { continue }
                let target = value.dropFirst().drop { "\"' \t".contains($0) }
                    .prefix { !"\"' \t,}#".contains($0) }
                guard target.contains(where: \.isLetter) else { continue }
                let isKnown = key == "loader_module" && (target == "mlflow" || target.hasPrefix("mlflow."))
                if !isKnown, key == "_target_" || isFlavours { checkTarget(String(target), key, at: offset) }
            }
        }
        guard isFlavours else { return }
        let name = line[..<colon].filter { $0 > 0x20 }
        for key in ["code", "model_code_path", "code_paths"] where name.elementsEqual(key.utf8) {
            let value = line[line.index(after: colon)...].filter { $0 > 0x20 }
            guard !value.isEmpty, !value.elementsEqual("null".utf8), !value.elementsEqual("~".utf8) else { continue }
            inspection.report(
                ConfigurationRules.code,
                "\(key) names the code \(Finding.quote(String(decoding: value, as: UTF8.self)))",
                at: offset
            )
        }
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
