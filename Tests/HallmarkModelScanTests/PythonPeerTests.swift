import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

/// A Python, named by `Scripts/test --peers`.
private let python = ProcessInfo.processInfo.environment["HALLMARK_PEERS"]

/// What is called safe here, Python's own readers read without a word, and alike: `zipfile` and `pickletools.dis`.
@Suite(.enabled(if: python != nil, "HALLMARK_PEERS names no Python"))
struct PythonPeerTests {
    /// The lines that a program of Python writes about a file of inputs, each a line of Base64.
    private static func run(_ program: String, on inputs: [[UInt8]]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hallmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "inputs")
        let result = folder.appending(path: "result")
        try Data(inputs.map { Data($0).base64EncodedString() }.joined(separator: "\n").utf8).write(to: file)
        try Data().write(to: result)
        let process = Process()
        process.executableURL = URL(filePath: try #require(python))
        process.arguments = ["-c", program, file.path()]
        process.standardOutput = try FileHandle(forWritingTo: result)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let text = try String(contentsOf: result, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func mutations(of bytes: [UInt8]) -> [[UInt8]] {
        [bytes]
            + bytes.indices.flatMap { index in
                [UInt8(1), 0x20, 0x80].map { bit in
                    var changed = bytes
                    changed[index] ^= bit
                    return changed
                }
            }
    }

    @Test func whatIsSafeIsReadAlikeByZipfile() throws {
        let seeds = packageRoot.appending(path: "Tests/Fuzz/ZipFuzzer/Seeds")
        let names = try FileManager.default.contentsOfDirectory(atPath: seeds.path()).sorted()
        #expect(names.count >= 5)
        var safe: [[UInt8]] = []
        for name in names {
            let text = try String(contentsOf: seeds.appending(path: name), encoding: .utf8)
            let bytes = bytes(base64: text.filter { $0 != "\n" })
            let before = safe.count
            for changed in Self.mutations(of: bytes) where scan(changed, as: String(name.dropLast(7))).verdict == .safe
            {
                safe.append(changed)
            }
            // What zipfile writes is safe itself.
            #expect(safe.count > before && safe[before] == bytes, "\(name)")
        }
        let program = """
            import sys, base64, io, zipfile
            for line in open(sys.argv[1]):
                try:
                    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(line)))
                    for name in archive.namelist():
                        if not '/data/' in name: archive.read(name)
                    print('ok')
                except Exception as error: print(repr(error))
            """
        let answers = try Self.run(program, on: safe).dropLast()
        #expect(answers.count == safe.count)
        #expect(Set(answers) == ["ok"])
    }

    @Test func whatIsSafeIsReadByPickletools() throws {
        var safe: [[UInt8]] = []
        for pickle in RealPickles.plain + RealPickles.arrays + RealPickles.python2 {
            for changed in Self.mutations(of: bytes(base64: pickle)) where Pickle().inspect(changed).findings.isEmpty {
                safe.append(changed)
            }
        }
        #expect(safe.count > 100)
        let program = """
            import sys, base64, io, pickletools
            for line in open(sys.argv[1]):
                try:
                    source = io.BytesIO(base64.b64decode(line))
                    pickletools.dis(source, out=io.StringIO())
                    print('ok' if not source.read() else 'left over')
                except Exception as error: print(repr(error))
            """
        let answers = try Self.run(program, on: safe).dropLast()
        #expect(answers.count == safe.count)
        let explained = [
            // Text that cannot be decoded stops every unpickler where it stands, before anything that follows; it is
            // decoded here only where it names something.
            "UnicodeDecodeError(",
            // Unpicklers leave what is below the result on their stacks; pickletools alone complains, at the end.
            "ValueError('stack not empty after STOP",
        ]
        let differences = Set(
            answers.filter { answer in answer != "ok" && !explained.contains { answer.hasPrefix($0) } }
        )
        #expect(differences.isEmpty, "\(differences.sorted().prefix(20))")
    }
}
