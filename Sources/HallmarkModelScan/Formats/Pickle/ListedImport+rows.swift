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
        Row(["argparse"], ["Namespace"], .object, "a bag of attributes: what a training script was called with"),
        Row(["types"], ["SimpleNamespace"], .object, "a bag of attributes"),
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
                "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
                "float64", "complex64", "complex128", "str_", "bytes_",
            ],
            .value,
            "the class of one number or text"
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
            ["numpy.random._mt19937", "numpy.random._pcg64", "numpy.random._philox", "numpy.random._sfc64"],
            ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"],
            .object,
            "the engine of a generator: numbers"
        ),
        Row(["numpy.ma.core"], ["_mareconstruct"], .array, "a masked array that is still empty"),
    ]

    static let pyTorch = [
        Row(
            ["torch._utils"],
            [
                "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter",
                "_rebuild_parameter_with_state", "_rebuild_qtensor", "_rebuild_sparse_tensor",
                "_rebuild_device_tensor_from_numpy", "_rebuild_meta_tensor_no_storage",
            ],
            .value,
            "a tensor over a given storage"
        ),
        Row(
            ["torch"],
            storages.keys.sorted() + ["Size", "device", "Tensor"],
            .value,
            "a storage's class, a shape, a place"
        ),
        Row(["torch.storage"], ["UntypedStorage", "TypedStorage"], .value, "the class of a tensor's storage"),
        Row(
            ["torch"],
            [
                "float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool",
                "complex64", "complex128", "float8_e4m3fn", "float8_e5m2", "strided", "contiguous_format",
                "per_tensor_affine",
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
            ["flair.data", "flair.embeddings.token", "flair.training_utils", "flair.optim"],
            ["Dictionary", "TransformerWordEmbeddings", "AnnealOnPlateau", "LinearSchedulerWithWarmup"],
            .object,
            "a part of a tagger, whose state is a configuration and weights"
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
        Row(["sklearn.tree._tree"], ["Tree"], .array, "a tree from its sizes; BUILD checks and copies its nodes"),
        Row(
            ["sklearn._loss._loss"],
            [
                "CyHalfSquaredError", "CyAbsoluteError", "CyPinballLoss", "CyHuberLoss", "CyHalfPoissonLoss",
                "CyHalfGammaLoss", "CyHalfTweedieLoss", "CyHalfTweedieLossIdentity", "CyHalfBinomialLoss",
                "CyHalfMultinomialLoss", "CyExponentialLoss",
            ],
            .array,
            "a loss, from numbers"
        ),
        Row(
            ["sklearn.linear_model._sgd_fast"],
            [
                "Hinge", "SquaredHinge", "Log", "ModifiedHuber", "SquaredLoss", "Huber", "EpsilonInsensitive",
                "SquaredEpsilonInsensitive",
            ],
            .array,
            "a loss, from numbers"
        ),
        Row(
            ["sklearn.neighbors._kd_tree", "sklearn.neighbors._ball_tree", "sklearn.metrics._dist_metrics"],
            ["newObj"],
            .rebuilder,
            "an instance of a class, which must be listed, by its __new__"
        ),
        Row(["sklearn.utils._bunch"], ["Bunch"], .mapping, "a map"),
        Row(["pandas.core.indexes.base"], ["_new_Index"], .rebuilder, "an index of a class, which must be listed"),
        Row(
            ["pandas", "pandas.core.frame", "pandas.core.series"],
            ["DataFrame", "Series", "Index", "RangeIndex", "DatetimeIndex", "MultiIndex"],
            .object,
            "a table, a column or an index, whose state is arrays"
        ),
        Row(
            ["pandas.core.internals.managers"],
            ["BlockManager", "SingleBlockManager"],
            .array,
            "the blocks of a table, from arrays"
        ),
        Row(["pandas", "pandas.core.arrays.string_"], ["StringDtype"], .array, "the type of a column of text"),
        Row(["pandas.arrays", "pandas.core.arrays.string_"], ["StringArray"], .object, "a column of text"),
        Row(
            ["pandas._libs.arrays"],
            ["__pyx_unpickle_NDArrayBacked"],
            .rebuilder,
            "an array of a class, which must be listed, by its __new__"
        ),
        Row(["pandas._libs.internals"], ["_unpickle_block"], .value, "a block of a table from an array"),
    ]
}
