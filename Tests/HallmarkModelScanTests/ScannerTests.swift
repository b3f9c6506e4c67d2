import Foundation
import HallmarkCore
import HallmarkModelScan
import Synchronization
import Testing

struct ScannerTests {
    private static let benign = pickle(.proto(2), .none, .stop)
    private static let hostile = pickle(.proto(2), .payload, .stop)

    @Test func whatIsNotReadIsUnknown() {
        for path in ["a.pt", "a.tflite"] {
            let report = scan([0x00, 0x01], as: path)
            #expect(report.verdict == .unknown && report.rules == ["MDL001"], "\(path)")
        }
        #expect(scan([0x00, 0x01], as: "a.h5").rules == ["HDF001"])
        for path in ["a.npz", "a.keras"] { #expect(scan([0x00, 0x01], as: path).rules == ["ZIP001"]) }
        #expect(scan(Self.benign, as: "a.pkl").rules.isDisjoint(with: ["MDL001"]))
        #expect(scan([0], as: "a.mlpackage").rules == ["MDL001"])
    }

    @Test func aPointerIsUnknown() {
        let report = scan(lfsPointer, as: "a.safetensors")
        #expect(report.verdict == .unknown && report.rules == ["MDL002"])
        #expect(scan(lfsPointer, as: "a.txt").verdict == .notAModel)
        let longer = lfsPointer + [UInt8](repeating: 0x20, count: 2000)
        #expect(scan(longer, as: "a.safetensors").rules == ["SAF001"])
    }

    @Test func anotherFormatThanTheNamesIsSuspicious() {
        #expect(scan(safetensors("{}"), as: "a.gguf").rules.contains("MDL005"))
        #expect(scan(safetensors("{}"), as: "a.pkl").rules.contains("MDL005"))
        #expect(scan(Self.benign, as: "a.safetensors").rules.contains("MDL005"))
        #expect(scan(safetensors("{}"), as: "a.bin").findings.isEmpty)
        // torch.load takes a plain pickle under its names.
        #expect(scan(Self.benign, as: "a.pt").findings.isEmpty)
        #expect(scan(GGUFFile().bytes, as: "a.gguf").findings.isEmpty)
    }

    @Test func tooManyFindingsAreCounted() throws {
        func imports(_ count: Int) -> [UInt8] {
            (0..<count).flatMap { Operation.global("some.module", "name\($0)").bytes } + Operation.stop.bytes
        }
        let within = scan(imports(Inspection.maximumFindings), as: "a.pkl")
        #expect(within.findings.count == Inspection.maximumFindings && !within.rules.contains("MDL006"))
        let beyond = scan(imports(Inspection.maximumFindings + 5), as: "a.pkl")
        #expect(beyond.rules.contains("MDL006"))
        #expect(beyond.findings.last?.message == "5 more findings are left out")
        #expect(beyond.verdict == .suspicious)
    }

    /// A clock that goes on by a second with every look at it.
    @Test func aFileThatTakesTooLongIsUnknownAndKeepsItsFindings() {
        func scanner(secondsPerLook: Int) -> ModelScanner {
            let looks = Mutex(0)
            return ModelScanner(
                time: ScanTime {
                    looks.withLock {
                        $0 += secondsPerLook
                        return .seconds($0)
                    }
                }
            )
        }
        let long = pickle(.proto(2), .payload) + (0..<1 << 22).flatMap { _ in Array("N0".utf8) } + pickle(.stop)
        #expect(scanner(secondsPerLook: 1).scan(MemoryBytes(long), path: "a.pkl").rules.isDisjoint(with: ["MDL007"]))
        let stopped = scanner(secondsPerLook: 10).scan(MemoryBytes(long), path: "a.pkl")
        #expect(stopped.rules.contains("MDL007") && stopped.verdict == .malicious)
        let atOnce = scanner(secondsPerLook: 1000).scan(MemoryBytes(Self.benign), path: "a.pkl")
        #expect(atOnce.rules == ["MDL007"] && atOnce.verdict == .unknown)
    }

    @Test func whatCannotBeReadIsUnknown() {
        for readable in [0, 5, Self.hostile.count - 1] {
            let report = ModelScanner().scan(FailingBytes(Self.hostile, readable: readable), path: "a.pkl")
            #expect(report.verdict == .unknown && report.rules == ["MDL004"])
            #expect(report.sha256 == nil)
        }
        let whole = ModelScanner().scan(FailingBytes(Self.hostile, readable: Self.hostile.count), path: "a.pkl")
        #expect(whole.verdict == .malicious)
        // Not even a file without a model's name, where only its end would tell.
        let long = pickle(.longText(String(repeating: "a", count: 10_000)), .payload, .stop)
        #expect(ModelScanner().scan(FailingBytes(long, readable: 5000), path: "a.bin").verdict == .unknown)
    }

    @Test func aFileThatIsNoModelIsNone() {
        let report = scan(Array("Hello\n".utf8), as: "README.md")
        #expect(report.verdict == .notAModel && report.findings.isEmpty)
        #expect(report.format == nil)
        #expect(report.sha256?.hex == "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18")
    }

    @Test func everyModelOfATreeIsScanned() throws {
        try withFolder([
            "a.pkl": Self.benign, "b/c.pkl": Self.hostile, "b/README.md": [0x41], "empty.pkl": [],
            "b/hidden.bin": pickle(.longText(String(repeating: "a", count: 10_000)), .payload, .stop),
            "A.mlpackage/evil": Self.hostile, ".git/a.pkl": Self.hostile,
        ]) { tree, _ in
            let report = try ModelScanner().scan(tree)
            #expect(report.files.map(\.path) == ["A.mlpackage", "a.pkl", "b/c.pkl", "b/hidden.bin", "empty.pkl"])
            #expect(report.files.map(\.verdict) == [.malicious, .safe, .malicious, .malicious, .suspicious])
            let below = try ModelScanner().scan(tree, below: "b")
            #expect(below.files.map(\.path) == ["b/c.pkl", "b/hidden.bin"])
        }
    }

    @Test func linksAreNotFollowed() throws {
        try withFolder(["real/a.pkl": Self.benign, "A.mlpackage/Manifest.json": []]) { tree, path in
            for (name, target) in [
                ("link.pkl", "real/a.pkl"), ("other.txt", "real/a.pkl"), ("B.mlpackage", "real"),
                ("A.mlpackage/weights", "/etc"),
            ] {
                try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
            }
            let report = try ModelScanner().scan(tree)
            let links = report.files.filter { $0.rules == ["MDL003"] }
            #expect(links.map(\.path) == ["A.mlpackage/weights", "B.mlpackage", "link.pkl"])
            #expect(links.allSatisfy { $0.verdict == .unknown })
            #expect(report.files.map(\.path).contains("real/a.pkl"))
        }
    }

    @Test func specialFilesAreNotOpened() throws {
        try withFolder(["a.pkl": Self.hostile]) { tree, path in
            #expect(unsafe mkfifo("\(path)/pipe.pkl", 0o600) == 0)
            try FileManager.default.createDirectory(
                atPath: "\(path)/Empty.mlpackage",
                withIntermediateDirectories: false
            )
            let report = try ModelScanner().scan(tree)
            #expect(report.files.map(\.path) == ["Empty.mlpackage", "a.pkl", "pipe.pkl"])
            #expect(report.files.map(\.verdict) == [.unknown, .malicious, .unknown])
        }
    }

    /// Root reads every file.
    @Test(.enabled(if: geteuid() != 0, "root reads every file"))
    func anUnreadableFileHidesNoOther() throws {
        try withFolder(["a.pkl": Self.benign, "b.pkl": Self.hostile, "c.txt": [0x41]]) { tree, path in
            for name in ["a.pkl", "c.txt"] {
                try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(path)/\(name)")
            }
            let report = try ModelScanner().scan(tree)
            #expect(report.files.map(\.path) == ["a.pkl", "b.pkl", "c.txt"])
            #expect(report.files.map(\.verdict) == [.unknown, .malicious, .unknown])
        }
    }

    // Two names that differ only in their Unicode form are one to Swift, so that the folder cannot be listed.
    @Test func anUnreadableFolderHidesNoOther() throws {
        try withFolder(["b.pkl": Self.hostile]) { tree, path in
            try FileManager.default.createDirectory(atPath: path + "/odd", withIntermediateDirectories: true)
            for name in ["\u{E9}.txt", "e\u{301}.txt"] {
                try Data([0x41]).write(to: URL(filePath: "\(path)/odd/\(name)"))
            }
            let report = try ModelScanner().scan(tree)
            #expect(report.files.map(\.path) == ["b.pkl", "odd"])
            #expect(report.files.map(\.verdict) == [.malicious, .unknown])
        }
    }
}

struct ScanReportTests {
    private static func file(_ verdict: ModelVerdict, _ rules: FindingRule...) -> FileReport {
        FileReport(path: "a", format: nil, sha256: nil, verdict: verdict, findings: rules.map { Finding($0, "") })
    }

    @Test(arguments: [
        ([ModelVerdict](), Int32(3), Int32(3)),
        ([.notAModel], 3, 3),
        ([.safe], 0, 0),
        ([.safe, .notAModel], 0, 0),
        ([.unknown], 1, 1),
        ([.suspicious], 2, 0),
        ([.malicious], 2, 2),
        ([.safe, .unknown], 1, 1),
        ([.unknown, .suspicious], 2, 1),
        ([.unknown, .malicious, .safe], 2, 2),
    ])
    func theWorstFileDecides(_ verdicts: [ModelVerdict], suspicious: Int32, malicious: Int32) {
        let report = ScanReport(files: verdicts.map { Self.file($0) })
        #expect(report.decision().exitCode == suspicious)
        #expect(report.decision(failingOn: .suspicious).exitCode == suspicious)
        #expect(report.decision(failingOn: .malicious).exitCode == malicious)
    }

    @Test func whatIsUnreadMayBeMalicious() {
        let both = ScanReport(files: [Self.file(.suspicious, PickleRules.call, PickleRules.compressed)])
        #expect(both.decision(failingOn: .malicious) == .undecided)
        let read = ScanReport(files: [Self.file(.suspicious, PickleRules.call)])
        #expect(read.decision(failingOn: .malicious) == .accepted)
    }

    @Test func findingsMakeTheVerdict() {
        #expect(ModelVerdict([]) == .safe)
        for severity in FindingRule.Severity.allCases {
            let rules = ModelFormats.standard.rules.filter { $0.severity <= severity }
            #expect(ModelVerdict(rules.map { Finding($0, "") }) == verdict(of: severity))
        }
    }

    @Test func filesAreSortedByTheirBytes() {
        let files = ["é", "z", "a", "Z"].map { Self.file(.safe).moved(to: $0) }
        #expect(ScanReport(files: files).files.map(\.path) == ["Z", "a", "z", "é"])
    }
}
