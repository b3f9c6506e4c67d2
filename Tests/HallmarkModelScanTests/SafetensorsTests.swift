import HallmarkCore
import HallmarkModelScan
import Testing

struct SafetensorsTests {
    private static func tensor(_ dataType: String, _ shape: String, _ begin: UInt64, _ end: UInt64) -> String {
        #"{"dtype":"\#(dataType)","shape":[\#(shape)],"data_offsets":[\#(begin),\#(end)]}"#
    }

    private static let one = safetensors(#"{"a":\#(tensor("F32", "2", 0, 8))}"#, data: 8)

    static let cases: [RuleCase] = [
        RuleCase(
            SafetensorsRules.headerSize,
            "a header beyond the file",
            refuses: little(UInt64(one.count)) + one.dropFirst(8),
            accepts: one
        ),
        RuleCase(
            SafetensorsRules.headerSize,
            "a length of more than 63 bits",
            refuses: little(UInt64.max) + one.dropFirst(8),
            accepts: one
        ),
        RuleCase(SafetensorsRules.headerSize, "less than a length", refuses: Array(one.prefix(7)), accepts: one),
        RuleCase(
            SafetensorsRules.json,
            "a name twice",
            refuses: safetensors(#"{"a":\#(tensor("U8", "0", 0, 0)),"a":\#(tensor("U8", "0", 0, 0))}"#),
            accepts: safetensors(#"{"a":\#(tensor("U8", "0", 0, 0)),"b":\#(tensor("U8", "0", 0, 0))}"#)
        ),
        RuleCase(
            SafetensorsRules.json,
            "a header that is no object",
            refuses: safetensors("[]"),
            accepts: safetensors("{}")
        ),
        RuleCase(
            SafetensorsRules.json,
            "white space before the header",
            refuses: safetensors(" {}"),
            accepts: safetensors("{} ")
        ),
        RuleCase(
            SafetensorsRules.metadata,
            "metadata that is no text",
            refuses: safetensors(#"{"__metadata__":{"a":1}}"#),
            accepts: safetensors(#"{"__metadata__":{"a":"1"}}"#)
        ),
        RuleCase(
            SafetensorsRules.tensor,
            "a fourth member",
            refuses: safetensors(#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"code":"x"}}"#),
            accepts: safetensors(#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#)
        ),
        RuleCase(
            SafetensorsRules.tensor,
            "a negative dimension",
            refuses: safetensors(#"{"a":\#(tensor("U8", "-1,0", 0, 0))}"#),
            accepts: safetensors(#"{"a":\#(tensor("U8", "1,0", 0, 0))}"#)
        ),
        RuleCase(
            SafetensorsRules.dataType,
            "an unknown type",
            refuses: safetensors(#"{"a":\#(tensor("F8", "0", 0, 0))}"#),
            accepts: safetensors(#"{"a":\#(tensor("F8_E4M3", "0", 0, 0))}"#)
        ),
        RuleCase(
            SafetensorsRules.size,
            "a shape that needs more",
            refuses: safetensors(#"{"a":\#(tensor("F32", "3", 0, 8))}"#, data: 8),
            accepts: one
        ),
        RuleCase(
            SafetensorsRules.size,
            "a product of more than 64 bits",
            refuses: safetensors(#"{"a":\#(tensor("U8", "4294967296,4294967296", 0, 0))}"#),
            accepts: safetensors(#"{"a":\#(tensor("U8", "4294967296,0", 0, 0))}"#)
        ),
        RuleCase(
            SafetensorsRules.layout,
            "an overlap",
            refuses: safetensors(#"{"a":\#(tensor("U8", "4", 0, 4)),"b":\#(tensor("U8", "4", 2, 6))}"#, data: 6),
            accepts: safetensors(#"{"a":\#(tensor("U8", "4", 0, 4)),"b":\#(tensor("U8", "2", 4, 6))}"#, data: 6)
        ),
        RuleCase(
            SafetensorsRules.layout,
            "a hole",
            refuses: safetensors(#"{"a":\#(tensor("U8", "4", 0, 4)),"b":\#(tensor("U8", "1", 5, 6))}"#, data: 6),
            accepts: safetensors(#"{"b":\#(tensor("U8", "2", 4, 6)),"a":\#(tensor("U8", "4", 0, 4))}"#, data: 6)
        ),
        RuleCase(
            SafetensorsRules.end,
            "bytes after the last tensor",
            refuses: one + [0],
            accepts: one
        ),
        RuleCase(
            SafetensorsRules.end,
            "a tensor beyond the file",
            refuses: Array(one.dropLast()),
            accepts: one
        ),
        RuleCase(
            SafetensorsRules.limit,
            "a header that is too large",
            refuses: safetensors("{" + String(repeating: " ", count: 32 << 20) + "}"),
            accepts: safetensors("{" + String(repeating: " ", count: 1000) + "}")
        ),
    ]

    @Test(arguments: cases)
    func refusesOneAndAcceptsTheOther(_ example: RuleCase) {
        let refused = scan(example.refused, as: "model.safetensors")
        #expect(refused.rules == [example.rule.id], "\(refused.findings.map(\.message))")
        #expect(refused.verdict == verdict(of: example.rule.severity))
        let accepted = scan(example.accepted, as: "model.safetensors")
        #expect(accepted.verdict == .safe && accepted.findings.isEmpty, "\(accepted.findings.map(\.message))")
    }

    @Test func everyRuleHasACase() {
        #expect(Set(Self.cases.map(\.rule)) == Set(SafetensorsRules.all))
    }

    @Test func readsMetadata() {
        let header = #"{"__metadata__":{"modelspec.title":"T","license":"MIT","modelspec.author":"A"},"#
        let bytes = safetensors(header + #""a":\#(Self.tensor("BF16", "2,3", 0, 12))}"#, data: 12)
        let metadata = scan(bytes, as: "a.safetensors").metadata
        #expect(metadata.name == "T")
        #expect(metadata.license == "MIT")
        #expect(metadata.author == "A")
        #expect(metadata.tensorCount == 1)
        #expect(metadata.parameterCount == 6)
        #expect(metadata.dataTypes == ["BF16"])
    }

    @Test func realFilesAreSafe() throws {
        let classifier = scan(try example("Models/classifier.safetensors"), as: "classifier.safetensors")
        #expect(classifier.verdict == .safe && classifier.findings.isEmpty)
        #expect(classifier.metadata.tensorCount == 6)
        #expect(classifier.metadata.parameterCount == 11_043)
        #expect(classifier.metadata.dataTypes == ["F32"])
        #expect(classifier.sha256?.hex == "2062d6de9a832a10efc6d1d1ea5d015cbc7a13c0b5b16d6a3797085ea1c53a4b")
        let silero = scan(try example("Models/silero-vad/silero_vad_16k.safetensors"), as: "silero")
        #expect(silero.verdict == .safe && silero.findings.isEmpty)
        #expect(silero.format == .safetensors)
        #expect(silero.metadata.dataTypes == ["F32"])
    }

    @Test func acceptsNoPrefixAndNoOtherTensors() throws {
        let bytes = try example("Models/classifier.safetensors")
        let real = Safetensors().inspect(bytes)
        let header = 8 + Int(bytes[0]) + (Int(bytes[1]) << 8)
        for count in Array(0...header + 1) + [bytes.count - 1] {
            #expect(scan(Array(bytes[..<count]), as: "a.safetensors").verdict != .safe, "\(count) bytes")
        }
        for index in 0..<header {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                let found = Safetensors().inspect(flipped)
                guard ModelVerdict(found.findings) == .safe else { continue }
                #expect(found.metadata.tensorCount == real.metadata.tensorCount, "bit \(bit) of byte \(index)")
                #expect(found.metadata.parameterCount == real.metadata.parameterCount, "bit \(bit) of byte \(index)")
            }
        }
    }
}
