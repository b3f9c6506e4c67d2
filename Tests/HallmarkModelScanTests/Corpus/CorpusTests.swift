import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

struct CorpusTests {
    /// The families whose formats this version recognises and does not read: nothing of them is more than `unknown`.
    private static let unread: Set<String> = ["caffe", "paddle", "r", "tflite", "xml"]
    /// What is read and still not seen: each is an issue until somebody mends it.
    private static let gaps: Set<String> = [
        "coreml: a layer of the application's under another name", "program: Python under a model's name",
    ]
    private static let read = Corpus.malicious.filter { !unread.contains($0.family) }

    @Test(arguments: Corpus.malicious)
    func isNeverTakenForSafe(_ example: CorpusCase) throws {
        let (verdict, findings) = try example.scanned()
        guard !Self.gaps.contains(example.testDescription) else {
            return withKnownIssue { #expect(CorpusCase.rank(verdict) >= CorpusCase.rank(example.expected)) }
        }
        let expected = Self.unread.contains(example.family) ? .unknown : example.expected
        #expect(CorpusCase.rank(verdict) >= CorpusCase.rank(expected), "\(verdict): \(findings)")
    }

    @Test(arguments: Corpus.benign)
    func raisesNoAlarm(_ example: CorpusCase) throws {
        let (verdict, findings) = try example.scanned()
        let isUnread = verdict == .unknown && Self.unread.contains(example.family)
        #expect(verdict == .safe || verdict == .notAModel || isUnread, "\(verdict): \(findings)")
    }

    /// What the project promises of the formats that are read: all are caught or unknown, and 99 of 100 are
    /// of the class that is right; of a kind of tensor that nobody knows, that is `unknown`.
    @Test func ninetyNineOfAHundredAreNamed() throws {
        var named = 0
        for example in Self.read {
            let verdict = try example.scanned().verdict
            let isSeen = CorpusCase.rank(verdict) >= CorpusCase.rank(.unknown)
            #expect(isSeen || Self.gaps.contains(example.testDescription), "\(example.testDescription)")
            if CorpusCase.rank(verdict) >= CorpusCase.rank(example.expected) { named += 1 }
        }
        #expect(Self.read.count >= 800)
        #expect(named * 100 >= Self.read.count * 99, "\(named) of \(Self.read.count)")
    }

    @Test func noTwoCasesAreTheSame() {
        let all = Corpus.malicious + Corpus.benign
        #expect(Set(all.map(\.testDescription)).count == all.count)
        let contents = Dictionary(grouping: all) {
            $0.files().sorted { $0.key < $1.key }.map { $0.key + Digest.sha256($0.value).hex }
        }
        for group in contents.values where group.count > 1 {
            Issue.record("\(group.map(\.testDescription).joined(separator: " and ")) have the same bytes")
        }
    }
}

/// Writes the corpus for other programs: `HALLMARK_CORPUS=DIR swift test --filter CorpusFiles`.
struct CorpusFiles {
    private static let folder = ProcessInfo.processInfo.environment["HALLMARK_CORPUS"].map { URL(filePath: $0) }

    @Test(.enabled(if: folder != nil, "HALLMARK_CORPUS names the folder to write to"))
    func write() throws {
        let folder = try #require(Self.folder)
        var labels = "path\tlabel\tformat\ttrick\tsource\n"
        for (label, cases) in [("malicious", Corpus.malicious), ("benign", Corpus.benign)] {
            for (number, example) in cases.enumerated() {
                let name = String(
                    example.trick.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60)
                )
                let place = "\(label)/\(example.family)/\(String(format: "%03d", number))-\(name)"
                let files = example.files()
                for (path, bytes) in files {
                    let file = folder.appending(path: "\(place)/\(path)")
                    try FileManager.default.createDirectory(
                        at: file.deletingLastPathComponent(),
                        withIntermediateDirectories: true
                    )
                    try Data(bytes).write(to: file)
                }
                let only = files.count == 1 ? files.keys.first.map { "/\($0)" } ?? "" : ""
                labels += "\(place)\(only)\t\(label)\t\(example.family)\t\(example.trick)\t\(example.source)\n"
            }
        }
        try Data(labels.utf8).write(to: folder.appending(path: "labels.tsv"))
    }
}
