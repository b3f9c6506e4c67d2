import HallmarkCore
import HallmarkModelScan
import Testing

struct JoblibTests {
    /// What joblib 1.6.0 with numpy 2.4.6 on CPython 3.11.7 wrote: `joblib.dump(value, file)`, and with `compress=3`.
    private static let real = [
        "f8": """
        gASV0wAAAAAAAACME2pvYmxpYi5udW1weV9waWNrbGWUjBFOdW1weUFycmF5V3JhcHBlcpSTlCmBlH2UKIwIc3ViY2xhc3OUjAVudW1weZSM\
        B25kYXJyYXmUk5SMBXNoYXBllEsDSwSGlIwFb3JkZXKUjAFDlIwFZHR5cGWUaAaMBWR0eXBllJOUjAJmOJSJiIeUUpQoSwOMATyUTk5OSv//\
        //9K/////0sAdJRijAphbGxvd19tbWFwlIiMG251bXB5X2FycmF5X2FsaWdubWVudF9ieXRlc5RLEHViAf9mAv2CtKTrP3BZmFWRFr4/CYob\
        oV6O4D88bcySm+fAP7Nh0baD8OY/Foi0ywpZ2T9MmVxv7hfiP1AhR7O2dcc/6KujEl+Kwj94qP9oUDzfPzjSxu1bwtY/Dy8fvAQY7j8u
        """,
        "f8-zlib": """
        eF5rYJl6mQECeoSz8pNyMpP08kpzCyrjCzKTs3NSp/QI+oG4jkVFiZXhRYkFBalFUyZP0WycUjtFo4ejuDQpOSexuHhKDytY15Qe9ryURJBa\
        oKIe1uKMxILUKd7M3ixtQF5+UQpQcw+jM5CdUlIJlMlgg7GAqpnSLKZ0drRPCZqi4c3cw2gzxc/Pz+s/EIAJb4aSKUk9XIk5Ofnl8bm5iQVT\
        OnqkIS4F2xefmJOZnpebmlcSn1RZklo8xVugNInxfxrT36YtS17bF0TOCJ0ots+es0t6YVzfA3ub3DOTZj8/YL858eK25g/P7MU6tpzmirxp\
        7zMzJv+d+CP7AEX3zdtKj9u/WL1YKL7rkH3Fiv8ZATb37S0uHXsbfeiaPb++/B4WiXf2egC9BIux
        """,
        "obj": """
        gASV0QAAAAAAAACME2pvYmxpYi5udW1weV9waWNrbGWUjBFOdW1weUFycmF5V3JhcHBlcpSTlCmBlH2UKIwIc3ViY2xhc3OUjAVudW1weZSM\
        B25kYXJyYXmUk5SMBXNoYXBllEsDhZSMBW9yZGVylIwBQ5SMBWR0eXBllGgGjAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8lE5OTkr/////\
        Sv////9LP3SUYowKYWxsb3dfbW1hcJSJjBtudW1weV9hcnJheV9hbGlnbm1lbnRfYnl0ZXOUSxB1YoAFlZEAAAAAAAAAjBZudW1weS5fY29y\
        ZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmUk5RLAIWUQwFilIeUUpQoSwFLA4WUaAOMBWR0eXBllJOU\
        jAJPOJSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0s/dJRiiV2UKEsBjAFhlE5ldJRiLi4=
        """,
        "obj-zlib": """
        eF6Vj0FLxDAQhTfWqogHRfDiH1gvPXsT2ZuFCl48SUjSYKtJE5IUKSish0ULcxFnf5i/aE1b9uTJOQwvw3vke8vd9c9sGjh9MlzVPGtabTtq\
        a/GsJMJJMTyvnWPdvWPWSoffePGObziHA99yoZj3COmYQthvSjZ4owlSXzErMU9WURtXxiiQRdRl6OK92tuq6N25vcT+8wPvcJ4nQF6xKIqb\
        TZxx5VcBORwypcwL1ZpZ7OF84hx/o0zVj42WTaC8C9JjftzyZbr+2nY7G80ZFcbJTLcq1BMlHFEnhWl8cK0II/TfIvlshQvCcaIjQ58q+R97\
        /zAkgTAsZKySZb+e45pP
        """,
        "dict": """
        gASV2AAAAAAAAAB9lCiMAXeUjBNqb2JsaWIubnVtcHlfcGlja2xllIwRTnVtcHlBcnJheVdyYXBwZXKUk5QpgZR9lCiMCHN1YmNsYXNzlIwF\
        bnVtcHmUjAduZGFycmF5lJOUjAVzaGFwZZRLBIWUjAVvcmRlcpSMAUOUjAVkdHlwZZRoCIwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJRO\
        Tk5K/////0r/////SwB0lGKMCmFsbG93X21tYXCUiIwbbnVtcHlfYXJyYXlfYWxpZ25tZW50X2J5dGVzlEsQdWIM////////////////8AdV\
        0/Rv5T8O9O//+B/pP97BoLXdB9I/h/25QN/D4j+VSwAAAAAAAACMAW+UaAQpgZR9lChoB2gKaAtLAoWUaA1oDmgPaBGMAk84lImIh5RSlChL\
        A4wBfJROTk5K/////0r/////Sz90lGJoF4loGEsQdWKABZWTAAAAAAAAAIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVj\
        dJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwKFlGgDjAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8lE5OTkr/////\
        Sv////9LP3SUYoldlChdlEsBYYwBeJRldJRiLpUIAAAAAAAAAIwBbpRLAXUu
        """,
        "dict-zlib": """
        eF6FkL1Lw0AYxnv9IKXWahFUcHCtS2YHIUo3AxEEcSrhkp5eNF/kg1pQqENpC7f1ze4/4eAo/ge6uKggODjp0MFF6iWx4sfgOxzP3b3P3e99\
        OvnoNpPWCdQYagGbO3A009BEO7Tctuoa+qFJgFWVeLvhebi962HXJR4MYeUUYlfRDzXdxL4PrJC4gAl2E8e9vIkVfIpdAnK+y7XjNbmVoTrX\
        zaDNz2lxonhvdm8VBv0ebENNzjG0BoqibI55JYucCUBjJWyaTku1LOxCny2lnMlvKjaNfdsidqBq7YD4IM+GWjl2TupV2LkZOU9SZfQyflt+\
        lu4vz87vhGup936x/nD1KEXyZxoMOUDz6YBUoCU6JWe7QKdphc7QKstu/eA8/sUpcU66MKCLMUCnEA0nr84ntKKqOx4RrdAMjDQmVlY9oju2\
        H3ihHiSp/U1SznShjjRI40EJUO57eP9DDRpQa4CMMENHQDilGBW/Jrb5RSh+AKNM36I=
        """,
    ]

    @Test(arguments: real.keys.sorted())
    func acceptsWhatJoblibWrites(_ name: String) throws {
        let bytes = bytes(base64: try #require(Self.real[name]))
        let report = scan(bytes, as: "a.joblib")
        #expect(report.verdict == .safe && report.findings.isEmpty, "\(report.findings.map(\.message))")
        #expect(scan(bytes, as: "weights.bin").format == .pickle)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(scan(Array(bytes[..<count]), as: "a.joblib").verdict != .safe, "\(count) bytes")
        }
    }

    /// What `NumpyArrayWrapper` describes, and then these bytes.
    private static func array(_ type: String = "u1", shape: UInt8, raw: [UInt8], alignment: Bool = true) -> Operation {
        let aligned: Operation =
            alignment
            ? .group(.longText("numpy_array_alignment_bytes"), .int(16)) : .group(.longText("order"), .text("C"))
        return .group(
            .global("joblib.numpy_pickle", "NumpyArrayWrapper"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .mark,
            .longText("subclass"),
            .global("numpy", "ndarray"),
            .longText("shape"),
            .int(shape),
            .tuple1,
            .longText("dtype"),
            .global("numpy", "dtype"),
            .longText(type),
            .tuple1,
            .reduce,
            .longText("allow_mmap"),
            Operation(0x88),
            aligned,
            alignment ? .group(.longText("order"), .text("C")) : .group(),
            .setItems,
            .build,
            Operation(raw)
        )
    }

    @Test func whatStandsBehindAnArrayIsRead() {
        let raw: [UInt8] = [2, 0xFF, 0xFF, 0, 0, 0]
        #expect(scan(pickle(.proto(3), Self.array(shape: 3, raw: raw), .stop), as: "a.joblib").verdict == .safe)
        let hostile = pickle(.proto(3), Self.array(shape: 3, raw: raw), .payload, .stop)
        #expect(scan(hostile, as: "a.joblib").verdict == .malicious)
        let second = pickle(
            .proto(3),
            Self.array(shape: 3, raw: raw),
            .pop,
            Self.array(shape: 3, raw: raw),
            .payload,
            .stop
        )
        #expect(scan(second, as: "a.joblib").verdict == .malicious)
        let objects = pickle(.proto(3), Self.array("O8", shape: 1, raw: ZipTests.hostile), .stop)
        #expect(scan(objects, as: "a.joblib").verdict == .malicious)
        let plain = pickle(.proto(3), Self.array("O8", shape: 1, raw: ZipTests.benign), .stop)
        #expect(scan(plain, as: "a.joblib").verdict == .safe)
    }

    /// joblib passes over an array's bytes, and a plain unpickler runs them.
    @Test func whatOnlyAPlainUnpicklerRunsIsFound() {
        let inside = pickle(.payload, .stop)
        // A byte that is no opcode stops the plain one before it comes to anything.
        let stopped = pickle(.proto(3), Self.array(shape: UInt8(inside.count), raw: [0] + inside), .stop)
        #expect(scan(stopped, as: "a.pkl").verdict == .safe)
        let old = pickle(.proto(3), Self.arrayOfOldVersion(inside), .stop)
        let report = scan(old, as: "a.pkl")
        #expect(report.verdict == .malicious && report.rules.contains("PKL009"))
    }

    /// What versions before 1.2 wrote: five attributes, and no padding.
    private static func arrayOfOldVersion(_ raw: [UInt8]) -> Operation {
        array(shape: UInt8(raw.count), raw: raw, alignment: false)
    }

    /// Whatever else describes an array is not guessed at.
    @Test func anotherDescriptionIsNotRead() {
        for type in ["f8x", "S0", "object"] {
            let report = scan(pickle(.proto(3), Self.array(type, shape: 0, raw: []), .stop), as: "a.joblib")
            #expect(report.verdict == .unknown && report.rules.contains("PKL014"), "\(type)")
        }
        let late = pickle(
            .proto(3),
            .global("joblib.numpy_pickle", "NumpyArrayWrapper"),
            .emptyTuple,
            .newObj,
            .emptyDict,
            .longText("shape"),
            .none,
            .setItem,
            .build,
            .stop
        )
        #expect(scan(late, as: "a.joblib").rules == ["PKL014"])
    }
}
