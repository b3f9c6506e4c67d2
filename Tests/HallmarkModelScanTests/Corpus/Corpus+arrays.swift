import HallmarkModelScan

/// Arrays of numpy, archives of them, and joblib's files.
extension Corpus {
    static let arrays: [CorpusCase] = numPy + jobLib

    /// An array's file: the magic, the header as it is given, and then these bytes.
    static func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let text = utf8(header + "\n")
        let size = version == 1 ? little(UInt16(text.count)) : little(UInt32(text.count))
        return [0x93] + utf8("NUMPY") + [version, 0] + size + text + data
    }

    static func npyHeader(_ type: String, _ shape: String = "(1,)") -> String {
        "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
    }

    static let plainArray = npy(npyHeader("'<f8'"), [UInt8](repeating: 0, count: 8))

    private static func numPy(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        as path: String = "weights.npy",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("numpy", trick, is: expected, as: path, bytes())
    }

    private static let numPy: [CorpusCase] = [
        numPy("objects with a call", is: .malicious, npy(npyHeader("'|O'"), payload)),
        numPy("objects in a record", is: .malicious, npy(npyHeader("[('a', '<f4'), ('b', '|O')]"), payload)),
        numPy("objects in a subarray", is: .malicious, npy(npyHeader("('|O', (2,))"), payload)),
        numPy("objects in a record in a record", is: .malicious, npy(npyHeader("[('a', [('b', 'O')])]"), payload)),
        numPy("objects by the type's other name", npy(npyHeader("'object'"), payload)),
        numPy("a call in the header", npy("__import__('os').system('\(command)')", [])),
        numPy("a call in the header's shape", npy(npyHeader("'<f8'", "(print(1),)"), [])),
        numPy(
            "a header of a megabyte",
            npy(npyHeader("'<f8'") + String(repeating: " ", count: 1 << 20), [], version: 2)
        ),
        numPy(
            "brackets, a thousand deep",
            npy(npyHeader(String(repeating: "(", count: 1000) + String(repeating: ")", count: 1000)), [])
        ),
        numPy("a shape that overflows", npy(npyHeader("'<f8'", "(9223372036854775807, 9223372036854775807)"), [])),
        numPy("a call behind the array", plainArray + payload),
        numPy("a pickle instead of an array", is: .malicious, payload),
        numPy("an array in the version of tomorrow", is: .unknown, npy(npyHeader("'|O'"), payload, version: 4)),
        numPy("an object array under another name", is: .malicious, as: "weights.bin", npy(npyHeader("'|O'"), payload)),
        numPy(
            "an object array in an archive",
            is: .malicious,
            as: "weights.npz",
            ZipFile(.init("arr_0.npy", npy(npyHeader("'|O'"), payload))).bytes
        ),
        numPy(
            "a pickle as an archive's array",
            is: .malicious,
            as: "weights.npz",
            ZipFile(.init("arr_0.npy", payload)).bytes
        ),
        numPy(
            "a pickle beside an archive's arrays",
            is: .malicious,
            as: "weights.npz",
            ZipFile(.init("arr_0.npy", plainArray), .init("meta", payload)).bytes
        ),
        numPy(
            "two arrays of one name",
            as: "weights.npz",
            ZipFile(.init("a.npy", npy(npyHeader("'|O'"), payload)), .init("a.npy", plainArray)).bytes
        ),
        numPy(
            "a deflated object array",
            is: .malicious,
            as: "weights.npz",
            ZipFile(.init("a.npy", npy(npyHeader("'|O'"), payload)) { $0.isDeflated = true }).bytes
        ),
        numPy("an array's path out of the archive", as: "weights.npz", ZipFile(.init("../a.npy", plainArray)).bytes),
        numPy("a pickle under an archive's name", is: .malicious, as: "weights.npz", payload),
    ]

    private static func jobLib(
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        as path: String = "model.joblib",
        from source: String = "",
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> CorpusCase {
        CorpusCase("joblib", trick, is: expected, from: source, as: path, bytes())
    }

    /// What `NumpyArrayWrapper` describes: `count` elements, and then the bytes.
    private static func wrapper(_ type: String, _ count: UInt8, _ raw: [UInt8]) -> Operation {
        .group(
            .global("joblib.numpy_pickle", "NumpyArrayWrapper"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .mark,
            .longText("subclass"),
            .global("numpy", "ndarray"),
            .longText("shape"),
            .int(count),
            .tuple1,
            .longText("order"),
            .longText("C"),
            .longText("dtype"),
            .global("numpy", "dtype"),
            .longText(type),
            Operation(0x89),
            Operation(0x88),
            .tuple3,
            .reduce,
            .longText("allow_mmap"),
            Operation(0x88),
            .setItems,
            .build,
            Operation(raw)
        )
    }

    private static let jobLib: [CorpusCase] = [
        jobLib("a call", is: .malicious, payload),
        jobLib(
            "a call behind an array",
            is: .malicious,
            pickle(.proto(4), wrapper("u1", 4, [1, 2, 3, 4]), .pop, call, .stop)
        ),
        jobLib(
            "a call behind two arrays",
            is: .malicious,
            pickle(.proto(4), wrapper("u1", 4, [1, 2, 3, 4]), .pop, wrapper("u1", 2, [0x2E, 0x2E]), .pop, call, .stop)
        ),
        jobLib(
            "an array's bytes that are a pickle to others",
            pickle(.proto(4), wrapper("u1", UInt8(payload.count), payload), .stop)
        ),
        jobLib("objects with a call", is: .malicious, pickle(.proto(4), wrapper("O", 1, payload), .stop)),
        jobLib("an array without end", pickle(.proto(4), wrapper("u1", 200, [1]), .stop)),
        jobLib("a call in zlib", is: .malicious, Packed.zlib(payload)),
        jobLib("a call in gzip", is: .malicious, as: "model.joblib.gz", Packed.gzip(payload)),
        jobLib("a call in the second member of gzip", is: .suspicious, Packed.gzip(harmless) + Packed.gzip(payload)),
        jobLib("a call behind gzip", is: .suspicious, Packed.gzip(harmless) + payload),
        jobLib("a call in bzip2", is: .unknown, Packed.bzip2),
        jobLib("a call in lzma", is: .unknown, Packed.lzma),
        jobLib("a call in xz", is: .unknown, Packed.xz(payload)),
        jobLib("a call in lz4", is: .unknown, Packed.lz4(payload)),
        jobLib("a call in bzip2 under a pickle's name", is: .unknown, as: "model.pkl", Packed.bzip2),
        jobLib("a call in gzip in gzip", is: .unknown, Packed.gzip(Packed.gzip(payload))),
        jobLib("a call in gzip without its end", is: .suspicious, Array(Packed.gzip(payload).dropLast(8))),
        jobLib(
            "a call behind an array, compressed",
            is: .malicious,
            Packed.zlib(pickle(.proto(4), wrapper("u1", 4, [1, 2, 3, 4]), .pop, call, .stop))
        ),
        jobLib(
            "a file beside of the old form",
            from: "joblib 0.9",
            pickle(
                .proto(2),
                .global("joblib.numpy_pickle", "NDArrayWrapper"),
                .emptyTuple,
                .newObj,
                .emptyDict,
                .mark,
                .longText("filename"),
                .longText("../../etc/hallmark.npy"),
                .longText("subclass"),
                .global("numpy", "ndarray"),
                .longText("allow_mmap"),
                Operation(0x88),
                .setItems,
                .build,
                .stop
            )
        ),
        jobLib(
            "a function that joblib delays",
            from: "CVE-2024-34997",
            pickle(
                .proto(4),
                .global("joblib._store_backends", "FileSystemStoreBackend"),
                .emptyTuple,
                .newObj,
                .emptyDict,
                .build,
                .stop
            )
        ),
    ]
}
