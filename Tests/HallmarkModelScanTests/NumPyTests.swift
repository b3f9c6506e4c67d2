import HallmarkCore
import HallmarkModelScan
import Testing

struct NumPyTests {
    private static func header(_ type: String, _ shape: String = "(2,)") -> String {
        "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
    }

    private static func array(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let text = Array((header + "\n").utf8)
        let size = version == 1 ? little(UInt16(text.count)) : little(UInt32(text.count))
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + data
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static let plain = array(header("'<f8'"), zeros(16))

    private static let accepted: [(String, [UInt8])] = [
        ("numbers", plain), ("version 2", array(header("'<f8'"), zeros(16), version: 2)),
        ("version 3", array(header("'<f8'"), zeros(16), version: 3)),
        ("no dimension", array(header("'|b1'", "()"), [1])),
        ("none", array(header("'<i4'", "(0, 5)"), [])), ("text", array(header("'<U3'"), zeros(24))),
        ("times", array(header("'<M8[ns]'"), zeros(16))),
        ("records", array(header("[('a', '<f4'), ('b', '|S2', (2,))]"), zeros(16))),
        ("a subarray", array(header("('<f4', (2, 2))"), zeros(32))), ("two arrays", plain + plain),
        ("Python 2's numbers", array(header("'<f8'", "(2L,)"), zeros(16))),
    ]

    @Test(arguments: accepted)
    func acceptsWhatNumPyWrites(_ what: String, _ bytes: [UInt8]) {
        let report = scan(bytes, as: "a.npy")
        #expect(report.findings.isEmpty && report.verdict == .safe, "\(report.findings.map(\.message))")
        #expect(scan(bytes, as: "weights").format == FormatName(rawValue: "numpy"))
    }

    private static let cases: [(String, String, [UInt8])] = [
        ("NPY001", "no literal", array("__import__('os').system('id')", [])),
        ("NPY001", "a call in it", array(header("str('<f8')"), zeros(16))),
        ("NPY001", "one key more", array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'x': 1}", zeros(16))),
        ("NPY001", "one key twice", array("{'descr': '<f8', 'shape': (2,), 'shape': (2,)}", zeros(16))),
        ("NPY001", "a negative shape", array(header("'<f8'", "(-2,)"), zeros(16))),
        (
            "NPY001", "deep brackets",
            array(header(String(repeating: "[", count: 50) + String(repeating: "]", count: 50)), [])
        ),
        ("NPY001", "an unknown version", array(header("'<f8'"), zeros(16), version: 4)),
        ("NPY001", "no magic", [1, 2, 3]),
        ("NPY002", "a long header", array(header("'<f8'") + String(repeating: " ", count: 20_000), zeros(16))),
        ("NPY004", "a byte less", plain.dropLast()), ("NPY004", "a byte more", plain + [0]),
        ("NPY004", "a shape beyond any file", array(header("'<f8'", "(4611686018427387904, 16)"), zeros(16))),
        ("NPY005", "another type", array(header("'<q9x'"), zeros(16))),
    ]

    @Test(arguments: cases)
    func refusesWhatItDoesNotWrite(_ rule: String, _ what: String, _ bytes: [UInt8]) {
        let report = scan(Array(bytes), as: "a.npy")
        #expect(report.rules == [rule] && report.verdict != .safe, "\(what): \(report.findings.map(\.message))")
    }

    @Test(arguments: [
        "'|O'", "'O'", "'object'", "[('a', '<f8'), ('b', '|O')]", "('|O', (2,))", "[('a', [('b', '|O8')])]",
    ])
    func objectsAreReadAsThePickleThatTheyAre(_ type: String) {
        let safe = scan(Self.array(Self.header(type), ZipTests.benign), as: "a.npy")
        #expect(safe.rules == ["NPY003"] && safe.verdict == .safe)
        let hostile = scan(Self.array(Self.header(type), ZipTests.hostile), as: "a.npy")
        #expect(hostile.rules == ["NPY003", "PKL001"] && hostile.verdict == .malicious)
        let broken = scan(Self.array(Self.header(type), []), as: "a.npy")
        #expect(broken.verdict == .suspicious)
    }

    @Test func anArchiveOfArraysIsReadMemberByMember() {
        let benign = ZipFile(.init("a.npy", Self.plain), .init("b.npy", Self.plain) { $0.isDeflated = true })
        let report = scan(benign.bytes, as: "a.npz")
        #expect(report.findings.isEmpty && report.format == FormatName(rawValue: "numpy-archive"))
        let objects = Self.array(Self.header("'|O'"), ZipTests.hostile)
        for isDeflated in [false, true] {
            let hostile = ZipFile(.init("a.npy", Self.plain), .init("b.npy", objects) { $0.isDeflated = isDeflated })
            #expect(scan(hostile.bytes, as: "a.npz").verdict == .malicious)
        }
        let lying = ZipFile(.init("a.npy", Self.plain), .init("b.npy", ZipTests.hostile))
        #expect(scan(lying.bytes, as: "a.npz").rules.isSuperset(of: ["MDL005", "PKL001"]))
    }

    @Test func noPrefixIsSafe() {
        for count in 0..<Self.plain.count { #expect(scan(Array(Self.plain[..<count]), as: "a.npy").verdict != .safe) }
    }
}
