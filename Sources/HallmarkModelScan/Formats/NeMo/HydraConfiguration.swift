internal import HallmarkCore

/// A configuration in YAML whose keys `_target_` name what Hydra calls.
///
/// No reader of YAML: whatever is not written in the plainest way, on one line, is a finding.
enum HydraConfiguration {
    /// How many bytes are read.
    static let maximumSize = 1 << 22

    /// Namespaces whose classes (names that begin with a capital) only compute, as NeMo's own configurations use them.
    private static let namespaces = [
        "nemo.", "nemo_text_processing.", "torch.nn.", "torch.optim.", "torchmetrics.", "pytorch_lightning.",
        "lightning.pytorch.", "omegaconf.", "megatron.core.", "transformers.", "torchaudio.transforms.",
        "torchvision.transforms.",
    ]

    /// Tags of YAML's own types (YAML 1.1, "Language-Independent Types").
    private static let plainTags: Set<String> = [
        "str", "int", "float", "bool", "null", "map", "seq", "binary", "timestamp", "omap", "pairs", "set", "merge",
    ]

    static func check(_ bytes: [UInt8], into inspection: inout Inspection) {
        let text = String(validating: bytes, as: UTF8.self)
        // Other ends of a line, which YAML 1.1 knows, and a NUL.
        let others: [Unicode.Scalar] = ["\u{0}", "\u{85}", "\u{2028}", "\u{2029}"]
        guard let text, !text.unicodeScalars.contains(where: others.contains) else {
            return inspection.report(NeMoRules.tag, "is no plain text in UTF-8", at: 0)
        }
        var offset: UInt64 = 0
        for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            check(line: YAMLLine(line), at: offset, &inspection)
            // At the top, the class that NeMo itself imports.
            let key = Array("target:".utf8)
            if line.starts(with: key) {
                check(target: YAMLLine(line).content.dropFirst(key.count - 1), at: offset, &inspection)
            }
            offset += UInt64(line.count) + 1
        }
    }

    private static func check(line: YAMLLine, at offset: UInt64, _ inspection: inout Inspection) {
        for tag in line.tags where !(tag.hasPrefix("!!") && plainTags.contains(String(tag.dropFirst(2)))) {
            let rule = tag.contains("python") ? NeMoRules.dangerousTarget : NeMoRules.tag
            inspection.report(rule, "the tag \(Finding.quote(tag))", at: offset)
        }
        if line.isDirective { inspection.report(NeMoRules.tag, "a directive", at: offset) }
        if line.hasEscapedKey { inspection.report(NeMoRules.tag, "a key with escapes", at: offset) }
        let key = Array("_target_".utf8)
        let content = line.content
        for index in content.indices where content[index...].starts(with: key) {
            // A part of a longer name is another name.
            let before = index > content.startIndex ? content[index - 1] : 0x20
            let rest = content[(index + key.count)...]
            guard !isNamePart(before), !(rest.first.map(isNamePart) ?? false) else { continue }
            check(target: rest, at: offset, &inspection)
        }
    }

    /// What stands behind the key, which must be a colon and a dotted name.
    private static func check(target rest: ArraySlice<UInt8>, at offset: UInt64, _ inspection: inout Inspection) {
        var rest = rest
        if let quotation = rest.first, quotation == 0x22 || quotation == 0x27 { rest = rest.dropFirst() }
        rest = rest.drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: ":") else {
            return inspection.report(NeMoRules.tag, "_target_ that is no plain key", at: offset)
        }
        let value = rest.dropFirst().drop { $0 == 0x20 }
        let quotation = value.first.flatMap { $0 == 0x22 || $0 == 0x27 ? $0 : nil }
        let name = (quotation == nil ? value : value.dropFirst()).prefix { $0 == 0x2E || isNamePart($0) }
        var after = value.dropFirst(name.count + (quotation == nil ? 0 : 1))
        let isClosed = quotation == nil || after.first == quotation
        if quotation != nil { after = after.dropFirst() }
        after = after.drop { $0 == 0x20 }
        // Behind it the next pair of a map in braces.
        guard !name.isEmpty, isClosed, after.isEmpty || after.first == 0x2C || after.first == 0x7D else {
            return inspection.report(NeMoRules.tag, "a target that is not written out: \(quote(value))", at: offset)
        }
        judge(String(decoding: name, as: UTF8.self), at: offset, &inspection)
    }

    private static func judge(_ target: String, at offset: UInt64, _ inspection: inout Inspection) {
        guard target != "null" else { return }
        let parts = target.split(separator: ".", omittingEmptySubsequences: false)
        let last = parts.last.map(String.init) ?? ""
        let module = parts.dropLast().joined(separator: ".")
        let isClass = last.unicodeScalars.first.map { ("A"..."Z").contains($0) } ?? false
        if namespaces.contains(where: target.hasPrefix), isClass { return }
        if case .dangerous = PickleImport(module: module, name: last).standing {
            return inspection.report(NeMoRules.dangerousTarget, "calls \(Finding.quote(target))", at: offset)
        }
        inspection.report(NeMoRules.unlistedTarget, "calls \(Finding.quote(target))", at: offset)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private static func quote(_ bytes: ArraySlice<UInt8>) -> String {
        Finding.quote(String(decoding: bytes, as: UTF8.self))
    }
}
