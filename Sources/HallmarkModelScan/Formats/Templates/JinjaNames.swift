/// What chat templates may name: allow-lists, and the few names that only say how bad something is.
enum JinjaNames {
    /// The functions that runtimes give to chat templates, and Jinja's own.
    static let functions: Set<String> = [
        "raise_exception", "strftime_now", "range", "namespace", "dict", "cycler", "joiner",
    ]
    /// The methods of texts, lists, maps, loops, cyclers and dates that neither lead out nor run what they are given.
    static let methods: Set<String> = [
        "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "lower", "upper",
        "title", "capitalize", "swapcase", "casefold", "replace", "join", "find", "rfind", "index", "rindex", "count",
        "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "isnumeric", "isdecimal", "istitle",
        "isidentifier", "partition", "rpartition", "removeprefix", "removesuffix", "zfill", "ljust", "rjust", "center",
        "expandtabs", "format", "items", "keys", "values", "get", "pop", "popitem", "update", "setdefault", "copy",
        "append", "extend", "insert", "remove", "sort", "reverse", "clear", "cycle", "changed", "next", "reset",
        "strftime", "isoformat", "union", "intersection", "difference", "add", "discard", "date", "tojson",
    ]
    /// Jinja's filters, without `attr`, and what runtimes add.
    static let filters: Set<String> = [
        "abs", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape", "filesizeformat",
        "first", "float", "forceescape", "format", "groupby", "indent", "int", "items", "join", "last", "length",
        "list",
        "lower", "map", "max", "min", "pprint", "random", "reject", "rejectattr", "replace", "reverse", "round", "safe",
        "select", "selectattr", "slice", "sort", "string", "striptags", "sum", "title", "tojson", "trim", "truncate",
        "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr", "from_json", "fromjson",
    ]
    static let tests: Set<String> = [
        "boolean", "callable", "defined", "divisibleby", "eq", "equalto", "escaped", "even", "false", "filter", "float",
        "ge", "greaterthan", "gt", "in", "integer", "iterable", "le", "lessthan", "lower", "lt", "mapping", "ne",
        "none",
        "number", "odd", "sameas", "sequence", "string", "test", "true", "undefined", "upper",
        // Spelled as Python has it: what `is` takes after it is a name.
        "None", "True", "False",
    ]
    /// Names of web frameworks, of Jinja and of Python that no chat template has: unless it binds them itself.
    static let foreign: Set<String> = [
        "request", "config", "session", "g", "current_app", "app", "url_for", "get_flashed_messages", "lipsum",
        "os", "sys", "subprocess", "builtins", "environ", "importlib", "shutil", "socket", "environment", "context",
        "getattr", "setattr", "globals", "locals", "vars", "type", "object", "open", "eval", "exec", "compile",
        "breakpoint", "input", "settings", "handler", "flask", "django",
    ]
    /// What to call means to run code, read files or reach the network.
    static let acting: Set<String> = [
        "popen", "system", "eval", "exec", "execfile", "compile", "open", "Popen", "check_output", "check_call",
        "getoutput", "getstatusoutput", "spawn", "spawnl", "spawnv", "execv", "execl", "execve", "import_module",
        "urlopen", "urlretrieve", "load_module", "load_pickle", "getattr", "setattr", "breakpoint", "from_object",
        "from_pyfile", "from_envvar", "from_string", "run_module", "run_path", "startfile", "__import__",
    ]
    /// Parts of names between two underscores by which Python's functions, modules and classes are reached.
    private static let leading: Set<String> = [
        "globals", "builtins", "import", "subclasses", "code", "loader", "reduce", "reduce_ex", "getattribute", "func",
        "spec", "closure", "call", "wrapped",
    ]
    /// Attributes of Python's functions, frames and classes without underscores around them.
    private static let inner: Set<String> = [
        "mro", "func_code", "func_closure", "func_defaults", "im_func", "im_class", "im_self", "gi_frame", "gi_code",
        "gi_yieldfrom", "cr_frame", "cr_code", "cr_await", "ag_frame", "ag_code", "ag_await", "tb_frame", "tb_next",
        "f_locals", "f_back", "f_code", "f_trace", "co_code", "co_consts", "co_names", "format_map",
    ]
    private static let globals: Set<String> = ["func_globals", "f_globals", "f_builtins"]
    private static let words: Set<String> = [
        "class", "mro", "bases", "globals", "builtins", "init", "subclasses", "getattribute", "getitem", "popen",
    ]

    /// How a name that leads from value to value is to be judged; `nil` for a plain one.
    enum Fault {
        case inner
        case code
    }

    static func fault(of name: String) -> Fault? {
        let bytes = Array(name.utf8)
        if globals.contains(name) { return .code }
        if inner.contains(name) { return .inner }
        guard hasDoubleUnderscore(bytes) else { return nil }
        let word = String(decoding: bytes.drop { $0 == 0x5F }.reversed().drop { $0 == 0x5F }.reversed(), as: UTF8.self)
        return leading.contains(word) ? .code : .inner
    }

    /// Whether a text could be a part of a name of Python's inside.
    static func hides(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if bytes.first == 0x5F || hasDoubleUnderscore(bytes) { return true }
        return words.contains(text.lowercased()) || words.contains(String(text.reversed()).lowercased())
            || inner.contains(text) || globals.contains(text)
    }

    static func hasDoubleUnderscore(_ bytes: [UInt8]) -> Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == 0x5F && $1 == 0x5F }
    }
}
