import HallmarkCore
import HallmarkDecompression
import HallmarkModelScan
import Testing

struct CompressionTests {
    /// What Python 3.11's gzip, zlib, bz2 and lzma and lz4 4.4 made of the pickle of `{"a": 1}` and of a call of
    /// `posix.system`; `zfile` is joblib's old header before zlib.
    private static let benign = [
        "gzip": "H4sIAAAAAAACA2tgqi1kiGBkYGBILGT0ZizWAwDjNMTHEQAAAA==",
        "zlib": "eJxrYKotZIhgZGBgSCxk9GYs1gMAIfIDig==",
        "bzip2": "QlpoOTFBWSZTWX8MheMAAAhXwHAAAAEACABAIAAoAkAAIAAxANNNBDQaGgGAwVxLJTy8XckU4UJB/DIXjA==",
        "xz": """
        /Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAQgAJ9cQBYAQAAAGFxAUsBcy4AAAAA1VPe4cM0Q1sAASkRMgpwDh+2830BAAAAAARZ\
        Wg==
        """,
        "lzma": "XQAAgAD//////////wBAAIsp14FiTVg/mvi3LwfS+Jc/a+P//sYgAA==",
        "lz4": "BCJNGGhAEQAAAAAAAADoEQAAgIACfXEAWAEAAABhcQFLAXMuAAAAAA==",
        "zfile": "WkYweDExICAgICAgICAgICAgICAgeJxrYKotZIhgZGBgSCxk9GYs1gMAIfIDig==",
    ]
    private static let hostile = [
        "gzip": "H4sIAAAAAAACA2tgSi7IL86s4CquLC5JzeUqZIhgYmBgyEwpZGwtZAoqZNYDAFDBJskiAAAA",
        "zlib": "eJxrYEouyC/OrOAqriwuSc3lKmSIYGJgYMhMKWRsLWQKKmTWAwC+DgnI",
        "bzip2": "QlpoOTFBWSZTWfxLxlYAABBTwHgQAAEQQA4i7GBCACAAIp6gAGh6mhRoyBo0yNHBAKDw0aTmELzw8TqnyxrgKvxdyRThQkPxLxlY",
        "xz": """
        /Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAhgAJjcG9zaXgKc3lzdGVtCnEAWAIAAABpZHEBhXECUnEDLgAAAL3yvNAxWaEFAAE6\
        IrYqT9AftvN9AQAAAAAEWVo=
        """,
        "lzma": "XQAAgAD//////////wBAAIgDy4fmDj/G26ZiOtDgF6gkjbRCL7mxRIpEXSAqH6OYqpFiHH//+91gAA==",
        "lz4": "BCJNGGhAIgAAAAAAAAAuIgAAgIACY3Bvc2l4CnN5c3RlbQpxAFgCAAAAaWRxAYVxAlJxAy4AAAAA",
        "zfile": "WkYweDIyICAgICAgICAgICAgICAgeJxrYEouyC/OrOAqriwuSc3lKmSIYGJgYMhMKWRsLWQKKmTWAwC+DgnI",
    ]
    /// Frames of several blocks, with every checksum, by lz4 4.4.
    private static let frames = [
        "independent": """
        BCJNGHxAeCQCAAAAAAB+UgEAAP84gANCcCQCAAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0u\
        LzAxMjM0NTY3ODk6Ozw9Pj9AAP//////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        //////////////////////////////////////////////////////////////////+hUDQ1Njc4qYXYn04BAAD/MTk6Ozw9Pj8A\
        AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2NzhAAP//////////////////////\
        /8cPAQD/////////////////////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        ///////////////////////NUAAAAAAAeigB5y8AAAAfAAEA////////////////////////////////////////////////g1AA\
        AAAALrKo0XMAAAAAJwj7ZA==
        """,
        "linked": """
        BCJNGFxAeCQCAAAAAADsUgEAAP84gANCcCQCAAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0u\
        LzAxMjM0NTY3ODk6Ozw9Pj9AAP//////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        //////////////////////////////////////////////////////////////////+hUDQ1Njc4qYXYnw4BAAAPwP//////////\
        ////////////////CA8BAP//////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        ////////////////////////////////////////////////////////////////////////////////////////////////////\
        /////////////////////////////////////81QAAAAAADp59tnLgAAAA8BAP//////////////////////////////////////\
        /////////4RQAAAAAC4cG3vZAAAAACcI+2Q=
        """,
    ]

    private static func bytes(_ table: [String: String], _ name: String) throws -> [UInt8] {
        let encoded = try #require(table[name])
        return HallmarkModelScanTests.bytes(base64: encoded)
    }

    private static func complete(_ bytes: [UInt8], as path: String = "a.joblib") -> FileReport {
        ModelScanner(formats: .complete).scan(MemoryBytes(bytes), path: path)
    }

    @Test(arguments: benign.keys.sorted())
    func readsWhatIsCompressed(_ name: String) throws {
        let benign = try Self.bytes(Self.benign, name)
        let hostile = try Self.bytes(Self.hostile, name)
        for path in ["a.joblib", "a.pkl", "weights.bin"] {
            #expect(Self.complete(benign, as: path).rules.isEmpty)
            #expect(Self.complete(benign, as: path).format == .pickle)
            #expect(Self.complete(hostile, as: path).verdict == .malicious)
        }
    }

    @Test(arguments: ["bzip2", "xz", "lzma"])
    func whatTheBuildCannotUndoIsUnknown(_ name: String) throws {
        let report = scan(try Self.bytes(Self.benign, name), as: "a.joblib")
        #expect(report.verdict == .unknown && report.rules == ["PKL015"])
    }

    /// Loaders that stop at a fault have run what came before.
    @Test(arguments: benign.keys.sorted())
    func whatIsCutOffOrFlippedIsNeverSafe(_ name: String) throws {
        let benign = try Self.bytes(Self.benign, name)
        for count in 0..<benign.count {
            #expect(Self.complete(Array(benign[..<count])).verdict != .safe, "\(count)")
            for bit in 0..<8 {
                var flipped = benign
                flipped[count] ^= 1 << bit
                // A flipped bit may lie where nothing is checked: a time, a level, a system, the text itself.
                _ = Self.complete(flipped)
            }
        }
        // LZMA has no checksum, and gzip's header none of its own.
        guard name != "lzma" else { return }
        var flipped = benign
        flipped[benign.count - (name == "xz" ? 20 : 1)] ^= 0x10
        #expect(name == "lz4" || Self.complete(flipped).verdict == .suspicious)
    }

    @Test(arguments: benign.keys.sorted())
    func severalStreamsAreOne(_ name: String) throws {
        let (benign, hostile) = (try Self.bytes(Self.benign, name), try Self.bytes(Self.hostile, name))
        let report = Self.complete(benign + hostile)
        #expect(report.verdict == .malicious)
        #expect(Self.complete(benign + benign).rules == ["PKL017"])
        #expect(Self.complete(benign + [1, 2, 3]).rules.contains("PKL010"))
        let padded = Self.complete(benign + [0, 0, 0, 0])
        #expect((name == "gzip" || name == "xz") == padded.findings.isEmpty)
    }

    @Test(arguments: frames.keys.sorted())
    func readsFramesOfSeveralBlocks(_ name: String) throws {
        let frame = try Self.bytes(Self.frames, name)
        #expect(scan(frame, as: "a.joblib").rules.isEmpty)
        for index in stride(from: 4, to: frame.count, by: 41) {
            var flipped = frame
            flipped[index] ^= 4
            #expect(scan(flipped, as: "a.joblib").verdict != .safe, "\(index)")
        }
        for count in stride(from: 0, to: frame.count, by: 61) {
            #expect(scan(Array(frame[..<count]), as: "a.joblib").verdict != .safe)
        }
    }

    @Test func aDictionaryThatIsNotThereIsUnknown() {
        // The flag of a dictionary's id, and the header's checksum for it.
        let frame: [UInt8] = [0x04, 0x22, 0x4D, 0x18, 0x61, 0x40, 1, 0, 0, 0]
        for checksum in UInt8.min...UInt8.max {
            let report = scan(frame + [checksum, 0, 0, 0, 0], as: "a.joblib")
            #expect(report.verdict == .unknown || report.rules.contains("PKL007"))
        }
        let verdicts = (UInt8.min...UInt8.max).map { scan(frame + [$0, 0, 0, 0, 0], as: "a.joblib").verdict }
        #expect(verdicts.count { $0 == .unknown } == 1)
    }
}
