import HallmarkModelScan

/// Archives around models, programs among them, and names that lie.
extension Corpus {
    private static func archive(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String = "model.zip",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("archive", trick, is: expected, from: source, as: path, bytes())
    }

    private static let nemo: [(name: String, content: [UInt8])] = [
        ("./model_config.yaml", utf8("target: nemo.Model\n"))
    ]

    static let archives: [CorpusCase] = [
        archive("a call in a zip", is: .malicious, ZipFile(.init("model.pkl", payload)).bytes),
        archive(
            "a call in a zip in a zip",
            is: .malicious,
            ZipFile(.init("a.zip", ZipFile(.init("model.pkl", payload)).bytes)).bytes
        ),
        archive("a call in a tar", is: .malicious, as: "model.tar", Packed.tar([("model.pkl", payload)])),
        archive(
            "a call in a packed tar",
            is: .malicious,
            as: "model.tar.gz",
            Packed.gzip(Packed.tar([("model.pkl", payload)]))
        ),
        archive(
            "a call in a tar in a zip",
            is: .malicious,
            ZipFile(.init("a.tar", Packed.tar([("model.pkl", payload)]))).bytes
        ),
        archive(
            "a call in a zip in a tar",
            is: .malicious,
            as: "model.tar",
            Packed.tar([("a.zip", ZipFile(.init("model.pkl", payload)).bytes)])
        ),
        archive("a call in gzip in a zip", is: .malicious, ZipFile(.init("model.pkl.gz", Packed.gzip(payload))).bytes),
        archive(
            "a path out of a tar",
            as: "model.tar",
            Packed.tar([("model.safetensors", HallmarkModelScanTests.safetensors("{}")), ("../../hallmark", [1])])
        ),
        archive(
            "an absolute path in a tar",
            as: "model.tar",
            Packed.tar([("model.safetensors", HallmarkModelScanTests.safetensors("{}")), ("/etc/hallmark", [1])])
        ),
        archive(
            "a link out of a tar",
            as: "model.tar",
            Packed.tarEntry("model.safetensors", HallmarkModelScanTests.safetensors("{}"))
                + Packed.tarEntry("weights", [], type: 0x32, link: "/etc/passwd") + [UInt8](repeating: 0, count: 1024)
        ),
        archive(
            "a hard link out of a tar",
            from: "CVE-2026-34446",
            as: "model.tar",
            Packed.tarEntry("model.onnx", onnxModel(onnxNode("Relu")))
                + Packed.tarEntry("w", [], type: 0x31, link: "../../etc/passwd")
                + [UInt8](repeating: 0, count: 1024)
        ),
        archive(
            "a file through a link in a tar",
            as: "model.tar",
            Packed.tarEntry("d", [], type: 0x32, link: "/tmp") + Packed.tarEntry("d/hallmark.pkl", payload)
                + [UInt8](repeating: 0, count: 1024)
        ),
        archive(
            "a device in a tar",
            as: "model.tar",
            Packed.tarEntry("model.pkl", harmless) + Packed.tarEntry("dev", [], type: 0x33)
                + [UInt8](repeating: 0, count: 1024)
        ),
        archive(
            "a tar without its end",
            is: .suspicious,
            as: "model.tar",
            Array(Packed.tar([("model.pkl", payload)]).prefix(530))
        ),
        archive(
            "an archive of speech with a call",
            is: .malicious,
            as: "model.nemo",
            Packed.tar(nemo + [("./model_weights.ckpt", ZipFile.torch(payload))])
        ),
        archive(
            "an archive of speech with a target that runs",
            as: "model.nemo",
            Packed.tar([
                ("model_config.yaml", utf8("target: os.system\nargs: \(command)\n")),
                ("model_weights.ckpt", ZipFile.torch(harmless)),
            ])
        ),
        archive(
            "an archive of speech with a link",
            as: "model.nemo",
            Packed.tarEntry("model_config.yaml", utf8("target: nemo.Model\n"))
                + Packed.tarEntry("w", [], type: 0x32, link: "../../../etc")
                + [UInt8](repeating: 0, count: 1024)
        ),
        archive(
            "an archive of a server with code",
            as: "model.mar",
            ZipFile(
                .init(
                    "MAR-INF/MANIFEST.json",
                    utf8(#"{"model": {"modelName": "m", "serializedFile": "m.pt", "handler": "handler.py"}}"#)
                ),
                .init("handler.py", utf8("import os\nos.system('\(command)')\n")),
                .init("m.pt", ZipFile.torch(harmless))
            ).bytes
        ),
        archive(
            "an archive of a server with a call",
            is: .malicious,
            as: "model.mar",
            ZipFile(
                .init(
                    "MAR-INF/MANIFEST.json",
                    utf8(#"{"model": {"modelName": "m", "serializedFile": "m.pt", "handler": "image_classifier"}}"#)
                ),
                .init("m.pt", ZipFile.torch(payload))
            ).bytes
        ),
        archive(
            "an archive that is protected",
            is: .unknown,
            ZipFile([.init("model.pkl", payload) { $0.flags = 1 }]).bytes
        ),
        archive("members that share bytes", bomb()),
        archive(
            "archives in archives, twenty deep",
            is: .unknown,
            (0..<20).reduce(ZipFile(.init("model.pkl", payload)).bytes) { inner, _ in
                ZipFile(.init("a.zip", inner)).bytes
            }
        ),
        archive(
            "another archiver's file under a model's name",
            is: .unknown,
            from: "nullifAI",
            as: "model.pkl",
            Packed.sevenZip
        ),
        archive(
            "a zip under a tar's name",
            is: .malicious,
            as: "model.tar.gz",
            ZipFile(.init("model.pkl", payload)).bytes
        ),
    ]

    /// A thousand members over one stream.
    private static func bomb() -> [UInt8] {
        ZipFile(
            [.init("model.pkl", payload)] + (0..<1000).map { number in .init("a\(number)", []) { $0.listedOffset = 0 } }
        ).bytes
    }

    private static let elf: [UInt8] =
        [0x7F] + utf8("ELF") + [2, 1, 1] + [UInt8](repeating: 0, count: 9) + [2, 0, 0x3E, 0, 1, 0, 0, 0]
        + [UInt8](repeating: 0, count: 40)
    private static let pe: [UInt8] =
        utf8("MZ") + [UInt8](repeating: 0, count: 58) + [0x40, 0, 0, 0] + utf8("PE\0\0") + [0x64, 0x86]
        + [UInt8](repeating: 0, count: 18)
    private static let machO: [UInt8] =
        [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)

    static let programs: [CorpusCase] = [
        CorpusCase("program", "a program of Linux under a pickle's name", as: "model.pkl", elf),
        CorpusCase("program", "a program of Linux under a checkpoint's name", as: "model.pt", elf),
        CorpusCase("program", "a program of Linux under the name of safetensors", as: "model.safetensors", elf),
        CorpusCase("program", "a program of Windows under a model's name", as: "model.onnx", pe),
        CorpusCase("program", "a program of macOS under a model's name", as: "model.h5", machO),
        CorpusCase("program", "a script under a model's name", as: "model.gguf", utf8("#!/bin/sh\n\(command)\n")),
        CorpusCase(
            "program",
            "Python under a model's name",
            as: "model.ckpt",
            utf8("import os\nos.system('\(command)')\n")
        ),
        CorpusCase(
            "program",
            "Java under a model's name",
            as: "model.keras",
            [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0x34, 0, 1]
        ),
        CorpusCase(
            "program",
            "WebAssembly under a model's name",
            as: "model.tflite",
            [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
        ),
        CorpusCase(
            "program",
            "a program with a model in it",
            as: "model.llamafile",
            elf + ZipFile(.init("model.gguf", GGUFFile().bytes)).bytes
        ),
        CorpusCase(
            "program",
            "a portable program with a model in it",
            as: "model.llamafile",
            utf8("MZqFpD='\n") + [UInt8](repeating: 0x20, count: 64)
                + ZipFile(.init("model.gguf", GGUFFile().bytes)).bytes
        ),
        CorpusCase(
            "program",
            "a program in an archive of a model",
            as: "model.zip",
            ZipFile(.init("model.safetensors", HallmarkModelScanTests.safetensors("{}")), .init("run", elf)).bytes
        ),
        CorpusCase(
            "program",
            "a program in a tar of a model",
            as: "model.tar",
            Packed.tar([("model.safetensors", HallmarkModelScanTests.safetensors("{}")), ("run", elf)])
        ),
    ]

    /// The call of a pickle under each of these names: what loads a file seldom looks at its name.
    static let renamed: [CorpusCase] =
        [
            "model.bin", "model.dat", "model.data", "model", "model.txt", "model.png", "model.json", "model.md",
            "model.npy", "model.npz",
            "model.h5", "model.pb", "model.tflite", "model.zip",
            "model.tar", "model.gz",
            "model.model", "model.weights", "model.PKL", "model.pkl.bak", "model.pkl ", ".pkl", "model.mar",
            "model.nemo", "model.rds",
            "model.xml", "model.ptl", "model.jit", "model.torchscript", "model.p", "model.sav", "model.pickle.1",
            "spiece.model",
        ].map { name in
            CorpusCase("renamed", "a pickle named '\(name)'", is: .malicious, as: name, payload)
        } + [
            CorpusCase(
                "renamed",
                "a checkpoint named as text",
                is: .malicious,
                as: "notes.txt",
                ZipFile.torch(payload)
            ),
            CorpusCase(
                "renamed",
                "a checkpoint named as a picture",
                is: .malicious,
                as: "cat.jpg",
                ZipFile.torch(payload)
            ),
            CorpusCase(
                "renamed",
                "a compressed pickle named as text",
                is: .suspicious,
                as: "notes.txt",
                Packed.zlib(payload)
            ),
            CorpusCase(
                "renamed",
                "an object array named as text",
                is: .malicious,
                as: "notes.txt",
                npy(npyHeader("'|O'"), payload)
            ),
            CorpusCase("renamed", "GGUF named as safetensors", as: "model.safetensors", GGUFFile().bytes),
            CorpusCase(
                "renamed",
                "safetensors named as GGUF",
                as: "model.gguf",
                HallmarkModelScanTests.safetensors("{}")
            ),
            CorpusCase("renamed", "HDF5 named as a pickle", as: "model.pkl", HDF5Writer.empty),
            CorpusCase(
                "renamed",
                "a picture's beginning before a pickle",
                is: .suspicious,
                as: "model.pkl",
                [0x89] + utf8("PNG\r\n") + [0x1A, 0x0A] + payload
            ),
            CorpusCase(
                "renamed",
                "zeros under a pickle's name",
                is: .unknown,
                as: "model.pkl",
                [UInt8](repeating: 0, count: 100)
            ),
        ]
}
