import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

struct CorpusTests {
    @Test(arguments: Corpus.malicious)
    func isNeverTakenForSafe(_ example: CorpusCase) throws {
        let (verdict, findings) = try example.scanned()
        #expect(CorpusCase.rank(verdict) >= CorpusCase.rank(example.expected), "\(verdict): \(findings)")
    }

    @Test(arguments: Corpus.benign)
    func raisesNoAlarm(_ example: CorpusCase) throws {
        let (verdict, findings) = try example.scanned()
        #expect(verdict == .safe || verdict == .notAModel, "\(verdict): \(findings)")
    }

    /// What the project promises: all are caught or unknown, and 99 of 100 are named.
    @Test func ninetyNineOfAHundredAreNamed() throws {
        var named = 0
        for example in Corpus.malicious {
            let verdict = try example.scanned().verdict
            #expect(CorpusCase.rank(verdict) >= CorpusCase.rank(.unknown), "\(example.testDescription)")
            if CorpusCase.rank(verdict) >= CorpusCase.rank(.suspicious) { named += 1 }
        }
        #expect(Corpus.malicious.count >= 200)
        #expect(named * 100 >= Corpus.malicious.count * 99, "\(named) of \(Corpus.malicious.count)")
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
