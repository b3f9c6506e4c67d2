import HallmarkModelScan

/// ONNX: paths of weights wherever a model may hold one, and operators that are code.
extension Corpus {
    private typealias F = Field

    private static func onnx(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.onnx",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("onnx", trick, is: expected, from: source, as: path, bytes())
    }

    static func onnxNode(_ operation: String, domain: String = "", _ attributes: [UInt8]...) -> [UInt8] {
        F.message(
            1,
            F.text(1, "x") + F.text(2, "y") + F.text(3, "n") + F.text(4, operation)
                + attributes.flatMap { F.message(5, $0) } + (domain.isEmpty ? [] : F.text(7, domain))
        )
    }

    /// A model with this in its graph and this beside it.
    static func onnxModel(_ graph: [UInt8], _ others: [UInt8]..., domains: [String] = []) -> [UInt8] {
        let imports = ([""] + domains).flatMap { F.message(8, (($0.isEmpty ? [] : F.text(1, $0)) + F.number(2, 17))) }
        let value = F.message(2, F.message(1, F.number(1, 1) + F.message(2, F.message(1, F.number(1, 1)))))
        return F.number(1, 8) + F.text(2, "hallmark") + imports
            + F.message(
                7,
                graph + F.text(2, "g") + F.message(11, F.text(1, "x") + value)
                    + F.message(12, F.text(1, "y") + value)
            ) + others.flatMap { $0 }
    }

    /// A tensor of four floats whose values lie elsewhere.
    private static func external(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
        F.number(1, 4) + F.number(2, 1) + F.text(8, "w")
            + entries.flatMap { F.message(13, F.text(1, $0.key) + F.text(2, $0.value)) } + F.number(14, 1)
    }

    private static func weights(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
        onnxModel(onnxNode("Relu") + F.message(5, external(entries)))
    }

    private static func attribute(_ name: String, _ type: UInt64, _ value: [UInt8]) -> [UInt8] {
        F.text(1, name) + value + F.number(20, type)
    }

    private static func graph(_ content: [UInt8]) -> [UInt8] { content + F.text(2, "inner") }

    static let onnx: [CorpusCase] = onnxPaths + onnxPlaces + onnxCode

    private static let onnxPaths: [CorpusCase] = [
        onnx(
            "weights above the model",
            from: "CVE-2022-25882 CVE-2024-27318",
            weights(["location": "../../etc/passwd"])
        ),
        onnx("weights at an absolute path", from: "CVE-2024-5187", weights(["location": "/etc/passwd"])),
        onnx(
            "weights above by a path that begins below",
            from: "CVE-2024-27318",
            weights(["location": "a/../../secret"])
        ),
        onnx("weights by a path of another system", weights(["location": "..\\..\\secret"])),
        onnx("weights on a drive", weights(["location": "C:\\secret"])),
        onnx("weights on another machine", weights(["location": "\\\\hallmark.invalid\\share\\w"])),
        onnx("weights at an address", weights(["location": "http://hallmark.invalid/w"])),
        onnx("weights behind a NUL", weights(["location": "w\0/../../etc/passwd"])),
        onnx("weights of no name", weights(["location": ""])),
        onnx("weights in the folder itself", weights(["location": "."])),
        onnx("weights of a process", weights(["location": "/proc/self/environ"])),
        onnx("weights at a negative place", weights(["location": "w.bin", "offset": "-1"])),
        onnx("weights at a place that overflows", weights(["location": "w.bin", "offset": "99999999999999999999"])),
        onnx("weights of a negative length", weights(["location": "w.bin", "length": "-16"])),
        onnx(
            "weights with a key of nobody",
            from: "CVE-2026-27489",
            weights(["location": "w.bin", "command": command])
        ),
        onnx("weights in two places", weights(["location": "w.bin", "location": "/etc/passwd"])),
        onnx("weights in the home folder", weights(["location": "~/.ssh/id_rsa"])),
    ]

    private static let onnxPlaces: [CorpusCase] = [
        onnx(
            "a constant above the model",
            onnxModel(onnxNode("Constant", attribute("value", 4, F.message(5, external(["location": "../x"])))))
        ),
        onnx(
            "weights above the model in a branch",
            onnxModel(
                onnxNode(
                    "If",
                    attribute(
                        "then_branch",
                        5,
                        F.message(6, graph(onnxNode("Relu") + F.message(5, external(["location": "/x"]))))
                    )
                )
            )
        ),
        onnx(
            "weights above the model in a branch of a branch",
            onnxModel(
                onnxNode(
                    "If",
                    attribute(
                        "then_branch",
                        5,
                        F.message(
                            6,
                            graph(
                                onnxNode(
                                    "Loop",
                                    attribute(
                                        "body",
                                        5,
                                        F.message(6, graph(F.message(5, external(["location": "../x"]))))
                                    )
                                )
                            )
                        )
                    )
                )
            ),
        ),
        onnx(
            "weights above the model among several tensors",
            onnxModel(
                onnxNode(
                    "Custom",
                    attribute("values", 9, F.message(10, external(["location": "../x"])))
                )
            )
        ),
        onnx(
            "weights above the model among several graphs",
            onnxModel(
                onnxNode(
                    "If",
                    attribute("branches", 10, F.message(11, graph(F.message(5, external(["location": "../x"])))))
                )
            )
        ),
        onnx(
            "sparse weights above the model",
            onnxModel(
                onnxNode("Relu") + F.message(15, F.message(1, external(["location": "../x"])) + F.number(3, 4))
            )
        ),
        onnx(
            "a sparse constant above the model",
            onnxModel(
                onnxNode(
                    "Constant",
                    attribute(
                        "sparse_value",
                        11,
                        F.message(22, F.message(1, external(["location": "../x"])))
                    )
                )
            )
        ),
        onnx(
            "weights above the model in a function",
            onnxModel(
                onnxNode("Mine", domain: "local"),
                F.message(
                    25,
                    F.text(1, "Mine")
                        + F.message(
                            7,
                            Array(
                                onnxNode(
                                    "Constant",
                                    attribute(
                                        "value",
                                        4,
                                        F.message(5, external(["location": "../x"]))
                                    )
                                ).dropFirst(2)
                            )
                        ) + F.text(10, "local")
                ),
                domains: ["local"]
            )
        ),
        onnx(
            "weights above the model in its training",
            onnxModel(
                onnxNode("Relu"),
                F.message(20, F.message(2, F.message(5, external(["location": "../x"])) + F.text(2, "t")))
            )
        ),
    ]

    private static let onnxCode: [CorpusCase] = [
        onnx(
            "an operator of a library of its own",
            onnxModel(onnxNode("Run", domain: "com.hallmark.evil"), domains: ["com.hallmark.evil"])
        ),
        onnx(
            "an operator that calls Python",
            onnxModel(
                onnxNode("PyOp", domain: "ai.onnx.contrib", attribute("module", 3, F.text(4, "os"))),
                domains: ["ai.onnx.contrib"]
            )
        ),
        onnx(
            "an operator that calls Python by another name",
            onnxModel(
                onnxNode("PythonOp", domain: "com.microsoft", attribute("func_name", 3, F.text(4, "system"))),
                domains: ["com.microsoft"]
            )
        ),
        onnx(
            "an operator of a library in a branch",
            onnxModel(
                onnxNode(
                    "If",
                    attribute(
                        "then_branch",
                        5,
                        F.message(6, graph(onnxNode("Run", domain: "evil")))
                    )
                ),
                domains: ["evil"]
            )
        ),
        onnx(
            "sizes that overflow",
            onnxModel(
                onnxNode("Relu")
                    + F.message(
                        5,
                        F.number(1, 1 << 40) + F.number(1, 1 << 40) + F.number(2, 1) + F.text(8, "w")
                            + F.message(9, [0, 0, 0, 0])
                    )
            )
        ),
        onnx(
            "fewer values than the shape needs",
            onnxModel(
                onnxNode("Relu")
                    + F.message(
                        5,
                        F.number(1, 100) + F.number(2, 1) + F.text(8, "w") + F.message(9, [0, 0, 0, 0])
                    )
            )
        ),
        onnx("a pickle under the name", is: .malicious, payload),
        onnx("half a model", Array(weights(["location": "w.bin"]).dropLast(9))),
        onnx("weights above the model under another name", as: "model.bin", weights(["location": "../../etc/passwd"])),
    ]
}
