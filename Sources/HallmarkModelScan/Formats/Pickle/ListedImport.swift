/// A name that a pickle may import: exactly this module and this name, for the reason given.
///
/// A name comes onto the list only when calling it with any argument that the list allows runs no code, opens no file
/// and reaches nothing outside of the value it makes.
struct ListedImport {
    /// What the name is, which says what may be done with it and with its results.
    enum Kind: String {
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
        /// A class of which only `__new__` may make instances, without its initialiser; they take attributes by BUILD.
        case object
        /// `_codecs.encode`, which is harmless for Latin-1 and could be anything for another codec.
        case latin1Encoder
        /// `copyreg._reconstructor`, which makes an instance of its first argument, which must be listed.
        case reconstructor
        /// A function that calls its first argument, which must be listed.
        case rebuilder
        /// A function of torch that lays a tensor over a storage, in which it must lie.
        case tensor
        /// A function that opens a pickle in its argument's bytes, which are read like any other.
        case nestedPickle
        /// What may be kept and never called: the functions that a model uses later.
        case reference
        /// `getattr`, which may take only what is listed by its whole name, such as `ZoneInfo._unpickle`.
        case attribute
        /// `type`, which may only be asked for the type of a constant.
        case typeOf
        /// A function that gives a type by its name (dill), which must be listed.
        case typeByName
        /// A function that evaluates text (dill), which must be the representation of a constant or a range.
        case representation
        /// A function that has an array made and gives it its state (dill).
        case arrayMaker
        /// A class whose state holds the text of functions that it makes anew (scipy), which must be just those.
        case templated
        /// A class whose state makes it load a model by its name, unless the state holds the model itself (flair).
        case embedding
        /// `functools.partial`, which may keep a function that may be kept, and is never called.
        case partial
        /// `operator.itemgetter`, which may keep constants, and is never called.
        case getter
        /// An object in the file's raw form follows, which this version does not read.
        case rawArray

        /// Whether a listed function may be given one of these to call.
        var mayBeHandedOn: Bool {
            switch self {
            case .value, .array, .list, .set, .mapping, .object, .tensor: true
            default: false
            }
        }

        /// Whether instances may be made of it, if only by `__new__`.
        var isClass: Bool {
            switch self {
            case .templated, .embedding, .rawArray: true
            default: mayBeHandedOn
            }
        }

        /// Whether a class may be called with arguments of any kind.
        var mayBeCalled: Bool {
            if case .object = self { false } else { mayBeHandedOn }
        }

        /// Whether the name may be called where the pickle imports it, and may go nowhere else.
        var isGuarded: Bool {
            switch self {
            case .nestedPickle, .attribute, .typeOf, .representation, .partial, .getter: true
            default: false
            }
        }
    }

    let kind: Kind
    let reason: String

    init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// What the code of a TorchScript archive defines.
    static let torchScript = ListedImport(.object, "a class of the archive's own TorchScript, not of Python")

    /// The list's rows, by library.
    static let rows = python + numpy + pyTorch + libraries + science + learning

    /// The list.
    static let table: [PickleImport: ListedImport] = {
        var table: [PickleImport: ListedImport] = [:]
        for row in rows {
            for module in row.modules {
                for name in row.names {
                    table[PickleImport(module: module, name: name)] = ListedImport(row.kind, row.reason)
                }
            }
        }
        return table
    }()

    /// How many bytes an element of a storage class has; `nil` for any other name.
    static func storageWidth(of name: PickleImport) -> UInt64? {
        if name.module == "torch.storage" { return name.name == "UntypedStorage" ? 1 : nil }
        return name.module == "torch" ? storages[name.name] : nil
    }

    /// How many bytes an element of a tensor's type has; `nil` for any other name.
    static func elementWidth(of name: PickleImport) -> UInt64? {
        name.module == "torch" ? elementWidths[name.name] : nil
    }

    /// The types of tensors' elements, and their bytes.
    static let elementWidths: [String: UInt64] = [
        "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8_e4m3fn": 1, "float8_e5m2": 1,
        "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1, "float8_e8m0fnu": 1, "float4_e2m1fn_x2": 1,
        "complex32": 4, "complex64": 8, "complex128": 16, "bool": 1,
        "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
        "qint8": 1, "quint8": 1, "qint32": 4,
    ]

    /// The storage classes of PyTorch, which persistent ids of tensors name, and the bytes of an element.
    static let storages: [String: UInt64] = [
        "FloatStorage": 4, "DoubleStorage": 8, "HalfStorage": 2, "BFloat16Storage": 2, "LongStorage": 8,
        "IntStorage": 4, "ShortStorage": 2, "CharStorage": 1, "ByteStorage": 1, "BoolStorage": 1,
        "ComplexFloatStorage": 8, "ComplexDoubleStorage": 16, "QInt8Storage": 1, "QUInt8Storage": 1, "QInt32Storage": 4,
    ]
}
