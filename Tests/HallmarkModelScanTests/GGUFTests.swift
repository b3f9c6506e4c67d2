import HallmarkModelScan
import Testing

struct GGUFTests {
    typealias Tensor = GGUFFile.Tensor

    /// A file of one tensor of 32 floats, changed by the caller.
    private static func file(_ change: (inout GGUFFile) -> Void = { _ in }) -> [UInt8] {
        var file = GGUFFile(keys: [GGUFFile.key("general.architecture", "llama")], tensors: [Tensor()], data: 128)
        change(&file)
        return file.bytes
    }

    private static func key(_ name: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        file { $0.keys.append(GGUFFile.key(name, type, value)) }
    }

    private static func nested(_ depth: Int) -> [UInt8] {
        (0..<depth).reduce([UInt8]()) { inner, level in
            level == 0 ? GGUFFile.array(0, 1, [0]) : GGUFFile.array(9, 1, inner)
        }
    }

    private static func template(_ text: String) -> [UInt8] {
        file { $0.keys.append(GGUFFile.key("tokenizer.chat_template", text)) }
    }

    static let cases: [RuleCase] = [
        RuleCase(GGUFRules.structure, "another magic", refuses: file { $0.magic = "GGUE" }, accepts: file()),
        RuleCase(GGUFRules.structure, "a short header", refuses: Array(file().prefix(20)), accepts: file()),
        RuleCase(GGUFRules.version, "version 1", refuses: file { $0.version = 1 }, accepts: file { $0.version = 2 }),
        RuleCase(
            GGUFRules.version,
            "the other byte order",
            refuses: file { $0.version = 0x0300_0000 },
            accepts: file { $0.version = 3 }
        ),
        RuleCase(
            GGUFRules.count,
            "more tensors than fit",
            refuses: file { $0.tensorCount = .max },
            accepts: file { $0.tensorCount = 1 }
        ),
        RuleCase(GGUFRules.count, "more keys than fit", refuses: file { $0.keyCount = 1 << 62 }, accepts: file()),
        RuleCase(
            GGUFRules.count,
            "text beyond the file",
            refuses: key("a.b", 8, little(UInt64.max)),
            accepts: key("a.b", 8, little(UInt64(0)))
        ),
        RuleCase(
            GGUFRules.count,
            "an array beyond the file",
            refuses: key("a.b", 9, little(UInt32(10)) + little(UInt64.max)),
            accepts: key("a.b", 9, little(UInt32(10)) + little(UInt64(0)))
        ),
        RuleCase(
            GGUFRules.count,
            "a tensor's name that is too long",
            refuses: file { $0.tensors[0].name = String(repeating: "a", count: 64) },
            accepts: file { $0.tensors[0].name = String(repeating: "a", count: 63) }
        ),
        RuleCase(
            GGUFRules.duplicate,
            "a key twice",
            refuses: file { $0.keys += [GGUFFile.key("a.b", "x"), GGUFFile.key("a.b", "y")] },
            accepts: file { $0.keys += [GGUFFile.key("a.b", "x"), GGUFFile.key("a.c", "y")] }
        ),
        RuleCase(
            GGUFRules.duplicate,
            "a tensor's name twice",
            refuses: file { file in
                file.tensors.append(Tensor(name: "a", offset: 128))
                file.data = 256
            },
            accepts: file { file in
                file.tensors.append(Tensor(name: "b", offset: 128))
                file.data = 256
            }
        ),
        RuleCase(GGUFRules.value, "an unknown kind", refuses: key("a.b", 13, [0]), accepts: key("a.b", 0, [0])),
        RuleCase(GGUFRules.value, "a truth of two", refuses: key("a.b", 7, [2]), accepts: key("a.b", 7, [1])),
        RuleCase(
            GGUFRules.value,
            "a key that is not ASCII",
            refuses: key("a.é", 0, [0]),
            accepts: key("a.e", 0, [0])
        ),
        RuleCase(
            GGUFRules.value,
            "templates in an array",
            refuses: key("tokenizer.chat_template", 9, GGUFFile.array(8, 1, GGUFFile.text("{{ x }}"))),
            // llama.cpp's list of the names of further templates.
            accepts: key("tokenizer.chat_templates", 9, GGUFFile.array(8, 1, GGUFFile.text("tool_use")))
        ),
        RuleCase(
            GGUFRules.depth,
            "arrays in arrays",
            refuses: key("a.b", 9, nested(GGUF.maximumArrayDepth + 1)),
            accepts: key("a.b", 9, nested(GGUF.maximumArrayDepth))
        ),
        RuleCase(
            GGUFRules.alignment,
            "no power of two",
            refuses: key("general.alignment", 4, little(UInt32(48))),
            accepts: key("general.alignment", 4, little(UInt32(32)))
        ),
        RuleCase(
            GGUFRules.alignment,
            "zero",
            refuses: key("general.alignment", 4, little(UInt32(0))),
            accepts: key("general.alignment", 4, little(UInt32(32)))
        ),
        RuleCase(
            GGUFRules.alignment,
            "another kind of number",
            refuses: key("general.alignment", 10, little(UInt64(32))),
            accepts: key("general.alignment", 4, little(UInt32(32)))
        ),
        RuleCase(
            GGUFRules.tensorType,
            "a withdrawn type",
            refuses: file { $0.tensors[0].type = 4 },
            accepts: file { $0.tensors[0].type = 0 }
        ),
        RuleCase(
            GGUFRules.shape,
            "no whole block",
            refuses: file { file in
                file.tensors[0] = Tensor(shape: [33], type: 8)
                file.data = 64
            },
            accepts: file { file in
                file.tensors[0] = Tensor(shape: [32], type: 8)
                file.data = 64
            }
        ),
        RuleCase(
            GGUFRules.shape,
            "a product of more than 64 bits",
            refuses: file { $0.tensors[0].shape = [1 << 32, 1 << 32] },
            accepts: file { $0.tensors[0].shape = [1 << 2, 1 << 3] }
        ),
        RuleCase(
            GGUFRules.shape,
            "five dimensions",
            refuses: file { $0.tensors[0].shape = [32, 1, 1, 1, 1] },
            accepts: file { $0.tensors[0].shape = [32, 1, 1, 1] }
        ),
        RuleCase(
            GGUFRules.layout,
            "an overlap",
            refuses: file { file in
                file.tensors.append(Tensor(name: "b", offset: 64))
                file.data = 256
            },
            accepts: file { file in
                file.tensors.append(Tensor(name: "b", offset: 128))
                file.data = 256
            }
        ),
        RuleCase(GGUFRules.layout, "a tensor beyond the file", refuses: file { $0.data = 127 }, accepts: file()),
        RuleCase(GGUFRules.end, "bytes after the last tensor", refuses: file { $0.data = 129 }, accepts: file()),
        RuleCase(GGUFRules.template, "a template", refuses: template("{{ messages }}"), accepts: file()),
        RuleCase(
            GGUFRules.hostileTemplate,
            "a template that reaches for a class",
            refuses: template("{{ ''.__class__ }}"),
            accepts: template("{{ ''._class }}")
        ),
        RuleCase(
            GGUFRules.hostileTemplate,
            "an attribute by a filter",
            refuses: template("{{ x |\n  attr('a') }}"),
            accepts: template("{{ x | trim }}")
        ),
        RuleCase(
            GGUFRules.hostileTemplate,
            "an escaped underscore",
            refuses: template(#"{{ x['\x5f\x5fclass'] }}"#),
            accepts: template(#"{{ x['class'] }}"#)
        ),
        RuleCase(
            GGUFRules.limit,
            "more keys than are read",
            refuses: file { file in
                file.keys = (0...GGUF.maximumKeys).map { GGUFFile.key("a\($0)", 0, [0]) }
            },
            accepts: file { file in
                file.keys = (0..<100).map { GGUFFile.key("a\($0)", 0, [0]) }
            }
        ),
        RuleCase(
            GGUFRules.limit,
            "a template that is too long",
            refuses: template(String(repeating: " ", count: Int(GGUF.maximumTemplateSize) + 1)),
            accepts: template(" ")
        ),
    ]

    @Test(arguments: cases)
    func refusesOneAndAcceptsTheOther(_ example: RuleCase) {
        let refused = scan(example.refused, as: "model.gguf")
        #expect(refused.rules.contains(example.rule.id), "\(refused.findings.map(\.message))")
        #expect(refused.verdict == verdict(of: example.rule.severity), "\(refused.findings.map(\.message))")
        let accepted = scan(example.accepted, as: "model.gguf")
        #expect(!accepted.rules.contains(example.rule.id), "\(accepted.findings.map(\.message))")
        #expect(accepted.verdict == .safe, "\(accepted.findings.map(\.message))")
    }

    @Test func everyRuleHasACase() {
        #expect(Set(Self.cases.map(\.rule)) == Set(GGUFRules.all))
    }

    @Test func everyTemplateIsLookedAt() {
        for name in ["tokenizer.chat_template", "tokenizer.chat_template.tool_use", "x.chat_template"] {
            let bytes = Self.file { $0.keys.append(GGUFFile.key(name, "{% set x = cycler.next %}")) }
            #expect(scan(bytes, as: "a.gguf").rules == ["GUF012", "GUF013"], "\(name)")
        }
    }

    @Test func theRealFileIsSafe() throws {
        let report = scan(try example("Models/embedder.gguf"), as: "embedder.gguf")
        #expect(report.verdict == .safe && report.findings.isEmpty)
        #expect(report.format == .gguf)
        #expect(report.metadata.name == "Example Embedder")
        #expect(report.metadata.architecture == "bert")
        #expect(report.metadata.license == "CC0-1.0")
        #expect(report.metadata.version == "1.0")
        #expect(report.metadata.formatVersion == "3")
        #expect(report.metadata.tensorCount == 21)
        #expect(report.metadata.dataTypes == ["F16", "F32", "Q8_0"])
    }

    @Test func acceptsNoPrefixAndNoOtherTensors() throws {
        let bytes = try example("Models/embedder.gguf")
        let real = GGUF().inspect(bytes)
        for count in Array(stride(from: 0, to: bytes.count, by: 101)) + [bytes.count - 1] {
            #expect(scan(Array(bytes[..<count]), as: "a.gguf").verdict != .safe, "\(count) bytes")
        }
        for index in stride(from: 0, to: 16_384, by: 3) {
            var flipped = bytes
            flipped[index] ^= 1 << (index % 8)
            let found = GGUF().inspect(flipped)
            guard ModelVerdict(found.findings) == .safe else { continue }
            #expect(found.metadata.tensorCount == real.metadata.tensorCount, "byte \(index)")
            #expect(found.metadata.parameterCount == real.metadata.parameterCount, "byte \(index)")
        }
    }
}
