/// The list's rows, by library: data that a review reads from top to bottom.
extension ListedImport {
    struct Row {
        let modules: [String]
        let names: [String]
        let kind: Kind
        let reason: String

        init(_ modules: [String], _ names: [String], _ kind: Kind, _ reason: String) {
            self.modules = modules
            self.names = names
            self.kind = kind
            self.reason = reason
        }
    }

    // Python 2 wrote __builtin__ and copy_reg, which Python 3 takes for builtins and copyreg.
    private static let builtins = ["builtins", "__builtin__"]
    private static let multiarray = ["numpy.core.multiarray", "numpy._core.multiarray"]

    static let python = [
        Row(
            builtins,
            ["int", "float", "complex", "bool", "str", "bytes", "tuple", "frozenset"],
            .value,
            "plain values"
        ),
        Row(builtins, ["bytearray", "list"], .list, "a container of plain values"),
        Row(builtins, ["set"], .set, "a container of plain values"),
        Row(builtins, ["dict"], .mapping, "a container of plain values"),
        Row(builtins, ["slice", "range", "object", "Ellipsis", "NotImplemented"], .value, "plain values"),
        Row(["__builtin__"], ["unicode", "long", "xrange"], .value, "Python 2's names of str, int and range"),
        Row(
            ["collections"],
            ["OrderedDict", "defaultdict", "Counter"],
            .mapping,
            "a map; its factory must be listed, and is called without arguments"
        ),
        Row(["collections"], ["deque"], .list, "a container of plain values"),
        Row(["datetime"], ["date", "datetime", "time", "timedelta", "timezone"], .value, "points in time"),
        Row(["_codecs"], ["encode"], .latin1Encoder, "how protocols below 3 write bytes"),
        Row(
            ["copyreg", "copy_reg"],
            ["_reconstructor"],
            .reconstructor,
            "how protocols below 2 make an instance; calls the listed class's __new__ and nothing else"
        ),
        Row(
            ["array"],
            ["_array_reconstructor"],
            .rebuilder,
            "an array of numbers, of a class that must be listed, from their bytes"
        ),
        Row(["array"], ["array"], .value, "an array of numbers"),
        Row(
            ["collections"],
            ["ChainMap", "UserDict", "UserList", "UserString"],
            .object,
            "a container of plain values"
        ),
        Row(["UserDict"], ["IterableUserDict", "UserDict"], .object, "Python 2's name of a container"),
        Row(["UserList"], ["UserList"], .object, "Python 2's name of a container"),
        Row(["UserString"], ["UserString"], .object, "Python 2's name of a container"),
        Row(
            builtins + ["exceptions"],
            [
                "Exception", "ArithmeticError", "AttributeError", "IndexError", "KeyError", "LookupError", "OSError",
                "RuntimeError", "StopIteration", "TypeError", "UserWarning", "FileNotFoundError", "ValueError",
                "Warning",
                "ZeroDivisionError",
            ],
            .array,
            "an error as a value: it is raised by nobody"
        ),
        Row(builtins, ["type"], .typeOf, "the type of None, as protocols below 4 write it"),
        Row(builtins, ["getattr"], .attribute, "how a method that is listed by its whole name is written"),
        Row(["functools"], ["partial"], .partial, "a function that may be kept, with arguments"),
        Row(["operator", "_operator"], ["itemgetter"], .getter, "takes items by constants"),
        Row(builtins, ["hash"], .reference, "a function of numbers"),
        Row(["zlib"], ["adler32", "crc32"], .reference, "a function of bytes"),
        Row(["math"], ["exp", "log", "log1p", "log2", "log10", "sqrt"], .reference, "a function of numbers"),
        Row(["itertools"], ["count"], .value, "a counter"),
        Row(["random"], ["Random"], .array, "a generator of random numbers: numbers"),
        Row(["time"], ["struct_time"], .value, "a point in time"),
        Row(["re", "_sre"], ["_compile"], .value, "a pattern of text, compiled and not run"),
        Row(
            ["ipaddress"],
            ["IPv4Address", "IPv4Network", "IPv4Interface", "IPv6Address", "IPv6Network", "IPv6Interface"],
            .value,
            "an address as a number; reaches nothing"
        ),
        Row(
            ["pathlib", "pathlib._local"],
            ["PurePosixPath", "PureWindowsPath", "PosixPath", "WindowsPath", "Path"],
            .value,
            "a path as text; opens nothing"
        ),
        Row(
            ["zoneinfo"],
            ["ZoneInfo", "ZoneInfo._unpickle", "ZoneInfo._unpickle_file"],
            .value,
            "a time zone by its key, of which zoneinfo refuses those that lead out of its own folder"
        ),
        Row(["pytz"], ["_UTC", "_p", "UTC"], .value, "a time zone by its name, on pytz's own list"),
        Row(
            ["dateutil.tz.tz", "dateutil.tz"],
            ["tzutc", "tzlocal", "tzoffset"],
            .array,
            "a time zone: an offset"
        ),
        Row(
            ["dill._dill", "dill.dill"],
            ["_load_type"],
            .typeByName,
            "how dill writes a built-in type: by a name, which must be that of a listed one"
        ),
        Row(
            ["dill._dill", "dill.dill"],
            ["_eval_repr"],
            .representation,
            "how dill writes Ellipsis, NotImplemented and ranges: by text, which must be one of them"
        ),
        Row(
            ["dill._dill", "dill.dill"],
            ["_create_array"],
            .arrayMaker,
            "how dill writes an array of numpy, by numpy's own function"
        ),
        Row(["argparse"], ["Namespace"], .object, "a bag of attributes: what a training script was called with"),
        Row(["types"], ["SimpleNamespace"], .array, "a bag of attributes"),
        Row(["typing"], ["Any"], .value, "a name of the type system; cannot be called"),
        Row(["decimal"], ["Decimal"], .value, "a number from its digits"),
        Row(["fractions"], ["Fraction"], .value, "a number from its digits"),
        Row(
            ["uuid"],
            ["UUID"],
            .object,
            "a number; its initialiser, which is not called, checks no more than its form"
        ),
    ]

    static let numpy = [
        Row(multiarray, ["_reconstruct"], .array, "an array that is still empty"),
        Row(multiarray, ["scalar"], .value, "a number from its bytes"),
        Row(["numpy"], ["dtype"], .elementType, "the type of an array's elements"),
        Row(["numpy"], ["ndarray"], .array, "an array's class"),
        Row(["numpy.core.numeric", "numpy._core.numeric"], ["_frombuffer"], .value, "an array from its bytes"),
        Row(
            ["numpy"],
            [
                "bool", "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "intc",
                "uintc", "longlong", "ulonglong", "float16", "float32", "float64", "longdouble", "float128",
                "complex64", "complex128", "clongdouble", "complex256", "str", "str_", "bytes_", "unicode_", "void",
                "datetime64", "timedelta64", "object_", "generic", "number", "integer", "signedinteger",
                "unsignedinteger", "inexact", "floating", "complexfloating", "flexible", "character", "record",
            ],
            .value,
            "the class of one number or text, or of several such classes"
        ),
        Row(
            ["numpy", "numpy.matrixlib.defmatrix"],
            ["matrix"],
            .array,
            "an array's class"
        ),
        Row(
            ["numpy.rec", "numpy.core.records", "numpy._core.records"],
            ["recarray", "record"],
            .array,
            "the class of an array of records, or of one"
        ),
        Row(
            ["numpy.char", "numpy.core.defchararray", "numpy._core.defchararray"],
            ["chararray"],
            .array,
            "the class of an array of text"
        ),
        Row(
            ["numpy.ma", "numpy.ma.core"],
            ["MaskedArray", "MaskedConstant"],
            .array,
            "the class of an array with gaps"
        ),
        Row(["numpy"], ["poly1d"], .object, "a polynomial: numbers"),
        Row(["numpy.lib.polynomial", "numpy.lib._polynomial_impl"], ["poly1d"], .object, "a polynomial: numbers"),
        Row(
            [
                "numpy.polynomial.polynomial", "numpy.polynomial.chebyshev", "numpy.polynomial.legendre",
                "numpy.polynomial.hermite", "numpy.polynomial.hermite_e", "numpy.polynomial.laguerre",
            ],
            ["Polynomial", "Chebyshev", "Legendre", "Hermite", "HermiteE", "Laguerre"],
            .object,
            "a polynomial: numbers"
        ),
        Row(
            ["numpy._core._internal"],
            ["_convert_to_stringdtype_kwargs"],
            .value,
            "the type of an array of text of any length"
        ),
        Row(
            ["numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath"],
            [
                "abs", "absolute", "add", "amax", "amin", "average", "cbrt", "ceil", "clip", "cos", "cosh", "deg2rad",
                "divide", "equal", "exp", "exp2", "expm1", "fabs", "floor", "greater", "less", "log", "log10", "log1p",
                "log2", "logaddexp", "max", "maximum", "mean", "median", "min", "minimum", "multiply", "nanmax",
                "nanmean", "nanmedian", "nanmin", "nanstd", "nansum", "negative", "power", "prod", "rad2deg",
                "reciprocal", "rint", "round", "sign", "sin", "sinh", "sqrt", "square", "std", "subtract", "sum", "tan",
                "tanh", "trunc", "var",
            ],
            .reference,
            "a function of numbers"
        ),
        Row(
            ["numpy.random._pickle"],
            ["__randomstate_ctor", "__generator_ctor"],
            .array,
            "a generator of random numbers, made from a name on numpy's own list"
        ),
        Row(
            ["numpy.random._pickle"],
            ["__bit_generator_ctor"],
            .array,
            "the engine of a generator, by a name on numpy's own list"
        ),
        Row(
            ["numpy.random.bit_generator"],
            ["__pyx_unpickle_SeedSequence"],
            .rebuilder,
            "a seed, by the __new__ of its class, which must be listed"
        ),
        Row(["numpy.random.bit_generator"], ["SeedSequence"], .object, "a seed: numbers"),
        Row(
            [
                "numpy.random._mt19937", "numpy.random._pcg64", "numpy.random._philox", "numpy.random._sfc64",
                "numpy.random",
            ],
            ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"],
            .object,
            "the engine of a generator: numbers"
        ),
        Row(["numpy.ma.core"], ["_mareconstruct"], .array, "a masked array that is still empty"),
    ]

    static let pyTorch = [
        Row(
            ["torch._utils"],
            ["_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_qtensor"],
            .tensor,
            "a tensor over a given storage, in which it must lie"
        ),
        Row(
            ["torch._utils"],
            [
                "_rebuild_parameter", "_rebuild_parameter_with_state", "_rebuild_sparse_tensor",
                "_rebuild_device_tensor_from_numpy", "_rebuild_device_tensor_from_cpu_tensor",
                "_rebuild_meta_tensor_no_storage", "_rebuild_nested_tensor",
            ],
            .value,
            "a tensor made of tensors that are there, or of none"
        ),
        Row(["torch.serialization"], ["_get_layout"], .value, "how a tensor is laid out, by its name"),
        Row(
            ["torch"],
            storages.keys.sorted() + ["Size", "device", "Tensor"],
            .value,
            "a storage's class, a shape, a place"
        ),
        Row(["torch.storage"], ["UntypedStorage", "TypedStorage"], .value, "the class of a tensor's storage"),
        Row(
            ["torch"],
            elementWidths.keys.sorted() + [
                "strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged",
                "contiguous_format", "channels_last", "channels_last_3d", "preserve_format", "per_tensor_affine",
                "per_tensor_symmetric", "per_channel_affine", "per_channel_symmetric",
                "per_channel_affine_float_qparams",
            ],
            .value,
            "a constant; cannot be called"
        ),
        Row(["torch.nn.parameter"], ["Parameter", "Buffer"], .value, "a tensor that is trained"),
        Row(["torch.torch_version"], ["TorchVersion"], .value, "text: the version that wrote the file"),
        Row(
            ["torch._tensor", "torch._utils"],
            ["_rebuild_from_type_v2"],
            .rebuilder,
            "a tensor of a class, by a function that must be listed"
        ),
        Row(["torch.storage"], ["_load_from_bytes"], .nestedPickle, "how a tensor stands in a plain pickle"),
        Row(
            ["torch", "torch.nn.functional", "torch._C._nn", "torch._C._VariableFunctions"],
            [
                "elu", "gelu", "glu", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "log_softmax", "logsigmoid",
                "mish", "relu", "relu6", "relu_", "selu", "sigmoid", "silu", "softmax", "softplus", "tanh",
            ],
            .reference,
            "an activation: a function of tensors"
        ),
        Row(["joblib.numpy_pickle"], ["NumpyArrayWrapper"], .rawArray, "an array's bytes follow in the stream"),
    ]

    static let libraries = [
        Row(
            ["transformers.trainer_utils"],
            ["SchedulerType", "IntervalStrategy", "HubStrategy", "EvaluationStrategy", "FSDPOption", "SaveStrategy"],
            .value,
            "a word of an enumeration"
        ),
        Row(["transformers.training_args"], ["OptimizerNames", "ParallelMode"], .value, "a word of an enumeration"),
        Row(
            ["transformers.training_args", "transformers.training_args_seq2seq"],
            ["TrainingArguments", "Seq2SeqTrainingArguments"],
            .object,
            "a record of how a model was trained"
        ),
        Row(
            ["transformers.deepspeed", "transformers.integrations.deepspeed"],
            ["HfTrainerDeepSpeedConfig", "HfDeepSpeedConfig"],
            .object,
            "a record of how a model was trained"
        ),
        Row(
            ["accelerate.utils.dataclasses"],
            ["DistributedType", "SageMakerDistributedType"],
            .value,
            "a word of an enumeration"
        ),
        Row(["accelerate.utils.dataclasses"], ["DeepSpeedPlugin"], .object, "a record of how a model was trained"),
        Row(
            ["accelerate.state"],
            ["PartialState", "AcceleratorState"],
            .object,
            "a record of where a model was trained"
        ),
        Row(["llava.train.train", "mplug_owl2.train.train"], ["TrainingArguments"], .object, "a record of training"),
        Row(
            ["flair.data", "flair.training_utils", "flair.optim"],
            ["Dictionary", "AnnealOnPlateau", "LinearSchedulerWithWarmup"],
            .object,
            "a part of a tagger, whose state is words or numbers"
        ),
        Row(
            ["flair.embeddings.token"],
            ["TransformerWordEmbeddings"],
            .embedding,
            "a network with its words; a state that names another model, or how to load one, is refused"
        ),
        Row(
            ["pyannote.audio.core.task"],
            ["Problem", "Resolution"],
            .value,
            "a word of an enumeration"
        ),
        Row(
            ["pyannote.audio.core.task", "pyannote.audio.core.model"],
            ["Specifications", "Introspection"],
            .object,
            "a record of what a model answers"
        ),
        Row(
            ["omegaconf.nodes", "omegaconf.listconfig", "omegaconf.dictconfig", "omegaconf.base"],
            ["AnyNode", "ListConfig", "DictConfig", "ContainerMetadata", "Metadata"],
            .object,
            "a node of a configuration"
        ),
        Row(
            ["TTS.tts.configs.xtts_config", "TTS.tts.models.xtts", "TTS.config.shared_configs"],
            ["XttsConfig", "XttsAudioConfig", "XttsArgs", "BaseDatasetConfig"],
            .object,
            "a configuration"
        ),
        Row(
            ["pytorch_lightning.callbacks.early_stopping", "pytorch_lightning.callbacks.model_checkpoint"],
            ["EarlyStopping", "ModelCheckpoint"],
            .object,
            "the class of a callback, as a key of its state"
        ),
        Row(
            ["simpletransformers.config.model_args"],
            ["NERArgs", "Seq2SeqArgs", "MultiLabelClassificationArgs", "T5Args", "ClassificationArgs"],
            .object,
            "a record of how a model was trained"
        ),
        Row(
            ["ultralytics.yolo.utils", "ultralytics.utils"],
            ["IterableSimpleNamespace"],
            .object,
            "a bag of attributes"
        ),
        Row(
            ["ultralytics.utils.loss", "ultralytics.utils.tal"],
            ["BboxLoss", "v8DetectionLoss", "v8SegmentationLoss", "TaskAlignedAssigner"],
            .object,
            "a loss, which has numbers"
        ),
    ]
}
