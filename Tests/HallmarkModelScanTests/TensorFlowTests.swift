import HallmarkCore
import HallmarkModelScan
import Testing

/// Puts TensorFlow's messages together.
enum TensorFlow {
    /// The content of a node.
    static func node(_ type: String, name: String = "n", _ attributes: [UInt8]...) -> [UInt8] {
        Field.text(1, name) + Field.text(2, type) + attributes.flatMap { $0 }
    }

    static func attribute(_ name: String, _ value: [UInt8]) -> [UInt8] {
        Field.message(5, Field.text(1, name), Field.message(2, value))
    }

    static func text(_ name: String, _ text: String) -> [UInt8] { attribute(name, Field.text(2, text)) }
    static func texts(_ name: String, _ text: String) -> [UInt8] {
        attribute(name, Field.message(1, Field.text(2, text)))
    }

    static func graph(_ nodes: [UInt8]..., functions: [UInt8] = []) -> [UInt8] {
        Field.message(1, node("Placeholder", name: "x")) + nodes.flatMap { Field.message(1, $0) }
            + (functions.isEmpty ? [] : Field.message(2, functions)) + Field.message(4, Field.number(1, 1087))
    }

    /// A function of a library.
    static func function(_ name: String, _ nodes: [UInt8]...) -> [UInt8] {
        Field.message(1, Field.message(1, Field.text(1, name)), nodes.flatMap { Field.message(3, $0) })
    }

    static func metaGraph(_ graph: [UInt8], _ more: [UInt8]...) -> [UInt8] {
        Field.message(1, Field.text(4, "serve"), Field.text(5, "2.15.0")) + Field.message(2, graph)
            + more.flatMap { $0 }
    }

    static func asset(_ path: String) -> [UInt8] { Field.message(6, Field.message(1, []), Field.text(2, path)) }

    /// An asset as meta graphs kept them before they had a field for it.
    static func collected(_ path: String) -> [UInt8] {
        let any = Field.message(
            1,
            Field.text(1, "type.googleapis.com/tensorflow.AssetFileDef"),
            Field.message(2, Field.text(2, path))
        )
        return Field.message(4, Field.text(1, "saved_model_assets"), Field.message(2, Field.message(5, any)))
    }

    static func saved(_ metaGraphs: [UInt8]...) -> [UInt8] {
        Field.number(1, 1) + metaGraphs.flatMap { Field.message(2, $0) }
    }

    static func keras(_ metadata: String) -> [UInt8] {
        Field.message(
            1,
            Field.number(2, 1),
            Field.text(3, "root.layer-0"),
            Field.text(4, "_tf_keras_layer"),
            Field.text(5, metadata)
        )
    }

    /// A saved model with an object of Keras.
    static func object(_ metadata: String) -> [UInt8] {
        let user = Field.message(4, Field.text(1, "_tf_keras_layer"), Field.text(3, metadata))
        return saved(metaGraph(graph(), Field.message(7, Field.message(1, user))))
    }
}

struct TensorFlowTests {
    /// The same node in every place that holds one.
    private static func places(_ node: [UInt8]) -> [(String, [UInt8])] {
        let function = TensorFlow.function("f", node)
        return [
            ("a graph", TensorFlow.graph(node)),
            ("a meta graph", TensorFlow.metaGraph(TensorFlow.graph(node))),
            ("a saved model", TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(node)))),
            ("a function", TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(functions: function)))),
            (
                "the second of two",
                TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph()), TensorFlow.metaGraph(TensorFlow.graph(node)))
            ),
        ]
    }

    @Test(arguments: [
        ("PyFunc", "TFS002"), ("PyFuncStateless", "TFS002"), ("EagerPyFunc", "TFS002"), ("NumpyFunction", "TFS002"),
        ("WriteFile", "TFS002"), ("DistributedSave", "TFS002"), ("ReadFile", "TFS003"), ("MatchingFiles", "TFS003"),
        ("TFRecordDatasetV2", "TFS003"), ("LMDBReader", "TFS003"), ("RemoteCall", "TFS003"), ("Abort", "TFS003"),
        ("DebugIdentityV2", "TFS003"), ("CreateSummaryFileWriter", "TFS003"), ("ImmutableConst", "TFS003"),
        ("LoadAndRemapMatrix", "TFS003"), ("FileSystemSetConfiguration", "TFS003"), ("EvilOp", "TFS004"),
        ("readfile", "TFS004"), ("ReadFile ", "TFS004"), ("IO>ReadAny", "TFS004"), ("TRTEngineOp", "TFS008"),
        ("InitializeTableFromTextFileV2", "TFS003"), ("TFText>FastBertNormalize", "TFS007"),
    ])
    func operatorsAreJudgedEverywhere(_ name: String, rule: String) {
        for (place, bytes) in Self.places(TensorFlow.node(name)) {
            let report = scan(bytes, as: "blob")
            #expect(
                report.format == .tensorFlow && report.rules == [rule],
                "\(place): \(report.findings.map(\.message))"
            )
        }
    }

    @Test(arguments: [
        "MatMul", "SaveV2", "RestoreV2", "MergeV2Checkpoints", "StatefulPartitionedCall", "XlaCallModule",
        "_FusedConv2D",
        "PrintV2", "ScalarSummary", "IteratorV2", "HashTableV2", "ApplyAdam",
    ])
    func acceptsWhatComputes(_ name: String) {
        for (place, bytes) in Self.places(TensorFlow.node(name)) {
            let report = scan(bytes, as: "blob")
            #expect(
                report.format == .tensorFlow && report.findings.isEmpty,
                "\(place): \(report.findings.map(\.message))"
            )
        }
    }

    private static let cases: [RuleCase] = [
        RuleCase(
            TensorFlowRules.acting,
            "a print into a file",
            refuses: TensorFlow.graph(
                TensorFlow.node("PrintV2", TensorFlow.text("output_stream", "file:///root/.bashrc"))
            ),
            accepts: TensorFlow.graph(TensorFlow.node("PrintV2", TensorFlow.text("output_stream", "stderr")))
        ),
        RuleCase(
            TensorFlowRules.acting,
            "values sent to an address",
            refuses: TensorFlow.graph(TensorFlow.node("DebugIdentity", TensorFlow.texts("debug_urls", "grpc://h:1"))),
            accepts: TensorFlow.graph(TensorFlow.node("Identity", TensorFlow.texts("debug_urls", "grpc://h:1")))
        ),
        RuleCase(
            TensorFlowRules.acting,
            "a function that a value names",
            refuses: TensorFlow.graph(
                TensorFlow.node(
                    "PartitionedCall",
                    TensorFlow.attribute("f", Field.message(10, Field.text(1, "WriteFile")))
                )
            ),
            accepts: TensorFlow.graph(
                TensorFlow.node("PartitionedCall", TensorFlow.attribute("f", Field.message(10, Field.text(1, "f"))))
            )
        ),
        RuleCase(
            TensorFlowRules.reaching,
            "a mapped file",
            refuses: TensorFlow.graph(
                TensorFlow.node("ImmutableConst", TensorFlow.text("memory_region_name", "/etc/passwd"))
            ),
            accepts: TensorFlow.graph(
                TensorFlow.node("ImmutableConst", TensorFlow.text("memory_region_name", "memmapped_package://v"))
            )
        ),
        RuleCase(
            TensorFlowRules.reaching,
            "descriptors from a file",
            refuses: TensorFlow.graph(TensorFlow.node("DecodeProtoV2", TensorFlow.text("descriptor_source", "/x"))),
            accepts: TensorFlow.graph(
                TensorFlow.node("DecodeProtoV2", TensorFlow.text("descriptor_source", "local://"))
            )
        ),
        RuleCase(
            TensorFlowRules.reaching,
            "a vocabulary that is no asset",
            refuses: TensorFlow.metaGraph(TensorFlow.graph(TensorFlow.node("InitializeTableFromTextFile"))),
            accepts: TensorFlow.metaGraph(
                TensorFlow.graph(TensorFlow.node("InitializeTableFromTextFile")),
                TensorFlow.asset("vocab.txt")
            )
        ),
        RuleCase(
            TensorFlowRules.custom,
            "no function of the graph",
            refuses: TensorFlow.graph(
                TensorFlow.node("g"),
                functions: TensorFlow.function("f", TensorFlow.node("Add"))
            ),
            accepts: TensorFlow.graph(TensorFlow.node("f"), functions: TensorFlow.function("f", TensorFlow.node("Add")))
        ),
        RuleCase(
            TensorFlowRules.asset,
            "an asset above the model",
            refuses: TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(), TensorFlow.asset("../x"))),
            accepts: TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(), TensorFlow.asset("x")))
        ),
        RuleCase(
            TensorFlowRules.asset,
            "an asset in a collection",
            refuses: TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(), TensorFlow.collected("/etc/x"))),
            accepts: TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph(), TensorFlow.collected("x")))
        ),
        RuleCase(
            TensorFlowRules.code,
            "a Lambda layer",
            refuses: TensorFlow.keras(#"{"class_name": "Lambda"}"#),
            accepts: TensorFlow.keras(#"{"class_name": "Dense", "config": {"name": "Lambda"}}"#)
        ),
        RuleCase(
            TensorFlowRules.code,
            "a Lambda layer in the model",
            refuses: TensorFlow.object(#"{"a": [1], "class_name" : "\u004cambda"}"#),
            accepts: TensorFlow.object(#"{"a": "class_name\":\"Lambda"}"#)
        ),
        RuleCase(
            TensorFlowRules.code,
            "a Lambda layer behind another name",
            refuses: TensorFlow.keras(#"{"class_name": "Lambda", "class_name": "Dense"}"#),
            accepts: TensorFlow.keras(#"{"class_name": ["Lambda"], "class_name": "Dense"}"#)
        ),
        RuleCase(
            TensorFlowRules.unread,
            "an unknown field",
            refuses: TensorFlow.graph() + Field.number(99, 1),
            accepts: TensorFlow.graph() + Field.number(3, 1)
        ),
        RuleCase(
            TensorFlowRules.twice,
            "two operators in a node",
            refuses: TensorFlow.graph(TensorFlow.node("Add") + Field.text(2, "Sub")),
            accepts: TensorFlow.graph(TensorFlow.node("Add"))
        ),
        RuleCase(
            TensorFlowRules.structure,
            "bytes behind it",
            refuses: TensorFlow.graph() + [0],
            accepts: TensorFlow.graph()
        ),
        RuleCase(
            TensorFlowRules.structure,
            "a long name",
            refuses: TensorFlow.graph(TensorFlow.node(String(repeating: "A", count: 1025))),
            accepts: TensorFlow.graph(TensorFlow.node(String(repeating: "A", count: 200)))
        ),
        RuleCase(
            TensorFlowRules.limit,
            "too many operators",
            refuses: (0...TensorFlowModel.maximumOperators).reduce(into: TensorFlow.graph()) {
                $0 += Field.message(1, TensorFlow.node("A\($1)"))
            },
            accepts: TensorFlow.graph()
        ),
    ]

    @Test(arguments: cases)
    func judges(_ rule: RuleCase) {
        let refused = scan(rule.refused, as: "blob")
        #expect(refused.rules.contains(rule.rule.id), "\(refused.findings.map(\.message))")
        let accepted = scan(rule.accepted, as: "blob")
        #expect(accepted.format == .tensorFlow)
        #expect(!accepted.rules.contains(rule.rule.id), "\(accepted.findings.map(\.message))")
    }

    @Test func textIsNoOperator() {
        let values = TensorFlow.node("Const", TensorFlow.text("value", "os.system PyFunc ReadFile"))
        #expect(scan(TensorFlow.graph(values, TensorFlow.node("Relu", name: "WriteFile")), as: "a.pb").findings.isEmpty)
    }

    @Test func otherBytesAreNoTensorFlow() {
        let others: [[UInt8]] = [
            [], [0], Array("fileFormatVersion: 2\nguid: 0123\n".utf8), Field.number(1, 1),
            Field.message(1, Field.text(1, "key"), Field.text(2, "value")), ONNX.plain,
            coreML(program(weights: "@model_path/w.bin")), pickle(.payload, .stop), safetensors("{}"),
        ]
        for other in others { #expect(scan(other, as: "blob.pb").format != .tensorFlow) }
        #expect(ModelDetector().model(path: "a.pb", head: TensorFlow.graph())?.format == .tensorFlow)
        let saved = scan(TensorFlow.saved(TensorFlow.metaGraph(TensorFlow.graph())), as: "saved_model.pb")
        #expect(saved.metadata.architecture == "saved-model" && saved.metadata.version == "2.15.0")
    }

    @Test func trapsOnNoPrefixAndNoFlippedBit() {
        let bytes = TensorFlow.saved(
            TensorFlow.metaGraph(
                TensorFlow.graph(
                    TensorFlow.node("PrintV2", TensorFlow.text("output_stream", "stderr")),
                    functions: TensorFlow.function("f", TensorFlow.node("Add"))
                ),
                TensorFlow.collected("x"),
                TensorFlow.asset("y")
            )
        )
        #expect(scan(bytes, as: "saved_model.pb").verdict == .safe)
        let whole = [7] + (0..<bytes.count).filter { scan(Array(bytes[..<$0]), as: "saved_model.pb").verdict == .safe }
        // Nothing, and the version alone, are models of no graph: they are not taken for one.
        #expect(whole == [7], "\(whole)")
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                _ = scan(flipped, as: "saved_model.pb")
            }
        }
    }
}
