/// Names that are known to run code, open files or reach the network.
///
/// This list makes a refusal graver, and nothing else: what it forgets is refused all the same, since only listed
/// names are accepted.
enum DangerousImports {
    /// Whether a name is one of them, also when it is reached through another module's attributes.
    static func contains(_ name: PickleImport) -> Bool {
        guard let root = name.module.split(separator: ".").first.map(String.init) else { return false }
        if modules.contains(root) || modules.contains(name.module) { return true }
        let parts = name.name.split(separator: ".").map(String.init)
        if parts.contains(where: { functions.contains($0) }) { return true }
        if parts.dropLast().contains(where: { modules.contains($0) || modules.contains($0.trimmingUnderscore) }) {
            return true
        }
        return builtins.contains(root) && parts.first.map { builtinFunctions.contains($0) } == true
    }

    private static let builtins: Set<String> = ["builtins", "__builtin__", "__builtins__"]
    static let builtinFunctions: Set<String> = [
        "apply", "breakpoint", "compile", "delattr", "eval", "exec", "execfile", "file", "getattr", "globals", "help",
        "input", "locals", "open", "setattr", "vars", "__import__", "__build_class__",
    ]
    static let functions: Set<String> = [
        "eval", "exec", "execfile", "system", "popen", "Popen", "check_output", "spawn", "__import__", "__globals__",
        "__builtins__", "__subclasses__", "__getattribute__", "runctx", "methodcaller", "FunctionType", "CodeType",
        "FileIO", "attrgetter", "resolve_name", "_create_function", "_create_code", "_make_function", "_import_module",
        "_ufunc_reconstruct", "subimport", "_make_skeleton_class", "_create_type", "_make_function_skeleton",
        "LambdaType",
        "_make_skel_func", "_fill_function", "_function_setstate", "dynamic_subimport", "_create_lock",
    ]
    static let modules: Set<String> = [
        "os", "posix", "nt", "posixpath", "ntpath", "subprocess", "_posixsubprocess", "_winapi", "commands", "popen2",
        "pty", "sys", "runpy", "importlib", "_frozen_importlib", "imp", "pkgutil", "zipimport", "code", "codeop",
        "ctypes", "_ctypes", "cffi", "marshal", "pickle", "_pickle", "cPickle", "shelve", "shutil", "tempfile", "glob",
        "fileinput", "socket", "_socket", "ssl", "select", "asyncio", "multiprocessing", "threading", "_thread",
        "signal",
        "urllib", "urllib2", "urllib3", "http", "httplib", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib",
        "xmlrpc",
        "requests", "aiohttp", "httpx", "paramiko", "webbrowser", "antigravity", "bdb", "pdb", "cProfile", "profile",
        "timeit", "trace", "doctest", "pydoc", "site", "sysconfig", "distutils", "setuptools", "pip", "ensurepip",
        "venv",
        "lib2to3", "idlelib", "platform", "_osx_support", "_aix_support", "_pyrepl", "winreg", "_winreg", "io", "_io",
        "nturl2path", "sqlite3", "logging.config", "_interpreters",
        "_xxsubinterpreters", "numpy.testing", "numpy.f2py", "torch.hub", "torch.jit",
    ]
}

extension String {
    // random._os is os under another name.
    fileprivate var trimmingUnderscore: String { hasPrefix("_") ? String(dropFirst()) : self }
}
