import HallmarkCore
import HallmarkModelScan
import Testing

struct SkopsTests {
    private static func node(_ loader: String, _ module: String, _ name: String, _ more: String = "") -> String {
        #"{"__class__": "\#(name)", "__module__": "\#(module)", "__loader__": "\#(loader)"\#(more)}"#
    }

    private static func archive(_ schema: String, _ others: ZipFile.Member...) -> [UInt8] {
        ZipFile([.init("schema.json", Array(schema.utf8))] + others).bytes
    }

    private static let array = ZipFile.Member(
        "1.npy",
        [0x93] + Array("NUMPY".utf8) + [1, 0, 54, 0]
            + Array("{'descr': '<f8', 'fortran_order': False, 'shape': (0,)}".utf8.prefix(54))
    )

    @Test func acceptsAnEstimator() {
        let text = Self.node("JsonNode", "builtins", "str", #", "content": "\"os.system\"", "is_json": true"#)
        let content = Self.node("DictNode", "builtins", "dict", #", "content": {"a": \#(text)}"#)
        let estimator = Self.node(
            "ObjectNode",
            "sklearn.linear_model._logistic",
            "LogisticRegression",
            #", "content": \#(content), "protocol": 2, "__id__": 140737488355328000000"#
        )
        let report = scan(Self.archive(estimator), as: "a.skops")
        #expect(report.verdict == .safe, "\(report.findings.map(\.message))")
        #expect(scan(Self.archive(estimator), as: "a.bin").format == FormatName(rawValue: "skops"))
    }

    private static let cases: [(rule: String, what: String, schema: String)] = [
        ("SKO001", "a function that runs a command", node("FunctionNode", "os", "system")),
        ("SKO001", "a function of a function's module", node("FunctionNode", "numpy", "f2py.os.system")),
        ("SKO001", "an operator that calls", node("OperatorFuncNode", "operator", "methodcaller")),
        ("SKO001", "a type", node("TypeNode", "subprocess", "Popen")),
        (
            "SKO001", "a node in a list in a node",
            node("ListNode", "builtins", "list", #", "content": [\#(node("FunctionNode", "builtins", "eval"))]"#)
        ),
        ("SKO002", "another class", node("ObjectNode", "evil", "Model")),
        ("SKO002", "a function as a class", node("ObjectNode", "sklearn.datasets", "load_files")),
        ("SKO002", "a function that opens files", node("FunctionNode", "numpy", "fromfile")),
        ("SKO002", "a method", node("MethodNode", "sklearn.linear_model", "LogisticRegression")),
        ("SKO002", "another operator", node("OperatorFuncNode", "builtins", "call")),
        ("SKO002", "another container", node("ListNode", "evil", "list")),
        ("SKO003", "an unknown node", node("EvilNode", "builtins", "list")),
        ("SKO003", "a node without a loader", #"{"__loader__": "ListNode", "__class__": "list"}"#),
        ("SKO003", "one key twice", #"{"__loader__": "ListNode", "__loader__": "FunctionNode"}"#),
        ("SKO003", "no JSON", "hello"),
        ("SKO004", "a file above", node("NdArrayNode", "numpy", "ndarray", #", "file": "../1.npy""#)),
        ("SKO004", "a file that is missing", node("NdArrayNode", "numpy", "ndarray", #", "file": "1.npy""#)),
    ]

    @Test(arguments: cases)
    func refusesWhatRunsMore(_ example: (rule: String, what: String, schema: String)) {
        let report = scan(Self.archive(example.schema), as: "a.skops")
        #expect(report.rules.contains(example.rule), "\(example.what): \(report.findings.map(\.message))")
        #expect(report.verdict == .suspicious || report.verdict == .malicious)
    }

    @Test func acceptsWhatIsNearlyTheSame() {
        let plain: [String] = [
            Self.node("FunctionNode", "numpy", "sqrt"), Self.node("OperatorFuncNode", "operator", "itemgetter"),
            Self.node("TypeNode", "numpy", "float64"), Self.node("ListNode", "builtins", "list"),
            Self.node("ObjectNode", "sklearn.metrics._scorer", "_Scorer"),
            Self.node("FunctionNode", "sklearn.feature_selection._univariate_selection", "f_classif"),
        ]
        for schema in plain {
            let report = scan(Self.archive(schema), as: "a.skops")
            #expect(report.verdict == .safe, "\(schema): \(report.findings.map(\.message))")
        }
        let file = Self.node("NdArrayNode", "numpy", "ndarray", #", "file": "1.npy""#)
        #expect(!scan(Self.archive(file, Self.array), as: "a.skops").rules.contains("SKO004"))
    }

    @Test func membersAreReadAsWhatTheyAre() {
        let schema = Self.node("ListNode", "builtins", "list")
        let report = scan(Self.archive(schema, .init("1.npy", ZipTests.hostile)), as: "a.skops")
        #expect(report.verdict == .malicious)
        // skops's own loader falls back to joblib (CVE-2025-54886).
        #expect(scan(ZipTests.hostile, as: "a.skops").verdict == .malicious)
        #expect(scan(ZipFile(.init("x", [])).bytes, as: "a.skops").rules == ["SKO003"])
    }
}
