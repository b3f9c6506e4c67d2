import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

struct PyTorchTests {
    typealias Member = ZipFile.Member

    /// `('storage', torch.FloatStorage, key, 'cpu', count)` as a persistent id.
    private static func storage(
        _ key: String,
        _ count: UInt8,
        module: String = "torch",
        _ kind: String = "FloatStorage"
    ) -> Operation {
        .group(
            .mark,
            .longText("storage"),
            .global(module, kind),
            .longText(key),
            .longText("cpu"),
            .int(count),
            .tuple,
            .binPersid
        )
    }

    private static func tensor(_ key: String, _ count: UInt8 = 2) -> [UInt8] {
        pickle(
            .proto(2),
            .global("torch._utils", "_rebuild_tensor_v2"),
            .mark,
            storage(key, count),
            .int(0),
            .int(count),
            .tuple1,
            .int(1),
            .tuple1,
            Operation(0x89),
            .orderedDict,
            .tuple,
            .reduce,
            .stop
        )
    }

    private static func archive(_ data: [UInt8], _ others: Member...) -> [UInt8] {
        ZipFile([Member("archive/data.pkl", data), Member("archive/data/0", [UInt8](repeating: 0, count: 8))] + others)
            .bytes
    }

    @Test func acceptsTensorsWhoseStoragesAreThere() {
        let report = scan(Self.archive(Self.tensor("0")), as: "model.pt")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(report.format == .pyTorch)
    }

    @Test(arguments: [("0", 3), ("1", 2), ("../0", 2), ("", 2), ("a/0", 2)])
    func refusesOtherStorages(_ key: String, _ count: UInt8) {
        let report = scan(Self.archive(Self.tensor(key, count)), as: "model.pt")
        #expect(report.rules == ["PTH001"] && report.verdict == .suspicious)
    }

    /// A storage of more elements than are in the file, and one of fewer.
    @Test func aStorageHasTheSizeThatIsMeant() {
        for (count, isPlain) in [(UInt8(2), true), (1, false), (3, false)] {
            #expect(scan(Self.archive(Self.tensor("0", count)), as: "model.pt").rules == (isPlain ? [] : ["PTH001"]))
        }
    }

    /// `function(storage of two floats, offset, shape, strides, …)`.
    private static func tensor(
        by function: String = "_rebuild_tensor_v2",
        storage: Operation = storage("0", 2),
        _ offset: Operation,
        _ shape: Operation,
        _ strides: Operation,
        _ rest: Operation = .group(Operation(0x89), .orderedDict)
    ) -> [UInt8] {
        let call = Operation.group(.mark, storage, offset, shape, strides, rest, .tuple, .reduce)
        return archive(pickle(.proto(2), .global("torch._utils", function), call, .stop))
    }

    private static func shape(_ counts: Int32...) -> Operation {
        .group([.mark] + counts.map { Operation("J", little(UInt32(bitPattern: $0))) } + [.tuple])
    }

    private static let bytes8 = storage("0", 8, module: "torch.storage", "UntypedStorage")
    private static func type(_ name: String) -> Operation {
        .group(Operation(0x89), .orderedDict, .global("torch", name))
    }

    private static let inside: [(String, [UInt8])] = [
        ("a vector", tensor(.int(0), shape(2), shape(1))), ("its second element", tensor(.int(1), shape(1), shape(1))),
        ("a number", tensor(.int(1), shape(), shape())), ("nothing", tensor(.int(0), shape(0, 9), shape(9, 1))),
        ("one element many times", tensor(.int(0), shape(1000, 2), shape(0, 1))),
        ("a matrix", tensor(.int(0), shape(2, 1), shape(1, 1))),
        (
            "halves of a storage of bytes",
            tensor(by: "_rebuild_tensor_v3", storage: bytes8, .int(0), shape(4), shape(1), type("float16"))
        ),
    ]

    @Test(arguments: inside)
    func acceptsATensorThatLiesInItsStorage(_ what: String, _ bytes: [UInt8]) {
        let report = scan(bytes, as: "model.pt")
        #expect(report.verdict == .safe, "\(what): \(report.findings.map(\.message))")
    }

    private static let minus = Operation("J", little(UInt32(bitPattern: -1)))
    private static let huge = Operation(0x8A, [8] + [UInt8](repeating: 0xFF, count: 7) + [0x7F])
    private static let outside: [(String, [UInt8])] = [
        ("a longer vector", tensor(.int(0), shape(3), shape(1))), ("an offset", tensor(.int(1), shape(2), shape(1))),
        ("an offset of a number", tensor(.int(2), shape(), shape())),
        ("an offset before it", tensor(minus, shape(1), shape(1))),
        ("strides backwards", tensor(.int(1), shape(2), shape(-1))),
        ("wide strides", tensor(.int(0), shape(2), shape(2))),
        ("a negative shape", tensor(.int(0), shape(-2), shape(1))),
        ("more strides than dimensions", tensor(.int(0), shape(2), shape(1, 1))),
        ("an overflow", tensor(huge, shape(2), .group(.mark, huge, .tuple))),
        ("a longer number", tensor(Operation(0x8A, [9] + [UInt8](repeating: 1, count: 9)), shape(1), shape(1))),
        ("no storage", tensor(storage: .none, .int(0), shape(1), shape(1))),
        (
            "floats of a storage of bytes",
            tensor(by: "_rebuild_tensor_v3", storage: bytes8, .int(0), shape(4), shape(1), type("float32"))
        ),
        ("a quantised tensor", tensor(by: "_rebuild_qtensor", .int(0), shape(3), shape(1))),
        ("the first form", tensor(by: "_rebuild_tensor", .int(0), shape(3), shape(1), .group())),
    ]

    @Test(arguments: outside)
    func refusesATensorThatLeadsOutOfItsStorage(_ what: String, _ bytes: [UInt8]) {
        let report = scan(bytes, as: "model.pt")
        #expect(
            report.rules == ["PTH005"] && report.verdict == .suspicious,
            "\(what): \(report.findings.map(\.message))"
        )
    }

    @Test func aTensorOfAClassIsCheckedToo() {
        func made(_ count: Int32) -> [UInt8] {
            let arguments = Operation.group(
                .mark,
                Self.storage("0", 2),
                .int(0),
                Self.shape(count),
                Self.shape(1),
                Operation(0x89),
                .orderedDict,
                .tuple
            )
            return Self.archive(
                pickle(
                    .proto(2),
                    .global("torch._tensor", "_rebuild_from_type_v2"),
                    .mark,
                    .global("torch._utils", "_rebuild_tensor_v2"),
                    .global("torch.nn.parameter", "Parameter"),
                    arguments,
                    .emptyDict,
                    .tuple,
                    .reduce,
                    .stop
                )
            )
        }
        #expect(scan(made(2), as: "a.pt").verdict == .safe)
        #expect(scan(made(3), as: "a.pt").rules == ["PTH005"])
    }

    @Test func aShapeThatIsNotWrittenOutIsUnknown() {
        let shape = Operation.group(.global("torch", "Size"), Self.shape(2), .tuple1, .reduce)
        #expect(scan(Self.tensor(.int(0), shape, Self.shape(1)), as: "a.pt").rules == ["PTH006"])
    }

    @Test func aStorageOutsideOfAnArchiveIsUnknown() {
        #expect(scan(Self.tensor("0"), as: "model.pkl").rules == ["PKL018"])
    }

    @Test func theArchiveHasOneFolder() {
        #expect(scan(Self.archive(Self.tensor("0"), Member("other/x", [])), as: "a.pt").rules == ["PTH002"])
        #expect(
            scan(Self.archive(Self.tensor("0"), Member("archive/b/data.pkl", ZipTests.benign)), as: "a.pt").rules == [
                "PTH002"
            ]
        )
        #expect(scan(ZipFile(Member("a/x", [])).bytes, as: "a.pt").rules == ["PTH002"])
    }

    @Test func torchScriptIsNamedAndItsCodeRead() {
        let data = pickle(.proto(2), .global("__torch__", "Net"), .emptyTuple, .newObj, .emptyDict, .build, .stop)
        func script(_ code: String) -> FileReport {
            scan(Self.archive(data, Member("archive/code/__torch__.py", Array(code.utf8))), as: "a.pt")
        }
        let plain = script("def forward(self, x: Tensor) -> Tensor:\n  return torch.add(x, ops.prim.NumToTensor(1))\n")
        #expect(plain.rules == ["PTH003"] && plain.verdict == .safe)
        #expect(script("x = torch.from_file(\"/etc/passwd\", False, 10)").rules == ["PTH003", "PTH004"])
        #expect(script("x = ops.mine.run(1)").rules == ["PTH003", "PTH004"])
        for line in [
            "ops.aten.save([1], \"/tmp/x\")", "torch . from_file(\"x\")", "torch.ops.aten.from_file(\"x\")",
            "x = ops \\\n .image.read_file(p)", "y : __torch__.torch.classes.mine.Shell = z",
            "ops.torchaudio.load_file(x)",
        ] { #expect(script(line).rules == ["PTH003", "PTH004"], "\(line)") }
        for line in [
            "# torch.load\n", "x = \"torch.save\"", "c : __torch__.torch.classes.quantized.Conv2dPackedParamsBase = d",
            "y = torch.softmax(x, 1)", "z = ops.quantized.linear(x, w)",
        ] { #expect(script(line).rules == ["PTH003"], "\(line)") }
        // Without code, the name is Python's.
        #expect(scan(Self.archive(data), as: "a.pt").rules == ["PKL002"])
    }

    /// What torch.save wrote before version 1.6.
    private static func legacy(_ data: [UInt8], tail: [UInt8]) -> [UInt8] {
        pickle(
            .proto(2),
            .torchMagic,
            .stop,
            .proto(2),
            Operation("M", [0xE9, 3]),
            .stop,
            .proto(2),
            .emptyDict,
            .stop
        )
            + data + pickle(.proto(2), .emptyList, .longText("0"), .append, .stop) + tail
    }

    @Test func theOldFormIsReadToItsEnd() {
        let tail = little(UInt64(2)) + [UInt8](repeating: 0, count: 8)
        let report = scan(Self.legacy(Self.tensor("0"), tail: tail), as: "old.pt")
        #expect(report.findings.isEmpty && report.verdict == .safe, "\(report.findings.map(\.message))")
        #expect(scan(Self.legacy(Self.tensor("0"), tail: tail + [0]), as: "old.pt").rules == ["PKL010"])
        #expect(scan(Self.legacy(Self.tensor("0"), tail: tail.dropLast()), as: "old.pt").rules == ["PKL010"])
        let sixth = scan(Self.legacy(Self.tensor("0"), tail: ZipTests.hostile), as: "old.pt")
        #expect(sixth.verdict == .malicious)
        #expect(scan(Self.legacy(ZipTests.hostile, tail: []), as: "old.bin").verdict == .malicious)
    }

    @Test func aTensorInAPlainPickleIsReadLikeAFile() {
        func nested(_ bytes: [UInt8]) -> [UInt8] {
            pickle(
                .proto(3),
                .global("torch.storage", "_load_from_bytes"),
                Operation("B", little(UInt32(bytes.count)) + bytes),
                .tuple1,
                .reduce,
                .stop
            )
        }
        #expect(scan(nested(ZipTests.benign), as: "a.pkl").verdict == .safe)
        #expect(scan(nested(ZipTests.hostile), as: "a.pkl").verdict == .malicious)
        #expect(scan((0..<5).reduce(ZipTests.hostile) { bytes, _ in nested(bytes) }, as: "a.pkl").verdict == .malicious)
        let deep = (0..<Pickle.maximumNesting + 1).reduce(ZipTests.hostile) { bytes, _ in nested(bytes) }
        #expect(scan(deep, as: "a.pkl").rules == ["PKL016"])
    }

    /// The globals of 1,584 models of Hugging Face (columbia/pickleball, `surveys/traced_models.csv`).
    private static let survey = packageRoot.appending(path: "../shared/fixtures/pickle-models-globals.tsv")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: survey.path())))
    func realModelsPassByTheirGlobals() throws {
        let rows = try String(contentsOf: Self.survey, encoding: .utf8).split(separator: "\n").filter {
            !$0.hasPrefix("#")
        }
        var refused: [String: [String]] = [:]
        for row in rows {
            let columns = row.split(separator: "\t", maxSplits: 1).map(String.init)
            let names = columns[1].split(separator: " ").map(String.init)
            let imports = names.compactMap { name -> Operation? in
                guard let dot = name.lastIndex(of: ".") else { return nil }
                return .global(String(name[..<dot]), String(name[name.index(after: dot)...]))
            }
            let data = pickle(.proto(2), .group(imports), .none, .stop)
            let code = names.contains { $0.hasPrefix("__torch__.") } ? [Member("archive/code/__torch__.py", [])] : []
            let report = scan(ZipFile([Member("archive/data.pkl", data)] + code).bytes, as: "model.pt")
            guard report.verdict != .safe else { continue }
            refused[columns[0]] = report.findings.filter { $0.severity > .note }.map(\.message)
        }
        #expect(rows.count == 1584)
        #expect(
            refused.count == 8,
            "\(refused.count) refused: \(refused.values.flatMap(\.self).sorted())"
        )
        // Nothing that is refused is an ordinary name: all are classes of the model's own code, or loaders.
        let known = [
            "__main__.", "utils.args_helper.", "reranker.", "_io.", "pyannote.audio.cor.",
            "flair.models.",
        ]
        for message in refused.values.joined() {
            #expect(known.contains { message.contains("\"" + $0) }, "\(message)")
        }
    }
}

extension Operation {
    static func group(_ operations: [Operation]) -> Operation { Operation(operations.flatMap(\.bytes)) }
}
