import HallmarkModelScan

/// TensorFlow, TensorFlow Lite and Core ML.
extension Corpus {
    private typealias F = Field

    // MARK: - TensorFlow

    private static func tensorFlow(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        as path: String = "saved_model.pb",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("tensorflow", trick, is: expected, as: path, bytes())
    }

    static func tfNode(
        _ operation: String,
        _ attributes: KeyValuePairs<String, [UInt8]> = [:],
        field: UInt64 = 1
    ) -> [UInt8] {
        F.message(
            field,
            F.text(1, "n") + F.text(2, operation)
                + attributes.flatMap { F.message(5, F.text(1, $0.key) + F.message(2, $0.value)) }
        )
    }

    static func savedModel(_ nodes: [UInt8], library: [UInt8] = [], _ others: [UInt8]...) -> [UInt8] {
        let graph = nodes + (library.isEmpty ? [] : F.message(2, library)) + F.message(4, F.number(1, 1482))
        return F.number(1, 1)
            + F.message(
                2,
                F.message(1, F.text(4, "serve") + F.text(5, "2.15.0")) + F.message(2, graph)
                    + others.flatMap { $0 }
            )
    }

    private static let path: [UInt8] = F.message(8, F.number(1, 7) + F.message(2, []) + F.text(8, "/tmp/hallmark"))

    private static let tfOperations: [(String, String)] = [
        ("PyFunc", "calls Python"), ("PyFuncStateless", "calls Python without state"),
        ("EagerPyFunc", "calls Python eagerly"),
        ("ReadFile", "reads a file"), ("WriteFile", "writes a file"), ("MatchingFiles", "lists files"),
        ("TextLineReaderV2", "reads lines of a file"), ("WholeFileReaderV2", "reads whole files"),
        ("FixedLengthRecordDatasetV2", "reads records of a file"), ("TextLineDataset", "reads a file as a data set"),
        ("TFRecordDataset", "reads records as a data set"), ("ImmutableConst", "maps a file"),
        ("DebugIdentityV2", "sends values to an address"), ("DebugIdentity", "sends values by the old name"),
        ("RemoteCall", "calls another machine"), ("DistributedSave", "saves anywhere"),
        ("InitializeTableFromTextFileV2", "fills a table from a file"), ("WriteSummary", "writes a summary"),
        ("CreateSummaryFileWriter", "makes a file for summaries"), ("LoadDataset", "loads a data set"),
        ("SaveDatasetV2", "saves a data set"), ("GenerateVocabRemapping", "reads vocabularies"),
        ("LoadAndRemapMatrix", "reads a checkpoint of its choice"), ("SqlDataset", "asks a data base"),
        ("HallmarkRunCommand", "is nobody's"), ("DeleteRpcFutureResource", "speaks to another machine"),
        ("RpcCall", "calls by RPC"),
    ]

    static let tensorFlow: [CorpusCase] =
        tfOperations.map { operation, what in
            tensorFlow("an operator that \(what)", savedModel(tfNode(operation)))
        } + [
            tensorFlow(
                "a printer that writes a file",
                savedModel(tfNode("PrintV2", ["output_stream": F.text(2, "file:///tmp/hallmark")]))
            ),
            tensorFlow(
                "an operator in a function",
                savedModel(
                    tfNode("PartitionedCall"),
                    library: F.message(
                        1,
                        F.message(1, F.text(1, "f")) + tfNode("WriteFile", field: 3)
                    )
                )
            ),
            tensorFlow(
                "an operator in the second graph",
                savedModel(tfNode("Relu")) + savedModel(tfNode("ReadFile")).dropFirst(2)
            ),
            tensorFlow(
                "a frozen graph that writes a file",
                as: "frozen.pb",
                tfNode("WriteFile") + F.message(4, F.number(1, 1482))
            ),
            tensorFlow(
                "a graph of training that calls Python",
                as: "model.meta",
                F.message(1, F.text(5, "2.15.0")) + F.message(2, tfNode("PyFunc") + F.message(4, F.number(1, 1482)))
            ),
            tensorFlow(
                "an asset above the model",
                savedModel(tfNode("Relu"), F.message(6, F.message(1, F.text(1, "a:0")) + F.text(2, "../../etc/passwd")))
            ),
            tensorFlow(
                "an asset at an absolute path",
                savedModel(tfNode("Relu"), F.message(6, F.message(1, F.text(1, "a:0")) + F.text(2, "/etc/passwd")))
            ),
            CorpusCase("tensorflow", "a Lambda layer in the metadata of Keras", from: "CVE-2024-3660") {
                let metadata =
                    #"{"class_name": "Lambda", "config": {"name": "l", "function": {"class_name": "__tuple__", "items": ["4wEAAAA=", null, null]}, "function_type": "lambda"}}"#
                let node = F.message(
                    1,
                    F.number(2, 1) + F.text(3, "root.layer-0") + F.text(4, "_tf_keras_layer") + F.text(5, metadata)
                )
                return ["m/saved_model.pb": savedModel(tfNode("Relu")), "m/keras_metadata.pb": node]
            },
            tensorFlow("an operator's name with a blank", savedModel(tfNode("WriteFile "))),
        ]

    // MARK: - TensorFlow Lite

    static let tfLite: [CorpusCase] =
        [
            ("an operator of nobody", "HallmarkRunCommand"), ("an operator of TensorFlow that writes", "FlexWriteFile"),
            ("an operator of TensorFlow that reads", "FlexReadFile"),
            ("an operator of TensorFlow that calls Python", "FlexPyFunc"),
            ("an operator of TensorFlow that is nobody's", "FlexHallmark"),
        ].map { what, name in
            CorpusCase("tflite", what, as: "model.tflite", FlatBufferWriter.tfLite(custom: name))
        } + [
            CorpusCase(
                "tflite",
                "an operator of nobody under another name",
                as: "model.bin",
                FlatBufferWriter.tfLite(custom: "HallmarkRun")
            ),
            CorpusCase(
                "tflite",
                "a table beyond the file",
                as: "model.tflite",
                little(UInt32(0x7FFF_FFF0)) + utf8("TFL3") + [UInt8](repeating: 0, count: 64)
            ),
            CorpusCase(
                "tflite",
                "an index of an operator that is not there",
                as: "model.tflite",
                FlatBufferWriter.tfLite(custom: nil, index: 9)
            ),
            CorpusCase(
                "tflite",
                "an index of a tensor that is not there",
                as: "model.tflite",
                FlatBufferWriter.tfLite(custom: nil, tensor: 99)
            ),
            CorpusCase(
                "tflite",
                "an index of a buffer that is not there",
                as: "model.tflite",
                FlatBufferWriter.tfLite(custom: nil, buffer: 99)
            ),
            CorpusCase(
                "tflite",
                "a negative size of a tensor",
                as: "model.tflite",
                FlatBufferWriter.tfLite(custom: nil, size: -5)
            ),
            CorpusCase(
                "tflite",
                "half a model",
                as: "model.tflite",
                Array(FlatBufferWriter.tfLite(custom: "HallmarkRun").dropLast(40))
            ),
        ]

    // MARK: - Core ML

    private static func coreML(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        as path: String = "model.mlmodel",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("coreml", trick, is: expected, as: path, bytes())
    }

    private static let layer = F.message(500, F.message(1, F.text(1, "l") + F.message(500, F.text(10, "Hallmark"))))

    static let coreML: [CorpusCase] = [
        coreML("a layer of the application's", HallmarkModelScanTests.coreML(layer)),
        coreML("a model of the application's", HallmarkModelScanTests.coreML(F.message(555, F.text(10, "Hallmark")))),
        coreML(
            "a layer of the application's in a classifier",
            HallmarkModelScanTests.coreML(
                F.message(403, F.message(1, F.text(1, "l") + F.message(500, F.text(10, "Hallmark"))))
            )
        ),
        coreML(
            "a layer of the application's in a pipeline",
            HallmarkModelScanTests.coreML(
                F.message(202, F.message(1, HallmarkModelScanTests.coreML(layer)))
            )
        ),
        coreML(
            "a model from elsewhere",
            HallmarkModelScanTests.coreML(F.message(556, F.message(1, F.text(1, "/tmp/hallmark"))))
        ),
        coreML(
            "weights above the package",
            HallmarkModelScanTests.coreML(program(weights: "@model_path/../../secret"))
        ),
        coreML("weights at an absolute path", HallmarkModelScanTests.coreML(program(weights: "/etc/passwd"))),
        coreML(
            "an operation of the application's",
            HallmarkModelScanTests.coreML(program(weights: "@model_path/w.bin", operation: "custom_layer"))
        ),
        coreML("a pickle under the name", is: .malicious, payload),
        coreML(
            "a layer of the application's under another name",
            as: "model.bin",
            HallmarkModelScanTests.coreML(layer)
        ),
        package("an item above the package", "../../secret.mlmodel"),
        package("an item at an absolute path", "/etc/passwd"),
        CorpusCase("coreml", "a pickle in a package", is: .malicious) {
            packageFiles("com.apple.CoreML/model.mlmodel").merging([
                "m.mlpackage/Data/com.apple.CoreML/weights/x.bin": payload
            ]) { $1 }
        },
        CorpusCase("coreml", "a layer of the application's in a package") {
            packageFiles("com.apple.CoreML/model.mlmodel", HallmarkModelScanTests.coreML(layer))
        },
        CorpusCase("coreml", "a compiled model with a layer of the application's", is: .unknown) {
            [
                "m.mlmodelc/model.espresso.net": utf8(
                    #"{"layers": [{"type": "custom", "name": "l", "class_name": "Hallmark"}]}"#
                ),
                "m.mlmodelc/coremldata.bin": [1, 2, 3, 4],
            ]
        },
    ]

    private static func package(_ trick: String, _ path: String) -> CorpusCase {
        CorpusCase("coreml", trick) { packageFiles(path) }
    }

    private static func packageFiles(
        _ path: String,
        _ model: [UInt8] = HallmarkModelScanTests.coreML(F.message(500))
    ) -> [String: [UInt8]] {
        let manifest = #"""
            {"fileFormatVersion": "1.0.0", "itemInfoEntries": {"A": {"author": "com.apple.CoreML", "description": "CoreML Model Specification", "name": "model.mlmodel", "path": "\#(path)"}}, "rootModelIdentifier": "A"}
            """#
        return ["m.mlpackage/Manifest.json": utf8(manifest), "m.mlpackage/Data/com.apple.CoreML/model.mlmodel": model]
    }
}
