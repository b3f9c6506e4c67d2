import HallmarkCore
import HallmarkModelScan
import Testing

/// Puts an ONNX model together.
enum ONNX {
    static func node(_ type: String, domain: String? = nil, _ attributes: [UInt8]...) -> [UInt8] {
        Field.message(
            1,
            Field.text(1, "x"),
            Field.text(2, "y"),
            Field.text(4, type),
            attributes.flatMap { $0 },
            domain.map { Field.text(7, $0) } ?? []
        )
    }

    /// An attribute's message, in a node's field 5.
    static func attribute(_ name: String, _ type: UInt64, _ value: [UInt8]) -> [UInt8] {
        Field.message(5, Field.text(1, name), value, Field.number(20, type))
    }

    /// A tensor's content.
    static func tensor(_ dims: [UInt64] = [2], type: UInt64 = 1, raw: Int? = 8, _ more: [UInt8]...) -> [UInt8] {
        dims.flatMap { Field.number(1, $0) } + Field.number(2, type) + Field.text(8, "w")
            + (raw.map { Field.message(9, [UInt8](repeating: 0, count: $0)) } ?? []) + more.flatMap { $0 }
    }

    static func external(_ entries: (String, String)...) -> [UInt8] {
        let texts = entries.flatMap { Field.message(13, Field.text(1, $0.0), Field.text(2, $0.1)) }
        return tensor(raw: nil, texts, Field.number(14, 1))
    }

    static func graph(_ parts: [UInt8]...) -> [UInt8] {
        parts.flatMap { $0 } + Field.text(2, "g") + Field.message(11, Field.text(1, "x"))
            + Field.message(12, Field.text(1, "y"))
    }

    static func function(_ name: String, domain: String = "local", _ nodes: [UInt8]...) -> [UInt8] {
        // A function's nodes are its field 7.
        let body = nodes.flatMap { Field.varint(7 << 3 | 2) + $0.dropFirst() }
        return Field.message(25, Field.text(1, name), body, Field.text(10, domain))
    }

    static func model(version: UInt64 = 8, _ graph: [UInt8], _ more: [UInt8]...) -> [UInt8] {
        Field.number(1, version) + Field.message(7, graph) + Field.message(8, Field.text(1, ""), Field.number(2, 17))
            + more.flatMap { $0 }
    }

    /// A model of one node and one initializer.
    static func model(tensor: [UInt8]) -> [UInt8] { model(graph(node("Add"), Field.message(5, tensor))) }
    static func model(node: [UInt8]) -> [UInt8] { model(graph(node)) }
    static let plain = model(tensor: tensor())
}

struct ONNXTests {
    private static let hostile = ONNX.external(("location", "../w"))
    private static let harmless = ONNX.external(("location", "w"), ("offset", "0"), ("length", "8"))

    private static func places(_ tensor: [UInt8]) -> [(String, [UInt8])] {
        let value = ONNX.attribute("value", 4, Field.message(5, tensor))
        let inner = ONNX.graph(ONNX.node("Identity"), Field.message(5, tensor))
        return [
            ("an initializer", ONNX.model(tensor: tensor)),
            (
                "a sparse initializer",
                ONNX.model(ONNX.graph(ONNX.node("Add"), Field.message(15, Field.message(1, tensor))))
            ),
            ("sparse indices", ONNX.model(ONNX.graph(ONNX.node("Add"), Field.message(15, Field.message(2, tensor))))),
            ("a constant", ONNX.model(node: ONNX.node("Constant", value))),
            (
                "a list of tensors",
                ONNX.model(node: ONNX.node("Add", ONNX.attribute("v", 9, Field.message(10, tensor))))
            ),
            (
                "a sparse attribute",
                ONNX.model(node: ONNX.node("Add", ONNX.attribute("v", 11, Field.message(22, Field.message(1, tensor)))))
            ),
            ("a branch", ONNX.model(node: ONNX.node("If", ONNX.attribute("then_branch", 5, Field.message(6, inner))))),
            (
                "a list of graphs",
                ONNX.model(node: ONNX.node("Scan", ONNX.attribute("g", 10, Field.message(11, inner))))
            ),
            (
                "a function",
                ONNX.model(
                    ONNX.graph(ONNX.node("F", domain: "local")),
                    ONNX.function("F", ONNX.node("Constant", value))
                )
            ),
            ("training", ONNX.model(ONNX.graph(ONNX.node("Add")), Field.message(20, Field.message(2, inner)))),
        ]
    }

    @Test func externalDataIsSeenEverywhere() {
        for ((what, refused), (_, accepted)) in zip(Self.places(Self.hostile), Self.places(Self.harmless)) {
            #expect(scan(refused, as: "a.onnx").rules == ["ONX002"], "\(what)")
            #expect(scan(accepted, as: "a.onnx").findings.isEmpty, "\(what)")
            #expect(scan(refused, as: "weights.bin").format == .onnx, "\(what)")
        }
    }

    @Test(arguments: [
        "", ".", "..", "/etc/passwd", "a/../b", "../w", "a\\b", "C:w", "c:/w", "http://h/w", "file:w", "//h/w", "a//b",
        "a\0b", "~/w", "${HOME}/w", "*/_ORT_MEM_ADDR_/*", "a\nb", "w/", String(repeating: "a", count: 5000),
    ])
    func refusesLocations(_ location: String) {
        #expect(scan(ONNX.model(tensor: ONNX.external(("location", location))), as: "a.onnx").rules == ["ONX002"])
    }

    @Test(arguments: [
        "w", "./w", "model.onnx.data", "model.onnx_data", "a/b.bin", "onnx::MatMul_12", "a..b", "enc layers.0%weight",
        "é",
    ])
    func acceptsLocations(_ location: String) {
        #expect(scan(ONNX.model(tensor: ONNX.external(("location", location))), as: "a.onnx").findings.isEmpty)
    }

    private static let cases: [RuleCase] = [
        RuleCase(ONNXRules.structure, "no graph", refuses: Field.number(1, 8), accepts: ONNX.plain),
        RuleCase(ONNXRules.structure, "no version", refuses: Array(ONNX.plain.dropFirst(2)), accepts: ONNX.plain),
        RuleCase(
            ONNXRules.structure,
            "no operator sets",
            refuses: Field.number(1, 8) + Field.message(7, ONNX.graph(ONNX.node("Add"))),
            accepts: Field.number(1, 2) + Field.message(7, ONNX.graph(ONNX.node("Add")))
        ),
        RuleCase(ONNXRules.structure, "bytes behind it", refuses: ONNX.plain + [0], accepts: ONNX.plain),
        RuleCase(
            ONNXRules.structure,
            "a long name",
            refuses: ONNX.model(node: ONNX.node(String(repeating: "A", count: 257), domain: "com.microsoft")),
            accepts: ONNX.model(node: ONNX.node("Gelu", domain: "com.microsoft"))
        ),
        RuleCase(
            ONNXRules.external,
            "a negative offset",
            refuses: ONNX.model(tensor: ONNX.external(("location", "w"), ("offset", "-1"))),
            accepts: ONNX.model(tensor: ONNX.external(("location", "w"), ("offset", "1")))
        ),
        RuleCase(
            ONNXRules.external,
            "an end beyond 63 bits",
            refuses: ONNX.model(tensor: ONNX.external(("location", "w"), ("offset", "1"), ("length", "\(Int64.max)"))),
            accepts: ONNX.model(tensor: ONNX.external(("location", "w"), ("offset", "0"), ("length", "\(Int64.max)")))
        ),
        RuleCase(
            ONNXRules.external,
            "an unknown key",
            refuses: ONNX.model(tensor: ONNX.external(("location", "w"), ("name", "x"))),
            accepts: ONNX.model(tensor: ONNX.external(("location", "w"), ("checksum", "ab")))
        ),
        RuleCase(
            ONNXRules.external,
            "two locations",
            refuses: ONNX.model(tensor: ONNX.external(("location", "w"), ("location", "w"))),
            accepts: ONNX.model(tensor: harmless)
        ),
        RuleCase(
            ONNXRules.external,
            "no location",
            refuses: ONNX.model(tensor: ONNX.external()),
            accepts: ONNX.model(tensor: harmless)
        ),
        RuleCase(
            ONNXRules.size,
            "too few bytes",
            refuses: ONNX.model(tensor: ONNX.tensor([3])),
            accepts: ONNX.model(tensor: ONNX.tensor([2]))
        ),
        RuleCase(
            ONNXRules.size,
            "a half byte",
            refuses: ONNX.model(tensor: ONNX.tensor([3], type: 22, raw: 1)),
            accepts: ONNX.model(tensor: ONNX.tensor([3], type: 22, raw: 2))
        ),
        RuleCase(
            ONNXRules.size,
            "a negative dimension",
            refuses: ONNX.model(tensor: ONNX.tensor([UInt64(bitPattern: -1)], raw: nil)),
            accepts: ONNX.model(tensor: ONNX.tensor([0], raw: nil))
        ),
        RuleCase(
            ONNXRules.size,
            "an overflow",
            refuses: ONNX.model(tensor: ONNX.tensor([1 << 32, 1 << 32], raw: nil)),
            accepts: ONNX.model(tensor: ONNX.tensor([1 << 10, 1 << 10], raw: nil))
        ),
        RuleCase(
            ONNXRules.custom,
            "a domain of its own",
            refuses: ONNX.model(node: ONNX.node("Op", domain: "evil")),
            accepts: ONNX.model(node: ONNX.node("Normalizer", domain: "ai.onnx.ml"))
        ),
        RuleCase(
            ONNXRules.custom,
            "an operator that is no function",
            refuses: ONNX.model(ONNX.graph(ONNX.node("G", domain: "local")), ONNX.function("F", ONNX.node("Add"))),
            accepts: ONNX.model(ONNX.graph(ONNX.node("F", domain: "local")), ONNX.function("F", ONNX.node("Add")))
        ),
        RuleCase(
            ONNXRules.custom,
            "an unknown operator of no domain",
            refuses: ONNX.model(node: ONNX.node("Run")),
            accepts: ONNX.model(node: ONNX.node("Relu", domain: "ai.onnx"))
        ),
        RuleCase(
            ONNXRules.python,
            "Python",
            refuses: ONNX.model(node: ONNX.node("PyOp", domain: "com.microsoft")),
            accepts: ONNX.model(node: ONNX.node("Pow"))
        ),
        RuleCase(
            ONNXRules.vendor,
            "a contributed operator",
            refuses: ONNX.model(node: ONNX.node("FastGelu", domain: "com.microsoft")),
            accepts: ONNX.model(node: ONNX.node("Gelu"))
        ),
        RuleCase(
            ONNXRules.unread,
            "an unknown one of ONNX Runtime",
            refuses: ONNX.model(node: ONNX.node("Nothing", domain: "com.microsoft")),
            accepts: ONNX.model(node: ONNX.node("Identity"))
        ),
        RuleCase(
            ONNXRules.unread,
            "an unknown field",
            refuses: ONNX.plain + Field.number(99, 1),
            accepts: ONNX.plain + Field.message(14, Field.text(1, "k"))
        ),
        RuleCase(
            ONNXRules.compiled,
            "an accelerator's program",
            refuses: ONNX.model(node: ONNX.node("EPContext", domain: "com.microsoft")),
            accepts: ONNX.model(node: ONNX.node("Cast"))
        ),
        RuleCase(
            ONNXRules.location,
            "an accelerator's program elsewhere",
            refuses: ONNX.model(
                node: ONNX.node(
                    "EPContext",
                    domain: "com.microsoft",
                    ONNX.attribute("embed_mode", 2, Field.number(3, 0)),
                    ONNX.attribute("ep_cache_context", 3, Field.text(4, "../x"))
                )
            ),
            accepts: ONNX.model(node: ONNX.node("Add", ONNX.attribute("ep_cache_context", 3, Field.text(4, "../x"))))
        ),
        RuleCase(
            ONNXRules.function,
            "recursion",
            refuses: ONNX.model(
                ONNX.graph(ONNX.node("F", domain: "local")),
                ONNX.function("F", ONNX.node("G", domain: "local")),
                ONNX.function("G", ONNX.node("F", domain: "local"))
            ),
            accepts: ONNX.model(
                ONNX.graph(ONNX.node("F", domain: "local")),
                ONNX.function("F", ONNX.node("G", domain: "local")),
                ONNX.function("G", ONNX.node("Add"))
            )
        ),
        RuleCase(
            ONNXRules.function,
            "expansion",
            refuses: tower(25),
            accepts: tower(23)
        ),
        RuleCase(
            ONNXRules.function,
            "one function twice",
            refuses: ONNX.model(
                ONNX.graph(ONNX.node("Add")),
                ONNX.function("F", ONNX.node("Add")),
                ONNX.function("F", ONNX.node("Sub"))
            ),
            accepts: ONNX.model(
                ONNX.graph(ONNX.node("Add")),
                ONNX.function("F", ONNX.node("Add")),
                ONNX.function("G", ONNX.node("Sub"))
            )
        ),
        RuleCase(
            ONNXRules.twice,
            "two operators in a node",
            refuses: ONNX.model(ONNX.graph(Field.message(1, Field.text(4, "Add"), Field.text(4, "Sub")))),
            accepts: ONNX.model(ONNX.graph(Field.message(1, Field.text(4, "Add"))))
        ),
        RuleCase(
            ONNXRules.limit,
            "too many operators",
            refuses: many(ONNXModel.maximumOperators + 1),
            accepts: ONNX.model(node: ONNX.node("Add"))
        ),
    ]

    /// So many functions, each of which calls the next twice.
    private static func tower(_ count: Int) -> [UInt8] {
        let functions = (0..<count).flatMap { index in
            let next = ONNX.node("F\(index + 1)", domain: "local")
            return ONNX.function("F\(index)", next, next)
        }
        return ONNX.model(
            ONNX.graph(ONNX.node("F0", domain: "local")),
            functions,
            ONNX.function("F\(count)", ONNX.node("Add"))
        )
    }

    private static func many(_ count: Int) -> [UInt8] {
        ONNX.model((0..<count).flatMap { ONNX.node("A\($0)", domain: "d") })
    }

    @Test(arguments: cases)
    func judges(_ rule: RuleCase) {
        let refused = scan(rule.refused, as: "a.onnx")
        #expect(refused.rules.contains(rule.rule.id), "\(refused.findings.map(\.message))")
        let accepted = scan(rule.accepted, as: "a.onnx")
        #expect(!accepted.rules.contains(rule.rule.id), "\(accepted.findings.map(\.message))")
    }

    @Test func messagesThatNestTooDeeplyAreRefused() {
        func nested(_ count: Int) -> [UInt8] {
            ONNX.model(
                (0..<count).reduce(ONNX.graph(ONNX.node("Add"))) { inner, _ in
                    ONNX.graph(ONNX.node("If", ONNX.attribute("then_branch", 5, Field.message(6, inner))))
                }
            )
        }
        #expect(scan(nested(40), as: "a.onnx").findings.isEmpty)
        #expect(scan(nested(43), as: "a.onnx").rules == ["ONX001"])
    }

    @Test func otherBytesAreNoONNX() {
        let others: [[UInt8]] = [
            [], [0], Array("import os\nos.system('id')\n".utf8), Field.number(1, 8),
            Field.number(1, 8) + Field.message(7, []),
            Field.number(1, 8) + Field.message(7, Field.message(1, Field.text(1, "key"), Field.text(2, "value"))),
            coreML(program(weights: "@model_path/w.bin")), pickle(.payload, .stop), safetensors("{}"),
        ]
        for other in others { #expect(scan(other, as: "blob").format != .onnx) }
        #expect(scan(ONNX.plain, as: "blob").format == .onnx)
        #expect(ModelDetector().model(path: "blob", head: ONNX.plain)?.format == .onnx)
    }

    @Test func readsWhatTheModelSays() {
        let report = scan(Field.text(2, "exporter") + ONNX.plain, as: "a.onnx")
        #expect(report.verdict == .safe && report.metadata.formatVersion == "8" && report.metadata.name == "g")
        #expect(report.metadata.architecture == "exporter" && report.metadata.tensorCount == 1)
        #expect(report.metadata.parameterCount == 2 && report.metadata.dataTypes == ["F32"])
    }

    @Test func acceptsNoPrefixAndTrapsOnNoFlippedBit() {
        let bytes = ONNX.model(
            ONNX.graph(
                ONNX.node("F", domain: "local"),
                Field.message(5, ONNX.tensor()),
                Field.message(5, Self.harmless)
            ),
            ONNX.function("F", ONNX.node("Add"))
        )
        #expect(scan(bytes, as: "a.onnx").verdict == .safe)
        for count in 0..<bytes.count {
            #expect(scan(Array(bytes[..<count]), as: "a.onnx").verdict != .safe, "\(count) bytes")
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                #expect(scan(flipped, as: "a.onnx").verdict != .notAModel)
            }
        }
    }
}
