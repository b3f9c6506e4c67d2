import HallmarkModelScan

/// Pickles that readers read differently, pickles in pickles, and those that take more than they seem.
extension Corpus {
    /// What readers take differently.
    static let spelled: [CorpusCase] =
        [
            ("an octal number with a prefix before", Operation("I", line: "0o17")),
            ("an old octal number before", Operation("I", line: "0123")),
            ("a signed truth before", Operation("I", line: "+0")),
            ("a spaced truth before", Operation("I", line: " 0")),
            ("a fraction with a NUL before", Operation("F", line: "1.5\0junk")),
            ("a long in binary before", Operation("L", line: "0b11L")),
            ("a number with an underscore before", Operation("I", line: "1_000")),
            ("a fraction with an underscore before", Operation("F", line: "1_0.5")),
            ("a long without its letter before", Operation("L", line: "7")),
            ("a short text that is not ASCII before", Operation("U", [1, 0xFF])),
            ("a text with a broken escape before", Operation("S", line: "'\\xZZ'")),
            ("a text without quotes before", Operation("S", line: "abc")),
            ("a protocol twice before", Operation.proto(2)), ("another protocol before", Operation.proto(5)),
            ("an unknown protocol before", Operation.proto(6)),
            ("a frame across an opcode before", Operation.group(.frame(3), .text("posix"), .pop, .none)),
            ("a frame of nothing before", Operation.group(.frame(0), .none)),
            ("a frame in a frame before", Operation.group(.frame(20), .frame(4), .none)),
            ("a byte array before", Operation.group(Operation(0x96, little(UInt64(2)) + [1, 2]))),
            ("a buffer from outside before", Operation(0x97)),
        ].map { what, operation in
            pickled(what, is: .suspicious, .proto(2), operation, call, .stop)
        } + [
            pickled(
                "an index with a sign",
                .proto(0),
                Operation("S", line: "'posix'"),
                Operation("p", line: "+3"),
                .pop,
                Operation("g", line: "3"),
                Operation("S", line: "'system'"),
                .stackGlobal,
                .stop
            ),
            pickled(
                "an index with a space",
                .proto(0),
                Operation("S", line: "'posix'"),
                Operation("p", line: " 3"),
                .pop,
                Operation("g", line: "3"),
                Operation("S", line: "'system'"),
                .stackGlobal,
                .stop
            ),
            pickled("an index that is negative", .none, Operation("p", line: "-1"), call, .stop),
            pickled(
                "lines that end as on Windows",
                Operation(utf8("cposix\r\nsystem\r\n(S'\(command)'\r\ntR.")),
                .stop
            ),
            pickled("a persistent id of text", .proto(0), Operation("P", line: "posix system"), .stop),
        ]

    /// Pickles in the bytes of pickles.
    static let nested: [CorpusCase] = [
        pickled("a tensor's pickle with a call", is: .malicious, wrapped(payload, 1), .stop),
        pickled("a tensor's pickle in a tensor's pickle", is: .malicious, wrapped(payload, 2), .stop),
        pickled("pickles in pickles, seven deep", is: .suspicious, wrapped(payload, 7), .stop),
        pickled(
            "a pickle in bytes by its own loader",
            is: .malicious,
            .proto(4),
            .global("joblib", "load"),
            .global("io", "BytesIO"),
            Operation("C", [UInt8(payload.count)] + payload),
            .tuple1,
            .reduce,
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a pickle in Base64",
            .proto(4),
            .global("pickle", "loads"),
            .global("base64", "b64decode"),
            .text("gAJjb3MKc3lzdGVtCi4="),
            .tuple1,
            .reduce,
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a pickle in compressed bytes",
            .proto(4),
            .global("_pickle", "loads"),
            .global("zlib", "decompress"),
            Operation("C", [UInt8(Packed.zlib(payload).count)] + Packed.zlib(payload)),
            .tuple1,
            .reduce,
            .tuple1,
            .reduce,
            .stop
        ),
        pickled(
            "a pickle in a text by an encoding",
            .proto(2),
            .global("torch.storage", "_load_from_bytes"),
            .global("_codecs", "encode"),
            .longText(String(decoding: payload.map { $0 < 128 ? $0 : 63 }, as: UTF8.self)),
            .text("latin1"),
            .tuple2,
            .reduce,
            .tuple1,
            .reduce,
            .stop
        ),
        CorpusCase(
            "pickle",
            "a polyglot of a pickle and a zip",
            is: .malicious,
            as: "model.bin",
            payload + ZipFile.torch(harmless)
        ),
        CorpusCase(
            "pickle",
            "a zip whose comment is a pickle",
            is: .suspicious,
            as: "model.bin",
            ZipFile([.init("a/data.pkl", harmless)]) { $0.comment = payload }.bytes
        ),
        CorpusCase(
            "pickle",
            "the hundredth of many pickles",
            is: .malicious,
            as: "model.pkl",
            (0..<99).flatMap { _ in harmless } + payload
        ),
        CorpusCase(
            "pickle",
            "zeros between two pickles",
            is: .suspicious,
            as: "model.pkl",
            harmless + [UInt8](repeating: 0, count: 512) + payload
        ),
        CorpusCase(
            "pickle",
            "white space between two pickles",
            is: .suspicious,
            as: "model.pkl",
            harmless + utf8("\n\n  \n") + payload
        ),
        CorpusCase("pickle", "a truncated call", is: .suspicious, as: "model.pkl", Array(payload.dropLast(3))),
        CorpusCase(
            "pickle",
            "a broken pickle in a compressed one",
            is: .suspicious,
            from: "nullifAI",
            as: "model.pkl",
            Packed.gzip(Array(payload.dropLast()) + [0xFF, 0xFE])
        ),
    ]

    private static func wrapped(_ pickle: [UInt8], _ depth: Int) -> Operation {
        let inner = depth == 1 ? pickle : HallmarkModelScanTests.pickle(.proto(2), wrapped(pickle, depth - 1), .stop)
        return .group(
            .global("torch.storage", "_load_from_bytes"),
            Operation("B", little(UInt32(inner.count)) + inner),
            .tuple1,
            .reduce
        )
    }

    /// What takes more than it seems.
    static let resources: [CorpusCase] = [
        CorpusCase(
            "pickle",
            "a call behind a million opcodes",
            is: .malicious,
            as: "model.pkl",
            [0x80, 2] + (0..<510_000).flatMap { _ in [UInt8(ascii: "N"), UInt8(ascii: "0")] } + payload.dropFirst(2)
        ),
        CorpusCase(
            "pickle",
            "a call behind 200,000 marks",
            is: .malicious,
            as: "model.pkl",
            [0x80, 2] + [UInt8](repeating: UInt8(ascii: "("), count: 200_000) + payload.dropFirst(2)
        ),
        CorpusCase(
            "pickle",
            "a call behind tuples, 300,000 deep",
            is: .malicious,
            as: "model.pkl",
            [0x80, 2, 0x29] + [UInt8](repeating: 0x85, count: 300_000) + [0x30] + payload.dropFirst(2)
        ),
        CorpusCase(
            "pickle",
            "tuples of tuples that grow without bound",
            is: .unknown,
            from: "billion laughs",
            as: "model.pkl",
            [0x80, 2] + laughs + [0x2E]
        ),
        pickled("bytes of no end", .proto(4), Operation(0x8E, little(UInt64.max >> 1)), .stop),
        pickled("a text longer than the file", .proto(4), Operation(0x8D, little(UInt64(1) << 40)), .stop),
        pickled("a number of two gigabytes", .proto(2), Operation(0x8B, little(Int32.max)), .stop),
        pickled("a number of negative length", .proto(2), Operation(0x8B, little(Int32.min)), .stop),
        pickled("a byte array longer than the file", .proto(5), Operation(0x96, little(UInt64.max)), .stop),
        pickled("an index of four gigabytes", .proto(2), .none, Operation("r", little(UInt32.max)), call, .stop),
        pickled("nothing but a mark", .mark, .stop),
    ]

    /// Fifty tuples, each ten times the one before.
    private static let laughs: [UInt8] =
        [0x4E]
        + (0..<50).flatMap { level -> [UInt8] in
            [0x71, UInt8(level), 0x30, 0x28] + (0..<10).flatMap { _ in [0x68, UInt8(level)] } + [0x74]
        }
}
