import HallmarkModelScan
import Testing

/// Names by which published files got past scanners that list what is bad; nothing is ever called here.
struct GadgetTests {
    private static let names = [
        "pip main", "timeit timeit", "torch.utils.bottleneck.__main__ run_cprofile",
        "torch.utils.bottleneck.__main__ run_autograd_prof", "torch._dynamo.guards GuardBuilder.get",
        "torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression", "torch.utils.collect_env run",
        "torch.utils.collect_env run_and_read_all", "torch.utils.data.datapipes.utils.decoder basichandlers",
        "torch.jit.unsupported_tensor_ops execWrapper", "torch.utils._config_module ConfigModule.load_config",
        "trace Trace.run", "trace Trace.runctx", "profile Profile.run", "profile Profile.runctx", "profile run",
        "lib2to3.pgen2.grammar Grammar.loads", "lib2to3.pgen2.pgen ParserGenerator.make_label",
        "idlelib.debugobj ObjectTreeItem.SetText", "idlelib.autocomplete AutoComplete.get_entity",
        "idlelib.autocomplete AutoComplete.fetch_completions", "idlelib.calltip Calltip.fetch_tip",
        "idlelib.calltip get_entity", "idlelib.run Executive.runcode", "idlelib.pyshell ModifiedInterpreter.runcommand",
        "idlelib.pyshell ModifiedInterpreter.runcode", "code InteractiveInterpreter.runcode", "doctest debug_script",
        "cProfile runctx", "cProfile run", "ensurepip _run_pip", "distutils.file_util write_file", "ctypes CDLL",
        "pydoc locate", "pty spawn", "numpy.f2py.crackfortran getlincoef", "_operator methodcaller",
        "_operator attrgetter", "asyncio.unix_events _UnixSubprocessTransport._start", "io FileIO",
        "urllib.request urlopen", "logging FileHandler", "uuid _get_command_stdout", "_osx_support _read_output",
        "_aix_support _read_cmd_output", "_pyrepl.pager pipe_pager", "imaplib IMAP4_stream",
        "test.support.script_helper assert_python_ok", "pkgutil resolve_name", "types CodeType", "types FunctionType",
        "cloudpickle.cloudpickle _make_function", "cloudpickle.cloudpickle _builtin_type",
        "dill._dill _create_function",
        "importlib import_module", "marshal loads", "builtins __import__", "builtins getattr", "__builtin__ apply",
        "signal signal", "smtplib SMTP", "runpy _run_code", "multiprocessing.util spawnv_passfds",
        "mlflow.projects.backend.local _run_entry_point", "pandas read_csv", "pandas read_pickle", "numpy load",
        "numpy testing._private.utils.runstring", "numpy.testing._private.utils runstring", "joblib load",
        "torch load", "torch.hub load", "torch.serialization os.system", "pathlib os.system", "random _os.system",
        "collections _sys.modules.get", "mailcap findmatch", "setuptools._distutils.spawn spawn", "pipes Template",
        "typing _eval_type", "dataclasses _create_fn", "operator call", "codecs open", "tempfile mkstemp",
        "csv writer", "mailbox mbox", "pkgutil iter_importers", "pydantic._migration _os.system", "builtins map",
        "builtins type", "types SimpleNamespace.__class__", "functools partial", "functools reduce",
        "__builtin__ reduce", "itertools starmap", "weakref finalize", "atexit register",
        "_interpreters run_string", "_xxsubinterpreters run_string", "site addsitedir", "zipimport zipimporter",
        "sklearn.utils._testing assert_run_python_script_without_output", "sklearn.datasets fetch_openml",
        "sklearn.base os.system", "torch.nn.modules.module functools.partial", "torch.optim.lr_scheduler LambdaLR.step",
        "ultralytics.nn.tasks torch_safe_load", "webbrowser open", "copyreg add_extension", "copyreg pickle",
        "copyreg __newobj__", "_pickle Unpickler", "statistics fmean.__globals__", "numpy size.__globals__",
    ].map { $0.split(separator: " ").map(String.init) }

    @Test(arguments: names)
    func isNeverSafe(_ name: [String]) {
        for bytes in [
            pickle(.proto(2), .global(name[0], name[1]), .text("id"), .tuple1, .reduce, .stop),
            pickle(.proto(4), .text(name[0]), .text(name[1]), .stackGlobal, .emptyTuple, .newObj, .stop),
            pickle(.mark, .longText("id"), .inst(name[0], name[1]), .stop),
            pickle(.global(name[0], name[1]), .pop, .none, .stop),
        ] {
            for (path, content) in [("a.pkl", bytes), ("a.pt", ZipFile.torch(bytes)), ("a.pt", bytes + [0x2E])] {
                #expect(scan(content, as: path).verdict >= .suspicious)
            }
        }
    }

    /// What makes an instance without a call must not be called, and nothing listed may be made to call the unlisted.
    @Test func aListedNameIsHarmlessOnlyInItsShape() {
        let linear = Operation.global("torch.nn.modules.linear", "Linear")
        #expect(
            scan(pickle(.proto(2), linear, .emptyTuple, .newObj, .emptyDict, .build, .stop), as: "a.pkl").verdict
                == .safe
        )
        #expect(scan(pickle(.proto(2), linear, .emptyTuple, .reduce, .stop), as: "a.pkl").rules == ["PKL004"])
        #expect(scan(pickle(.proto(2), linear, .emptyDict, .build, .stop), as: "a.pkl").rules == ["PKL011"])
        let reconstruct = Operation.global("copy_reg", "_reconstructor")
        let object = Operation.global("__builtin__", "object")
        let tree = Operation.global("sklearn.tree._classes", "DecisionTreeClassifier")
        func made(_ what: Operation) -> [UInt8] {
            pickle(.proto(2), reconstruct, what, object, .none, .tuple3, .reduce, .emptyDict, .build, .stop)
        }
        #expect(scan(made(tree), as: "a.pkl").verdict == .safe)
        #expect(scan(made(.longText("os")), as: "a.pkl").rules.contains("PKL004"))
        let load = Operation.global("torch.storage", "_load_from_bytes")
        // As an attribute, `__setstate__` for instance, BUILD would call it with bytes that nobody has read.
        let planted = pickle(
            .proto(2),
            linear,
            .emptyTuple,
            .newObj,
            .emptyDict,
            .longText("__setstate__"),
            load,
            .setItem,
            .build,
            Operation("U", [1, 0x2E]),
            .build,
            .stop
        )
        #expect(scan(planted, as: "a.pkl").rules.contains("PKL011"))
        let tensor = Operation.group(.global("torch._tensor", "_rebuild_from_type_v2"), .mark, load)
        let handed = pickle(.proto(2), tensor, linear, .emptyTuple, .none, .tuple, .reduce, .stop)
        #expect(!scan(handed, as: "a.pkl").rules.isDisjoint(with: ["PKL004", "PKL011"]))
    }
}

extension ModelVerdict {
    /// Whether nothing lets a file of this class pass.
    static func >= (left: ModelVerdict, right: FindingRule.Severity) -> Bool {
        switch left {
        case .malicious: true
        case .suspicious: right <= .suspicious
        default: false
        }
    }
}
