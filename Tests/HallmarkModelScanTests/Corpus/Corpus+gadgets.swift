import HallmarkModelScan

/// Names that run what they are given, or bring something that does; one case each, in turns of six shapes.
///
/// None of them is anything but a name here: an allow-list refuses it without knowing it.
extension Corpus {
    static let gadgets: [CorpusCase] = names.enumerated().map { number, row in
        let parts = row.name.split(separator: " ").map(String.init)
        let (module, name) = (parts[0], parts[1])
        let shape = shapes[number % shapes.count]
        return CorpusCase(
            "gadget",
            "\(module).\(name) \(shape.what)",
            from: row.source,
            as: shape.path,
            shape.make(module, name)
        )
    }

    private struct Shape: Sendable {
        let what: String
        let path: String
        let make: @Sendable (String, String) -> [UInt8]
    }

    private static let shapes: [Shape] = [
        Shape(what: "called by REDUCE", path: "model.pkl") { module, name in
            pickle(.proto(2), .global(module, name), .text(command), .tuple1, .reduce, .stop)
        },
        Shape(what: "called from the stack's names", path: "model.pkl") { module, name in
            pickle(.proto(4), .text(module), .text(name), .stackGlobal, .text(command), .tuple1, .reduce, .stop)
        },
        Shape(what: "called by INST", path: "model.pickle") { module, name in
            pickle(.mark, Operation("S", line: "'\(command)'"), .inst(module, name), .stop)
        },
        Shape(what: "called by OBJ", path: "model.pkl") { module, name in
            pickle(.proto(1), .mark, .global(module, name), .longText(command), .obj, .stop)
        },
        Shape(what: "made by NEWOBJ", path: "model.joblib") { module, name in
            pickle(.proto(4), .text(module), .text(name), .stackGlobal, .text(command), .tuple1, .newObj, .stop)
        },
        Shape(what: "in a checkpoint", path: "model.pt") { module, name in
            ZipFile.torch(
                pickle(.proto(2), .emptyDict, .global(module, name), .text(command), .tuple1, .reduce, .pop, .stop)
            )
        },
    ]

    private struct Row: Sendable {
        let name: String
        let source: String
    }

    private static let names: [Row] = table.split(separator: "\n").map { line in
        let parts = line.split(separator: "|").map(String.init)
        return Row(name: parts[0], source: parts.count > 1 ? parts[1] : "")
    }

    /// `module name|source`, a line each.
    private static let table = """
        pip main|GHSA-655q-fx9r-782v CVE-2025-1716
        timeit timeit|GHSA-v7x6-rv5q-mhwc
        torch.utils.bottleneck.__main__ run_cprofile|GHSA-4r9r-ch6f-vxmx
        torch.utils.bottleneck.__main__ run_autograd_prof|GHSA-4whj-rm5r-c2v8
        torch._dynamo.guards GuardBuilder.get|GHSA-86cj-95qr-2p4f
        torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression|GHSA-f4x7-rfwp-v3xw
        torch.utils.collect_env run|GHSA-f745-w6jp-hpxx
        torch.utils.collect_env run_and_read_all|GHSA-jhph-76pp-mggw
        torch.utils.data.datapipes.utils.decoder basichandlers|GHSA-h3qp-7fh3-f8h4
        torch.jit.unsupported_tensor_ops execWrapper|GHSA-vr7h-p6mm-wpmh
        torch.utils._config_module ConfigModule.load_config|GHSA-vv6j-3g6g-2pvj
        trace Trace.run|GHSA-5qwp-399c-mjwf
        trace Trace.runctx|GHSA-g344-hcph-8vgg
        profile Profile.run|GHSA-x696-vm39-cp64
        profile Profile.runctx|GHSA-6vqj-c2q5-j97w
        profile run|GHSA-7wx9-6375-f5wh
        lib2to3.pgen2.grammar Grammar.loads|GHSA-f54q-57x4-jg88
        lib2to3.pgen2.pgen ParserGenerator.make_label|GHSA-p9w7-82w4-7q8m
        idlelib.debugobj ObjectTreeItem.SetText|GHSA-3vg9-h568-4w9m
        idlelib.autocomplete AutoComplete.get_entity|GHSA-6w4w-5w54-rjvr
        idlelib.autocomplete AutoComplete.fetch_completions|GHSA-7cq8-mj8x-j263
        idlelib.calltip Calltip.fetch_tip|GHSA-8r4j-24qv-fmq9
        idlelib.calltip get_entity|GHSA-9xph-j2h6-g47v
        idlelib.run Executive.runcode|GHSA-m869-42cg-3xwr
        idlelib.pyshell ModifiedInterpreter.runcommand|GHSA-j343-8v2j-ff7w
        idlelib.pyshell ModifiedInterpreter.runcode|GHSA-3gf5-cxq9-w223
        code InteractiveInterpreter.runcode|GHSA-cj3c-v495-4xqh
        doctest debug_script|GHSA-fqq6-7vqf-w3fg
        cProfile runctx|GHSA-9w88-8rmg-7g2p
        cProfile run|GHSA-49gj-c84q-6qm9
        ensurepip _run_pip|GHSA-xp4f-hrf8-rxw7
        distutils.file_util write_file|GHSA-m273-6v24-x4m4
        ctypes CDLL|GHSA-4675-36f9-wf6r
        pydoc locate|GHSA-84r2-jw7c-4r5q
        pty spawn|GHSA-vqmv-47xg-9wpr
        numpy.f2py.crackfortran getlincoef|GHSA-r8g5-cgf2-4m4m
        _operator methodcaller|GHSA-955r-x9j8-7rhh
        _operator attrgetter|GHSA-46h3-79wf-xr6c
        asyncio.unix_events _UnixSubprocessTransport._start|GHSA-f7qq-56ww-84cr CVE-2025-10157
        asyncio.base_subprocess BaseSubprocessTransport|GHSA-q77w-mwjj-7mqx
        io FileIO|GHSA-9726-w42j-3qjr
        urllib.request urlopen|GHSA-9726-w42j-3qjr
        logging FileHandler|GHSA-m7j5-r2p5-c39r CVE-2026-56304
        uuid _get_command_stdout|GHSA-g38g-8gr9-h9xp CVE-2026-56315
        _osx_support _read_output|GHSA-g38g-8gr9-h9xp
        _osx_support _find_build_tool|GHSA-5hwf-rc88-82xm
        _aix_support _read_cmd_output|GHSA-g38g-8gr9-h9xp
        _pyrepl.pager pipe_pager|GHSA-g38g-8gr9-h9xp
        imaplib IMAP4_stream|GHSA-g38g-8gr9-h9xp
        test.support.script_helper assert_python_ok|GHSA-g38g-8gr9-h9xp
        pkgutil resolve_name|GHSA-vvpj-8cmc-gx39
        numpy.f2py.crackfortran myeval|GHSA-hgrh-qx5j-jfwx
        numpy.f2py.crackfortran param_eval|GHSA-x843-g5mx-g377
        numpy.f2py.capi_maps getinit|GHSA-3329-ghmp-jmv5
        numpy.f2py.diagnose run_command|GHSA-cffc-mxrf-mhh4
        ctypes.util _findLib_gcc|GHSA-rrxm-2pvv-m66x
        pydoc pipepager|GHSA-6556-fwc2-fg2p
        types CodeType|GHSA-9m3x-qqw2-h32h
        cloudpickle.cloudpickle _make_function|GHSA-9m3x-qqw2-h32h
        cloudpickle.cloudpickle _builtin_type|GHSA-9m3x-qqw2-h32h
        dill._dill _create_function
        dill._dill _create_code
        dill._dill _load_type
        importlib import_module|GHSA-q5qq-mvfm-j35x
        importlib.util spec_from_file_location
        marshal loads|GHSA-565g-hwwr-4pp3
        types FunctionType|GHSA-565g-hwwr-4pp3
        runpy run_path|GHSA-wfq2-52f7-7qvj
        runpy _run_code|GHSA-q5qq-mvfm-j35x
        code interact|GHSA-wfq2-52f7-7qvj
        multiprocessing.util spawnv_passfds|GHSA-wfq2-52f7-7qvj
        cProfile Profile.runctx|GHSA-p523-jq9w-64x9
        ctypes.util find_library|GHSA-5hvc-6wx8-mvv4 CVE-2026-22608
        builtins __import__|GHSA-h4rm-mm56-xf63
        signal signal|GHSA-mhc9-48gj-9gp3
        smtplib SMTP|GHSA-mhc9-48gj-9gp3
        socketserver TCPServer|GHSA-mhc9-48gj-9gp3
        _interpreters run_string|GHSA-6ggj-6f2q-f7mx
        _xxsubinterpreters run_string|GHSA-6ggj-6f2q-f7mx
        builtins eval
        builtins exec
        builtins compile
        builtins getattr
        builtins setattr
        builtins open
        builtins map
        builtins type
        builtins print
        builtins globals
        __builtin__ eval
        __builtin__ apply
        __builtin__ file
        __builtin__ reduce
        nt system
        os popen
        posix getcwd
        subprocess check_output
        subprocess Popen
        commands getoutput
        sys settrace
        sys.modules get
        shutil copyfile
        socket create_connection
        bdb Bdb.run
        pdb run
        webbrowser open
        requests.api get
        aiohttp.client ClientSession
        httplib HTTPConnection
        urllib2 urlopen
        cPickle loads
        _pickle Unpickler
        pickle loads
        joblib load
        pandas read_pickle
        pandas read_csv
        numpy load
        numpy.testing._private.utils runstring
        numpy.distutils.exec_command exec_command
        torch load
        torch.hub load
        torch.hub load_state_dict_from_url
        torch.utils.cpp_extension load_inline
        torch._inductor.codecache _worker_compile
        mlflow.projects.backend.local _run_entry_point
        mailcap findmatch
        setuptools._distutils.spawn spawn
        pipes Template
        typing _eval_type
        typing ForwardRef._evaluate
        dataclasses _create_fn
        dataclasses make_dataclass
        collections namedtuple
        operator call
        operator setitem
        codecs open
        tempfile mkstemp
        csv writer
        mailbox mbox
        pkgutil iter_importers
        pydantic._migration getattr_migration
        functools reduce
        functools partialmethod
        itertools starmap
        weakref finalize
        atexit register
        threading Timer
        sched scheduler
        contextlib ExitStack.callback
        concurrent.futures ThreadPoolExecutor.submit
        unittest.mock _importer
        site addsitedir
        zipimport zipimporter
        sysconfig _parse_makefile
        venv create
        compileall compile_file
        copyreg add_extension
        copyreg pickle
        copyreg __newobj__
        sqlite3 connect
        dbm.dumb open
        shelve open
        ftplib FTP
        telnetlib Telnet
        xmlrpc.client ServerProxy
        http.server HTTPServer
        tkinter Tk
        turtle Screen
        antigravity geohash
        this s
        cgitb enable
        rlcompleter Completer.attr_matches
        jinja2 Template.render
        sklearn.utils._testing assert_run_python_script_without_output
        sklearn.datasets fetch_openml
        scipy.io loadmat
        transformers pipeline
        transformers.utils.hub cached_file
        keras.src.utils.file_utils get_file
        tensorflow.python.platform.gfile FastGFile
        ultralytics.nn.tasks attempt_load_weights
        IPython.utils.process system
        paramiko.proxy ProxyCommand
        invoke.runners Local
        __main__ Model
        my_package.models Net
        """
}
