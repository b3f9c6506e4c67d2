import HallmarkModelScan

/// Keras: configurations in a zip archive, and in the attributes of an HDF5 file.
extension Corpus {
    static let keras: [CorpusCase] =
        configurations.map { row in
            CorpusCase("keras", row.trick, from: row.source, as: "model.keras", archive(row.json))
        } + archives3
        + configurations.map { row in
            CorpusCase("keras-hdf5", row.trick, from: row.source, as: "model.h5", HDF5Writer.keras(row.json))
        }

    static let hdf5: [CorpusCase] = legacy + outside

    private struct Configuration: Sendable {
        let trick: String
        let source: String
        let json: String

        init(_ trick: String, from source: String = "", _ json: String) {
            self.trick = trick
            self.source = source
            self.json = json
        }
    }

    static func kerasArchive(_ configuration: String, _ others: ZipFile.Member...) -> [UInt8] {
        ZipFile(
            [
                .init("metadata.json", utf8(#"{"keras_version": "3.8.0", "date_saved": "2025-01-01@00:00:00"}"#)),
                .init("config.json", utf8(configuration)), .init("model.weights.h5", HDF5Writer.empty),
            ] + others
        ).bytes
    }

    private static func archive(_ configuration: String) -> [UInt8] { kerasArchive(configuration) }

    static func kerasObject(
        _ name: String,
        _ module: String?,
        _ config: String = "{}",
        registered: String? = nil
    ) -> String {
        let module = module.map { "\"\($0)\"" } ?? "null"
        let registered = registered.map { "\"\($0)\"" } ?? "null"
        return
            #"{"module": \#(module), "class_name": "\#(name)", "config": \#(config), "registered_name": \#(registered)}"#
    }

    static func kerasModel(_ layers: String...) -> String {
        let input = kerasObject(
            "InputLayer",
            "keras.layers",
            #"{"batch_shape": [null, 4], "dtype": "float32", "name": "i"}"#
        )
        return kerasObject(
            "Sequential",
            "keras",
            #"{"name": "s", "layers": [\#(([input] + layers).joined(separator: ", "))]}"#
        )
    }

    private static func object(
        _ name: String,
        _ module: String?,
        _ config: String = "{}",
        registered: String? = nil
    ) -> String {
        kerasObject(name, module, config, registered: registered)
    }

    /// A marshalled function in Base64 that is none.
    private static let lambda = object(
        "Lambda",
        "keras.layers",
        #"{"name": "l", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": null, "closure": null}}}"#
    )

    private static let configurations: [Configuration] = [
        Configuration("a Lambda layer", from: "CVE-2024-3660", kerasModel(lambda)),
        Configuration(
            "a Lambda layer of Keras 2",
            from: "CVE-2024-3660",
            kerasModel(
                #"{"class_name": "Lambda", "config": {"name": "l", "function": ["4wEAAAA=", null, null], "function_type": "lambda"}}"#
            )
        ),
        Configuration(
            "a Lambda layer with a function's name",
            kerasModel(
                #"{"class_name": "Lambda", "config": {"function": "system", "function_type": "function", "module": "os"}}"#
            )
        ),
        Configuration("a Lambda layer in a model in a model", kerasModel(kerasModel(kerasModel(lambda)))),
        Configuration(
            "a Lambda layer in a wrapper",
            kerasModel(
                object("TimeDistributed", "keras.layers", #"{"layer": \#(lambda)}"#)
            )
        ),
        Configuration(
            "a Lambda layer in both directions",
            kerasModel(
                object(
                    "Bidirectional",
                    "keras.layers",
                    #"{"layer": \#(object("LSTM", "keras.layers", #"{"units": 1}"#)), "backward_layer": \#(lambda)}"#
                )
            )
        ),
        Configuration(
            "a Lambda layer in a functional model",
            object(
                "Functional",
                "keras.src.models.functional",
                #"{"name": "f", "layers": [\#(lambda)], "input_layers": [], "output_layers": []}"#
            )
        ),
        Configuration(
            "a Lambda layer by its other module",
            kerasModel(object("Lambda", "keras.src.layers.core.lambda_layer"))
        ),
        Configuration("a Lambda layer of TensorFlow's Keras", kerasModel(object("Lambda", "tf_keras.layers"))),
        Configuration(
            "a Lambda layer in lists of lists",
            kerasModel(
                object("Dense", "keras.layers", #"{"units": 1, "x": [[[[\#(lambda)]]]]}"#)
            )
        ),
        Configuration(
            "a Lambda layer that names itself otherwise",
            kerasModel(object("Lambda", nil, "{}", registered: "Custom>Dense"))
        ),
        Configuration(
            "a lambda as an activation",
            kerasModel(
                object(
                    "Dense",
                    "keras.layers",
                    #"{"units": 1, "activation": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}"#
                )
            )
        ),
        Configuration(
            "a marshalled function in a setting",
            kerasModel(
                object(
                    "Dense",
                    "keras.layers",
                    #"{"units": 1, "kernel_initializer": {"class_name": "function", "module": "builtins", "config": "exec"}}"#
                )
            )
        ),
        Configuration(
            "a function of a module",
            from: "CVE-2025-1550",
            kerasModel(
                object("function", "os", "\"system\"", registered: "system")
            )
        ),
        Configuration(
            "a class of Python",
            from: "CVE-2025-1550",
            kerasModel(object("Popen", "subprocess", #"{"args": "\#(command)"}"#))
        ),
        Configuration(
            "a method of a listed module",
            from: "CVE-2025-1550",
            kerasModel(
                object("function", "keras.src.utils.io_utils", "\"os.system\"")
            )
        ),
        Configuration(
            "a function of Keras that downloads",
            from: "CVE-2025-8747",
            kerasModel(
                object("function", "keras.utils", "\"get_file\"", registered: "get_file")
            )
        ),
        Configuration(
            "a download that is unpacked",
            from: "CVE-2025-12060",
            kerasModel(
                object(
                    "get_file",
                    "keras.src.utils.file_utils",
                    #"{"origin": "http://hallmark.invalid/x.tar", "extract": true}"#
                )
            )
        ),
        Configuration(
            "the guard lifted",
            from: "CVE-2025-9906",
            kerasModel(
                object("function", "keras.config", "\"enable_unsafe_deserialization\"")
            )
        ),
        Configuration(
            "the guard lifted by its inner name",
            from: "CVE-2025-9906",
            kerasModel(
                object("enable_unsafe_deserialization", "keras.src.saving.serialization_lib")
            )
        ),
        Configuration(
            "a vocabulary that is a file",
            from: "CVE-2025-12058",
            kerasModel(
                object("StringLookup", "keras.layers", #"{"vocabulary": "/etc/passwd"}"#)
            )
        ),
        Configuration(
            "a vocabulary at an address",
            from: "CVE-2025-12058",
            kerasModel(
                object("TextVectorization", "keras.layers", #"{"vocabulary": "http://hallmark.invalid/words"}"#)
            )
        ),
        Configuration(
            "a vocabulary in the cloud",
            from: "CVE-2025-12058",
            kerasModel(
                object(
                    "IndexLookup",
                    "keras.src.layers.preprocessing.index_lookup",
                    #"{"vocabulary": "gs://hallmark/words.txt"}"#
                )
            )
        ),
        Configuration(
            "a module of PyTorch in Base64",
            kerasModel(
                object("TorchModuleWrapper", "keras.layers", #"{"module": "gAJjb3MKc3lzdGVtCi4="}"#)
            )
        ),
        Configuration(
            "a saved model of TensorFlow",
            kerasModel(
                object("TFSMLayer", "keras.layers", #"{"filepath": "../../other"}"#)
            )
        ),
        Configuration(
            "a class of nobody",
            kerasModel(object("Attention3", "my_package.layers", "{}", registered: "mine>Attention3"))
        ),
        Configuration(
            "a loss that is a function of Python",
            String(object("Sequential", "keras").dropLast())
                + #", "compile_config": {"loss": {"module": "builtins", "class_name": "function", "config": "eval"}}}"#
        ),
        Configuration("a class by a dotted name", kerasModel(object("Dense.__class__", "keras.layers"))),
        Configuration("a module that begins like Keras", kerasModel(object("Dense", "keras_evil.layers"))),
        Configuration(
            "one key twice",
            #"{"class_name": "Sequential", "module": "keras", "config": {"layers": []}, "config": {"layers": [\#(lambda)]}}"#
        ),
    ]

    private static let archives3: [CorpusCase] = [
        CorpusCase(
            "keras",
            "weights that are a pickle",
            is: .malicious,
            as: "model.keras",
            ZipFile(
                .init("config.json", utf8(kerasModel())),
                .init("metadata.json", utf8("{}")),
                .init("model.weights.npz", ZipFile(.init("a.npy", payload)).bytes)
            ).bytes
        ),
        CorpusCase(
            "keras",
            "two configurations",
            as: "model.keras",
            kerasArchive(kerasModel(lambda), .init("config.json", utf8(kerasModel())))
        ),
        CorpusCase(
            "keras",
            "a configuration in capitals beside",
            as: "model.keras",
            kerasArchive(kerasModel(), .init("Config.json", utf8(kerasModel(lambda))))
        ),
        CorpusCase(
            "keras",
            "a configuration in UTF-16",
            as: "model.keras",
            ZipFile(.init("config.json", [0xFF, 0xFE] + utf8(kerasModel(lambda)).flatMap { [$0, 0] })).bytes
        ),
        CorpusCase(
            "keras",
            "a configuration that is YAML",
            is: .unknown,
            as: "model.keras",
            ZipFile(.init("config.json", utf8("!!python/object/apply:os.system ['\(command)']\n"))).bytes
        ),
        CorpusCase("keras", "an archive without a configuration", as: "model.keras", ZipFile(.init("x", [1])).bytes),
        CorpusCase(
            "keras",
            "a Lambda layer under an archive's name",
            as: "model.zip",
            kerasArchive(kerasModel(lambda))
        ),
        CorpusCase(
            "keras",
            "an asset out of the archive",
            as: "model.keras",
            kerasArchive(kerasModel(), .init("assets/../../hallmark", [1]))
        ),
        CorpusCase(
            "keras",
            "a pickle among the assets",
            is: .malicious,
            as: "model.keras",
            kerasArchive(kerasModel(), .init("assets/vocabulary.txt", payload))
        ),
        CorpusCase(
            "keras",
            "an escaped class name",
            as: "model.keras",
            kerasArchive(kerasModel(lambda).replacing("\"Lambda\"", with: #""\u004cambda""#))
        ),
        CorpusCase(
            "keras",
            "weights that read another file",
            from: "CVE-2026-1669",
            as: "model.keras",
            ZipFile(
                .init("config.json", utf8(kerasModel())),
                .init("metadata.json", utf8("{}")),
                .init("model.weights.h5", HDF5Writer.file(links: [.external("w", "/etc/passwd", "/")]))
            ).bytes
        ),
    ]

    private static let legacy: [CorpusCase] = [
        CorpusCase(
            "hdf5",
            "a Lambda layer under another name",
            as: "weights.bin",
            HDF5Writer.keras(kerasModel(lambda))
        ),
        CorpusCase(
            "hdf5",
            "a Lambda layer under the name of today",
            from: "CVE-2025-9905",
            as: "model.keras",
            HDF5Writer.keras(kerasModel(lambda))
        ),
        CorpusCase(
            "hdf5",
            "a Lambda layer in the attribute of a group",
            as: "model.h5",
            HDF5Writer.file(groups: [("inner", [("model_config", kerasModel(lambda))])])
        ),
        CorpusCase(
            "hdf5",
            "a configuration in two attributes",
            as: "model.h5",
            HDF5Writer.file(attributes: [
                ("model_config0", String(kerasModel(lambda).prefix(200))),
                ("model_config1", String(kerasModel(lambda).dropFirst(200))),
            ])
        ),
        CorpusCase(
            "hdf5",
            "a loss in the configuration of training",
            as: "model.h5",
            HDF5Writer.file(attributes: [
                ("model_config", kerasModel()),
                (
                    "training_config",
                    #"{"loss": {"module": "builtins", "class_name": "function", "config": "eval"}, "metrics": null}"#
                ),
            ])
        ),
        CorpusCase(
            "hdf5",
            "a configuration that is no JSON",
            as: "model.h5",
            HDF5Writer.file(attributes: [("model_config", "!!python/object/apply:os.system ['\(command)']")])
        ),
        CorpusCase(
            "hdf5",
            "a Lambda layer behind a user's block",
            as: "model.h5",
            utf8("hallmark") + [UInt8](repeating: 0, count: 504) + HDF5Writer.keras(kerasModel(lambda))
        ),
    ]

    private static let outside: [CorpusCase] = [
        CorpusCase(
            "hdf5",
            "a link to another file",
            from: "CVE-2026-1669",
            as: "weights.h5",
            HDF5Writer.file(links: [.external("w", "/etc/passwd", "/")])
        ),
        CorpusCase(
            "hdf5",
            "a link to a file above",
            from: "CVE-2026-1669",
            as: "weights.h5",
            HDF5Writer.file(links: [.external("w", "../../secret.h5", "/w")])
        ),
        CorpusCase(
            "hdf5",
            "a link of a user's own kind",
            as: "weights.h5",
            HDF5Writer.file(links: [.user("w", 100, [1, 2, 3])])
        ),
        CorpusCase(
            "hdf5",
            "values that lie in another file",
            from: "CVE-2026-1669",
            as: "weights.h5",
            HDF5Writer.file(links: [.object("w", HDF5Writer.externalDataset("/etc/passwd"))])
        ),
        CorpusCase(
            "hdf5",
            "a group that holds itself",
            is: .unknown,
            as: "weights.h5",
            HDF5Writer.file(links: [.root("again")])
        ),
        CorpusCase(
            "hdf5",
            "an object beyond the file",
            as: "weights.h5",
            HDF5Writer.file(links: [.address("w", 1 << 40)])
        ),
        CorpusCase("hdf5", "half a file", as: "weights.h5", Array(HDF5Writer.keras(kerasModel()).prefix(300))),
        CorpusCase("hdf5", "nothing but a signature", as: "weights.h5", Array(HDF5Writer.empty.prefix(8))),
    ]
}
