import HallmarkModelScan

extension Corpus {
    /// Pickles: those that the suite on evasion knows, and what research and advisories add.
    static let pickles: [CorpusCase] =
        PickleEvasionTests.malicious.map { pickleCase($0, .malicious) }
        + PickleEvasionTests.suspicious.map { pickleCase($0, .suspicious) }
        + changed + computed + spelled + nested + resources

    private static func pickleCase(_ trick: Trick, _ expected: ModelVerdict) -> CorpusCase {
        CorpusCase("pickle", trick.testDescription, is: expected, as: trick.path, trick.bytes)
    }

    static func pickled(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.pkl",
        _ operations: Operation...
    ) -> CorpusCase {
        let bytes = operations.flatMap(\.bytes)
        return CorpusCase("pickle", trick, is: expected, from: source, as: path, bytes)
    }

    static let system = Operation.global("posix", "system")
    private static let namespace = Operation.group(.global("types", "SimpleNamespace"), .emptyTuple, .reduce)

    /// What changes an object runs methods of it.
    private static let changed: [CorpusCase] = [
        pickled(
            "NEWOBJ chain through map and bytes",
            is: .malicious,
            .proto(4),
            .global("builtins", "bytes"),
            .global("builtins", "map"),
            system,
            .mark,
            .text(command),
            .tuple,
            .tuple2,
            .newObj,
            .tuple1,
            .newObj,
            .stop
        ),
        pickled(
            "a setter planted in a namespace",
            is: .malicious,
            .proto(2),
            namespace,
            .emptyDict,
            .text("__setstate__"),
            system,
            .setItem,
            .build,
            .text(command),
            .build,
            .stop
        ),
        pickled(
            "slots of an imported function",
            from: "modelscan#85",
            .proto(4),
            .global("numpy", "prod"),
            .none,
            .emptyDict,
            .text("__globals__"),
            .emptyDict,
            .setItem,
            .tuple2,
            .build,
            .stop
        ),
        pickled(
            "the builtins of an imported function",
            from: "modelscan#330",
            .proto(4),
            .global("numpy", "size"),
            .none,
            .emptyDict,
            .text("__builtins__"),
            .none,
            .setItem,
            .tuple2,
            .build,
            .pop,
            .global("numpy", "size.__globals__"),
            .stop
        ),
        pickled(
            "an append to what is no list",
            .proto(2),
            .global("logging", "Logger.manager"),
            .text(command),
            .append,
            .stop
        ),
        pickled(
            "many appended to an instance's method",
            .proto(2),
            .global("collections", "UserList"),
            .emptyTuple,
            .reduce,
            .mark,
            .text(command),
            .appends,
            .stop
        ),
        pickled(
            "items added to what is no set",
            .proto(4),
            .global("mailbox", "Maildir"),
            .emptyTuple,
            .reduce,
            .mark,
            .text(command),
            .addItems,
            .stop
        ),
        pickled(
            "an item set in the environment",
            is: .malicious,
            .proto(2),
            .global("os", "environ"),
            .text("LD_PRELOAD"),
            .text("/tmp/hallmark.so"),
            .setItem,
            .stop
        ),
        pickled(
            "an item set in the table of modules",
            is: .malicious,
            .proto(2),
            .global("sys", "modules"),
            .text("os"),
            .none,
            .setItem,
            .stop
        ),
        pickled(
            "a default factory and a missing key",
            is: .malicious,
            .proto(2),
            .global("collections", "defaultdict"),
            system,
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a call whose result is popped",
            is: .malicious,
            from: "GHSA-mxhj-88fx-4pcv",
            .proto(2),
            .mark,
            system,
            .text(command),
            .obj,
            .pop,
            .none,
            .stop
        ),
        pickled(
            "a call that BUILD hides",
            is: .malicious,
            from: "GHSA-mhc9-48gj-9gp3",
            .proto(2),
            .global("smtplib", "SMTP"),
            .text("hallmark.invalid"),
            .tuple1,
            .reduce,
            .emptyDict,
            .build,
            .pop,
            .emptyDict,
            .stop
        ),
        pickled(
            "a partial of a call",
            is: .malicious,
            .proto(2),
            .global("functools", "partial"),
            system,
            .text(command),
            .tuple2,
            .reduce,
            .emptyTuple,
            .reduce,
            .stop
        ),
        pickled(
            "a class to reconstruct that is a function",
            is: .malicious,
            .proto(2),
            .global("copy_reg", "_reconstructor"),
            system,
            .global("__builtin__", "object"),
            .none,
            .tuple3,
            .reduce,
            .stop
        ),
        pickled(
            "an array's class that is a function",
            is: .malicious,
            .proto(2),
            .global("numpy.core.multiarray", "_reconstruct"),
            system,
            .int(0),
            .tuple1,
            Operation("C", [1, 0x62]),
            .tuple3,
            .reduce,
            .stop
        ),
        pickled(
            "a hook of a tensor",
            is: .malicious,
            .proto(2),
            .global("torch._utils", "_rebuild_parameter"),
            .none,
            Operation(0x89),
            .mark,
            .text("hook"),
            system,
            .tuple,
            .tuple3,
            .reduce,
            .stop
        ),
        pickled(
            "a hook in a listed class's state",
            is: .malicious,
            .proto(2),
            .global("torch.nn.modules.linear", "Linear"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .text("_forward_hooks"),
            .orderedDict,
            .int(0),
            system,
            .setItem,
            .setItem,
            .build,
            .stop
        ),
        pickled(
            "a method of a listed class in its state",
            .proto(2),
            .global("torch.nn.modules.linear", "Linear"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .text("forward"),
            .global("my_code", "forward"),
            .setItem,
            .build,
            .stop
        ),
        pickled(
            "the class of an instance in its state",
            is: .malicious,
            .proto(2),
            .global("torch.nn.modules.linear", "Linear"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .text("__class__"),
            .global("subprocess", "Popen"),
            .setItem,
            .build,
            .stop
        ),
        pickled(
            "a registered extension",
            .proto(2),
            .global("copyreg", "add_extension"),
            .text("posix"),
            .text("system"),
            .int(7),
            .tuple3,
            .reduce,
            .pop,
            Operation(0x82, [7]),
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled("an extension of two bytes", .proto(2), Operation(0x83, [1, 1]), .emptyTuple, .reduce, .stop),
        pickled("an extension of four bytes", .proto(2), Operation(0x84, [1, 1, 0, 0]), .emptyTuple, .reduce, .stop),
    ]

    /// Names that are not written but made.
    private static let computed: [CorpusCase] = [
        pickled(
            "a module's name joined from letters",
            .proto(4),
            .global("builtins", "str.join"),
            .text(""),
            .mark,
            .text("po"),
            .text("six"),
            .tuple,
            .tuple2,
            .reduce,
            .text("system"),
            .stackGlobal,
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a module's name in rot13",
            .proto(4),
            .global("_codecs", "decode"),
            .text("cbfvk"),
            .text("rot13"),
            .tuple2,
            .reduce,
            .text("system"),
            .stackGlobal,
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a module's name in rot13 from the memo",
            .proto(4),
            .global("_codecs", "encode"),
            .text("cbfvk"),
            .text("rot13"),
            .tuple2,
            .reduce,
            .memoize,
            .pop,
            .binGet(0),
            .text("system"),
            .stackGlobal,
            .stop
        ),
        pickled(
            "a name from bytes",
            .proto(4),
            Operation("C", [5] + utf8("posix")),
            .text("system"),
            .stackGlobal,
            .emptyTuple,
            .reduce,
            .stop
        ),
        pickled(
            "a name of a numpy text",
            .proto(4),
            .global("numpy", "str_"),
            .text("posix"),
            .tuple1,
            .reduce,
            .text("system"),
            .stackGlobal,
            .stop
        ),
        pickled(
            "a name that is a number",
            .proto(4),
            .int(1),
            .text("system"),
            .stackGlobal,
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled("a name from an empty stack", .proto(4), .text("posix"), .stackGlobal, call, .stop),
        pickled(
            "an attribute by getattr",
            is: .malicious,
            .proto(2),
            .global("builtins", "getattr"),
            .global("builtins", "__import__"),
            .text("os"),
            .tuple1,
            .reduce,
            .text("system"),
            .tuple2,
            .reduce,
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "letters that look like others",
            .proto(2),
            .global("p\u{43E}six", "system"),
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled("a carriage return in a name", .proto(2), .global("posix\r", "system"), .stop),
        pickled("a module's name in capitals", .proto(2), .global("OS", "system"), .stop),
        pickled("an empty name", .proto(2), .global("posix", ""), .stop),
        pickled("a NUL in a name", .proto(2), .global("collections\0", "OrderedDict"), .emptyTuple, .reduce, .stop),
        pickled("a relative module", .proto(2), .global(".os", "system"), .stop),
        pickled("a file's path as a module", .proto(2), .global("/tmp/hallmark", "x"), .stop),
        pickled(
            "a listed module's own imports",
            is: .malicious,
            from: "GHSA-5j3x-jp52-966f",
            .proto(4),
            .text("torch.serialization"),
            .text("os.system"),
            .stackGlobal,
            .text(command),
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a listed class's dunder",
            .proto(4),
            .text("collections"),
            .text("OrderedDict.__init_subclass__"),
            .stackGlobal,
            .emptyTuple,
            .reduce,
            .stop
        ),
        pickled(
            "a listed class's subclasses",
            .proto(4),
            .text("collections"),
            .text("OrderedDict.__subclasses__"),
            .stackGlobal,
            .emptyTuple,
            .reduce,
            .stop
        ),
    ]
}
