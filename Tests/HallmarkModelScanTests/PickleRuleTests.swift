import HallmarkModelScan
import Testing

struct PickleRuleTests {
    /// A list of ten times the list before it.
    private static func lists(_ index: Int) -> Operation {
        let index = UInt8(index)
        let copies = Operation.group((0..<10).map { _ in .binGet(index) })
        return .group(.pop, .emptyList, .binPut(index + 1), .mark, copies, .appends)
    }

    private static func sparse(_ count: Int) -> [UInt8] {
        pickle(.proto(2), .none)
            + (0..<UInt32(count)).flatMap { [UInt8(ascii: "r")] + little($0 * 1000 + 100) } + pickle(.stop)
    }

    static let cases: [RuleCase] = [
        RuleCase(
            PickleRules.dangerousImport,
            "a dangerous call",
            refuses: pickle(.proto(4), .global("os", "getcwd"), .emptyTuple, .reduce, .stop),
            accepts: pickle(.proto(4), .orderedDict, .stop)
        ),
        RuleCase(
            PickleRules.dangerousImport,
            "eval under its old name",
            refuses: pickle(.global("__builtin__", "eval"), .stop),
            accepts: pickle(.global("__builtin__", "long"), .stop)
        ),
        RuleCase(
            PickleRules.unlistedImport,
            "a class of some library",
            refuses: pickle(.proto(2), .global("some.library", "SVC"), .emptyTuple, .newObj, .stop),
            accepts: pickle(.proto(2), .global("collections", "Counter"), .emptyTuple, .newObj, .stop)
        ),
        RuleCase(
            PickleRules.unlistedImport,
            "a listed name of another module",
            refuses: pickle(.global("collections.abc", "OrderedDict"), .stop),
            accepts: pickle(.global("collections", "OrderedDict"), .stop)
        ),
        RuleCase(
            PickleRules.unlistedImport,
            "an attribute of a listed name",
            refuses: pickle(.proto(4), .text("collections"), .text("OrderedDict.fromkeys"), .stackGlobal, .stop),
            accepts: pickle(.proto(4), .text("collections"), .text("OrderedDict"), .stackGlobal, .stop)
        ),
        RuleCase(
            PickleRules.unresolvedImport,
            "a name that is no text",
            refuses: pickle(.proto(4), .text("collections"), .int(1), .stackGlobal, .stop),
            accepts: pickle(.proto(4), .text("collections"), .text("deque"), .stackGlobal, .stop)
        ),
        RuleCase(
            PickleRules.unresolvedImport,
            "a computed name",
            refuses: pickle(
                .proto(4),
                .global("builtins", "str"),
                .text("collections"),
                .tuple1,
                .reduce,
                .text("deque"),
                .stackGlobal,
                .stop
            ),
            accepts: pickle(.proto(4), .text("collections"), .text("deque"), .stackGlobal, .stop)
        ),
        RuleCase(
            PickleRules.call,
            "a call of a result",
            refuses: pickle(.proto(4), .orderedDict, .emptyTuple, .reduce, .stop),
            accepts: pickle(.proto(4), .orderedDict, .stop)
        ),
        RuleCase(
            PickleRules.call,
            "another codec",
            refuses: pickle(.global("_codecs", "encode"), .longText("a"), .longText("rot13"), .tuple2, .reduce, .stop),
            accepts: pickle(.global("_codecs", "encode"), .longText("a"), .longText("latin1"), .tuple2, .reduce, .stop)
        ),
        RuleCase(
            PickleRules.call,
            "a codec of a tuple made long ago",
            refuses: pickle(
                .global("_codecs", "encode"),
                .longText("a"),
                .longText("latin1"),
                .tuple2,
                .group((0..<40).map { _ in .group(.emptyTuple, .pop) }),
                .reduce,
                .stop
            ),
            accepts: pickle(.global("_codecs", "encode"), .longText("a"), .longText("latin1"), .tuple2, .reduce, .stop)
        ),
        RuleCase(
            PickleRules.registry,
            "EXT1",
            refuses: pickle(.proto(2), Operation(0x82, [1]), .stop),
            accepts: pickle(.proto(2), .int(1), .stop)
        ),
        RuleCase(
            PickleRules.registry,
            "EXT2",
            refuses: pickle(.proto(2), Operation(0x83, [1, 0]), .stop),
            accepts: pickle(.proto(2), Operation("M", [1, 0]), .stop)
        ),
        RuleCase(
            PickleRules.registry,
            "EXT4",
            refuses: pickle(.proto(2), Operation(0x84, [1, 0, 0, 0]), .stop),
            accepts: pickle(.proto(2), Operation("J", [1, 0, 0, 0]), .stop)
        ),
        RuleCase(
            PickleRules.persistentIdentifier,
            "PERSID",
            refuses: pickle(Operation("P", line: "weights"), .stop),
            accepts: pickle(Operation("V", line: "weights"), .stop)
        ),
        RuleCase(
            PickleRules.persistentIdentifier,
            "BINPERSID of something else than a storage",
            refuses: pickle(.proto(2), .longText("storage"), .longText("x"), .tuple2, .binPersid, .stop),
            accepts: pickle(.proto(2), .longText("storage"), .longText("x"), .tuple2, .stop)
        ),
        RuleCase(
            PickleRules.malformed,
            "a byte that is no opcode",
            refuses: pickle(.proto(2), .none, Operation(0xFF), .stop),
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.malformed,
            "protocol 6",
            refuses: pickle(.proto(6), .none, .stop),
            accepts: pickle(.proto(5), .none, .stop)
        ),
        RuleCase(
            PickleRules.malformed,
            "a key without a value",
            refuses: pickle(.proto(2), .emptyDict, .mark, .none, .setItems, .stop),
            accepts: pickle(.proto(2), .emptyDict, .mark, .none, .none, .setItems, .stop)
        ),
        RuleCase(
            PickleRules.malformed,
            "text whose quotation marks differ",
            refuses: pickle(.proto(2), Operation("S", line: "'a\""), .stop),
            accepts: pickle(.proto(2), Operation("S", line: "'a'"), .stop)
        ),
        RuleCase(
            PickleRules.malformed,
            "values from below a mark",
            refuses: pickle(.emptyList, .none, .mark, .append, .stop),
            accepts: pickle(.emptyList, .none, .append, .stop)
        ),
        RuleCase(
            PickleRules.frame,
            "an opcode across a frame's end",
            refuses: pickle(.proto(4), .frame(2), .text("ab"), .stop),
            accepts: pickle(.proto(4), .frame(5), .text("ab"), .stop)
        ),
        RuleCase(
            PickleRules.frame,
            "a frame beyond the file",
            refuses: pickle(.proto(4), .frame(100), .text("ab"), .stop),
            accepts: pickle(.proto(4), .frame(5), .text("ab"), .stop)
        ),
        RuleCase(
            PickleRules.frame,
            "a frame inside of a frame",
            refuses: pickle(.proto(4), .frame(11), .frame(2), .none, .stop),
            accepts: pickle(.proto(4), .frame(1), .none, .frame(1), .stop)
        ),
        RuleCase(
            PickleRules.frame,
            "a frame that goes on after the pickle",
            refuses: pickle(.proto(4), .frame(4), .none, .stop, .none, .stop),
            accepts: pickle(.proto(4), .frame(2), .none, .stop, .none, .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "a number of another base",
            refuses: pickle(Operation("I", line: "0x10"), .stop),
            accepts: pickle(Operation("I", line: "16"), .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "a number and a NUL",
            refuses: pickle(Operation("F", line: "1.5\0junk"), .stop),
            accepts: pickle(Operation("F", line: "1.5"), .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "an octal long",
            refuses: pickle(Operation("L", line: "0123L"), .stop),
            accepts: pickle(Operation("L", line: "123L"), .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "a false with a sign",
            refuses: pickle(Operation("I", line: "+0"), .stop),
            accepts: pickle(Operation("I", line: "00"), .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "a memo index with an underscore",
            refuses: pickle(.none, Operation("p", line: "1_0"), .stop),
            accepts: pickle(.none, Operation("p", line: "10"), .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "a late protocol",
            refuses: pickle(.none, .proto(2), .stop),
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.ambiguous,
            "the protocol twice",
            refuses: pickle(.proto(2), .proto(2), .none, .stop),
            accepts: pickle(.proto(2), .none, .stop, .proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.trailing,
            "a byte after the end",
            refuses: pickle(.proto(2), .none, .stop, Operation(0x00)),
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.mutation,
            "APPEND to a map",
            refuses: pickle(.orderedDict, .none, .append, .stop),
            accepts: pickle(.emptyList, .none, .append, .stop)
        ),
        RuleCase(
            PickleRules.mutation,
            "SETITEMS of an array",
            refuses: pickle(
                .global("numpy", "ndarray"),
                .emptyTuple,
                .newObj,
                .mark,
                .none,
                .none,
                .setItems,
                .stop
            ),
            accepts: pickle(.orderedDict, .mark, .none, .none, .setItems, .stop)
        ),
        RuleCase(
            PickleRules.mutation,
            "ADDITEMS to a list",
            refuses: pickle(.proto(4), .emptyList, .mark, .none, .addItems, .stop),
            accepts: pickle(.proto(4), .emptySet, .mark, .none, .addItems, .stop)
        ),
        RuleCase(
            PickleRules.mutation,
            "attributes of an imported class",
            refuses: pickle(.global("collections", "OrderedDict"), .emptyDict, .build, .stop),
            accepts: pickle(.orderedDict, .emptyDict, .build, .stop)
        ),
        RuleCase(
            PickleRules.mutation,
            "attributes of what may be its own argument",
            refuses: pickle(
                .global("numpy.core.multiarray", "scalar"),
                .global("collections", "Counter"),
                .tuple1,
                .reduce,
                .emptyDict,
                .build,
                .stop
            ),
            accepts: pickle(
                .global("numpy.core.multiarray", "_reconstruct"),
                .global("numpy", "ndarray"),
                .tuple1,
                .reduce,
                .emptyDict,
                .build,
                .stop
            )
        ),
        RuleCase(
            PickleRules.outOfBand,
            "a buffer of the loader",
            refuses: pickle(.proto(5), Operation(0x97), .stop),
            accepts: pickle(.proto(5), Operation("C", [0]), .stop)
        ),
        RuleCase(
            PickleRules.legacyPyTorch,
            "the magic of torch.save",
            refuses: pickle(.proto(2), .torchMagic, .stop),
            accepts: pickle(.proto(2), Operation(0x8A, [2, 1, 2]), .stop)
        ),
        RuleCase(
            PickleRules.rawArrays,
            "joblib's wrapper of arrays",
            refuses: pickle(
                .global("joblib.numpy_pickle", "NumpyArrayWrapper"),
                .emptyTuple,
                .newObj,
                .emptyDict,
                .build
            ) + [1, 2, 3, 4],
            accepts: pickle(.orderedDict, .emptyDict, .build, .stop)
        ),
        RuleCase(
            PickleRules.compressed,
            "a bzip2 stream",
            refuses: Array("BZh91AY&SY".utf8) + [0x01, 0x80, 0xFF],
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.limit,
            "more pickles than are read",
            refuses: (0...Pickle.maximumPickles).flatMap { _ in pickle(.none, .stop) },
            accepts: (0..<Pickle.maximumPickles).flatMap { _ in pickle(.none, .stop) }
        ),
        RuleCase(
            PickleRules.limit,
            "a tuple that stands for more values than any reader goes through",
            refuses: pickle(.proto(2), .int(1), .group((0..<40).map { _ in .group(.dup, .tuple2) }), .stop),
            accepts: pickle(.proto(2), .int(1), .group((0..<20).map { _ in .group(.dup, .tuple2) }), .stop)
        ),
        RuleCase(
            PickleRules.limit,
            "a list that does",
            refuses: pickle(.proto(2), .emptyList, .binPut(0), .group((0..<20).map(Self.lists)), .stop),
            accepts: pickle(.proto(2), .emptyList, .binPut(0), .group((0..<4).map(Self.lists)), .stop)
        ),
        RuleCase(
            PickleRules.limit,
            "more marks than are kept",
            refuses: pickle(.proto(2), Operation([UInt8](repeating: 0x28, count: 1 << 20 + 1)), .none, .stop),
            accepts: pickle(.proto(2), Operation([UInt8](repeating: 0x28, count: 1 << 10)), .none, .stop)
        ),
        RuleCase(
            PickleRules.limit,
            "a memo of indexes far from each other",
            refuses: Self.sparse(1 << 18 + 1),
            accepts: Self.sparse(1 << 10)
        ),
        RuleCase(
            PickleRules.several,
            "two pickles",
            refuses: pickle(.proto(2), .none, .stop, .proto(2), .none, .stop),
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.storageIdentifier,
            "a tensor's storage",
            refuses: pickle(
                .proto(2),
                .longText("storage"),
                .global("torch", "FloatStorage"),
                .tuple2,
                .binPersid,
                .stop
            ),
            accepts: pickle(.proto(2), .longText("storage"), .global("torch", "FloatStorage"), .tuple2, .stop)
        ),
        RuleCase(
            PickleRules.truncated,
            "no STOP",
            refuses: pickle(.proto(2), .none),
            accepts: pickle(.proto(2), .none, .stop)
        ),
        RuleCase(
            PickleRules.objectArrays,
            "a type by a long name",
            refuses: pickle(.proto(2), .global("numpy", "dtype"), .longText("object"), .tuple1, .reduce, .stop),
            accepts: pickle(.proto(2), .global("numpy", "dtype"), .longText("f8"), .tuple1, .reduce, .stop)
        ),
    ]

    /// numpy would take an array's bytes for the addresses of objects.
    @Test func aTypeOfObjectsKeepsItsState() {
        func type(_ flags: UInt8) -> [UInt8] {
            let none = Operation("N")
            let minus = Operation("J", [0xFF, 0xFF, 0xFF, 0xFF])
            let state = Operation.group(
                .mark,
                .int(3),
                .longText("|"),
                none,
                none,
                none,
                minus,
                minus,
                .int(flags),
                .tuple
            )
            let record = Operation.group(
                .mark,
                .int(3),
                .longText("|"),
                none,
                .emptyTuple,
                .emptyDict,
                minus,
                minus,
                .int(flags),
                .tuple
            )
            let make = Operation.group(.global("numpy", "dtype"), .longText("O8"), .tuple1, .reduce, state, .build)
            guard flags == 16 else { return pickle(.proto(2), make, .stop) }
            return pickle(
                .proto(2),
                make,
                .global("numpy", "dtype"),
                .longText("V8"),
                .tuple1,
                .reduce,
                record,
                .build,
                .stop
            )
        }
        #expect(scan(type(63), as: "a.pkl").verdict == .safe)
        #expect(scan(type(0), as: "a.pkl").rules == ["PKL020"])
        #expect(scan(type(16), as: "a.pkl").rules == ["PKL020"])
    }

    /// Found by comparison with pickletools: every unpickler stops there.
    @Test(arguments: [Operation.appends, .setItems, .addItems])
    func puttingNothingIntoNothingIsRefused(_ opcode: Operation) {
        #expect(scan(pickle(.proto(4), .mark, opcode, .none, .stop), as: "a.pkl").rules == ["PKL007"])
    }

    @Test(arguments: cases)
    func refusesOneAndAcceptsTheOther(_ example: RuleCase) throws {
        let refused = scan(example.refused, as: "model.pkl")
        #expect(refused.rules.contains(example.rule.id), "\(refused.findings.map(\.message))")
        #expect(refused.verdict == verdict(of: example.rule.severity), "\(refused.findings.map(\.message))")
        let accepted = scan(example.accepted, as: "model.pkl")
        #expect(!accepted.rules.contains(example.rule.id), "\(accepted.findings.map(\.message))")
        #expect(accepted.verdict == .safe, "\(accepted.findings.map(\.message))")
    }

    @Test func everyRuleHasACase() {
        #expect(Set(Self.cases.map(\.rule)) == Set(PickleRules.all))
    }

    @Test func everyPlaceIsTheOpcodes() throws {
        let report = scan(pickle(.proto(4), .none, .pop, .payload, .stop), as: "model.pkl")
        #expect(report.findings.map(\.offset) == [4])
        #expect(report.findings.first?.message == "imports \"posix.system\"")
    }
}
