/// A name that a pickle may import: exactly this module and this name, for the reason given.
///
/// A name comes onto the list only when calling it with any argument that the list allows runs no code, opens no file
/// and reaches nothing outside of the value it makes.
struct ListedImport {
    /// What the name is, which says what may be done with it and with its results.
    enum Kind {
        /// A class or function whose results are not changed by the pickle afterwards.
        case value
        /// A class or function whose results take BUILD, which gives them their content.
        case array
        /// `numpy.dtype`, which takes BUILD, and is harmless for numbers and text: BUILD could make numpy take any bytes
        /// for the addresses of objects.
        case elementType
        /// A class whose instances take APPEND and APPENDS.
        case list
        /// A class whose instances take ADDITEMS.
        case set
        /// A class whose instances take SETITEM and SETITEMS, and attributes by BUILD.
        case mapping
        /// `_codecs.encode`, which is harmless for Latin-1 and could be anything for another codec.
        case latin1Encoder
        /// An object in the file's raw form follows, which this version does not read.
        case rawArray
    }

    let kind: Kind
    let reason: String

    private init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// The list.
    static let table: [PickleImport: ListedImport] = {
        var table: [PickleImport: ListedImport] = [:]
        func add(_ modules: [String], _ names: [String], _ kind: Kind, _ reason: String) {
            for module in modules {
                for name in names { table[PickleImport(module: module, name: name)] = ListedImport(kind, reason) }
            }
        }
        // Python 2 wrote __builtin__, which Python 3 takes for builtins.
        let builtins = ["builtins", "__builtin__"]
        add(
            builtins,
            ["int", "float", "complex", "bool", "str", "bytes", "tuple", "frozenset"],
            .value,
            "plain values"
        )
        add(builtins, ["bytearray", "list"], .list, "a container of plain values")
        add(builtins, ["set"], .set, "a container of plain values")
        add(builtins, ["dict"], .mapping, "a container of plain values")
        add(builtins, ["slice", "range", "object", "Ellipsis", "NotImplemented"], .value, "plain values")
        add(["__builtin__"], ["unicode", "long", "xrange"], .value, "Python 2's names of str, int and range")
        add(["collections"], ["OrderedDict", "defaultdict", "Counter"], .mapping, "a map; its factory must be listed")
        add(["collections"], ["deque"], .list, "a container of plain values")
        add(["datetime"], ["date", "datetime", "time", "timedelta", "timezone"], .value, "points in time")
        add(["_codecs"], ["encode"], .latin1Encoder, "how protocols below 3 write bytes")
        let multiarray = ["numpy.core.multiarray", "numpy._core.multiarray"]
        add(multiarray, ["_reconstruct"], .array, "an array that is still empty")
        add(multiarray, ["scalar"], .value, "a number from its bytes")
        add(["numpy"], ["dtype"], .elementType, "the type of an array's elements")
        add(["numpy"], ["ndarray"], .array, "an array's class")
        add(["numpy.core.numeric", "numpy._core.numeric"], ["_frombuffer"], .value, "an array from its bytes")
        add(["torch._utils"], ["_rebuild_tensor_v2", "_rebuild_parameter"], .value, "a tensor over a given storage")
        add(["torch"], storages + ["Size", "device"], .value, "the class of a tensor's storage, shape or place")
        add(["joblib.numpy_pickle"], ["NumpyArrayWrapper"], .rawArray, "an array's bytes follow in the stream")
        return table
    }()

    /// The storage classes of PyTorch, which persistent ids of tensors name.
    static let storages = [
        "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "LongStorage", "IntStorage", "ShortStorage",
        "CharStorage", "ByteStorage", "BoolStorage", "ComplexFloatStorage", "ComplexDoubleStorage",
    ]
}
