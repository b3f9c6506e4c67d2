import Foundation
import HallmarkCore
import HallmarkModelScan
import Testing

/// A file, or a folder of several, and the class that must come out.
///
/// What would run does nothing: `echo hallmark`, `hallmark.invalid`. Nothing is ever loaded here.
struct CorpusCase: Sendable, CustomTestStringConvertible {
    /// The formats that it belongs to, in one word.
    let family: String
    /// What hides what, in words of its own; no two cases of a family share it.
    let trick: String
    /// The least class of a malicious case; `safe` of a benign one.
    let expected: ModelVerdict
    /// An advisory's number or where else it is described; empty for an invention.
    let source: String
    /// The files by their paths.
    let files: @Sendable () -> [String: [UInt8]]

    init(
        _ family: String,
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        files: @escaping @Sendable () -> [String: [UInt8]]
    ) {
        self.family = family
        self.trick = trick
        self.expected = expected
        self.source = source
        self.files = files
    }

    init(
        _ family: String,
        _ trick: String,
        is expected: ModelVerdict = .suspicious,
        from source: String = "",
        as path: String,
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) {
        self.init(family, trick, is: expected, from: source) { [path: bytes()] }
    }

    var testDescription: String { "\(family): \(trick)" }

    /// What scanning gives: the gravest class among the files, and what was found.
    func scanned() throws -> (verdict: ModelVerdict, findings: String) {
        let files = files()
        var reports: [FileReport] = []
        if let only = files.first, files.count == 1, !only.key.contains("/") {
            reports = [scan(only.value, as: only.key)]
        } else {
            try withFolder(files) { tree, _ in reports = try ModelScanner().scan(tree).files }
        }
        let found = reports.flatMap { report in report.findings.map { "\(report.path): \($0.rule.id) \($0.message)" } }
        return (Self.gravest(reports.map(\.verdict)), found.joined(separator: "; "))
    }

    static let order: [ModelVerdict] = [.notAModel, .safe, .unknown, .suspicious, .malicious]

    static func rank(_ verdict: ModelVerdict) -> Int { order.firstIndex(of: verdict) ?? 0 }

    static func gravest(_ verdicts: [ModelVerdict]) -> ModelVerdict {
        verdicts.max { rank($0) < rank($1) } ?? .notAModel
    }
}

/// All cases, family by family.
enum Corpus {
    static let malicious: [CorpusCase] =
        gadgets + pickles + pyTorch + arrays + keras + hdf5 + onnx + tensorFlow + tfLite + coreML + gguf + safetensors
        + repositories + skops + r + xml + otherModels + archives + programs + renamed

    static let benign: [CorpusCase] = benignPickles + benignModels

    /// What every payload would run.
    static let command = "echo hallmark"

    /// The call `posix.system("echo hallmark")`.
    static let call = Operation.group(.global("posix", "system"), .text(command), .tuple1, .reduce)

    /// A pickle that makes the call.
    static let payload = pickle(.proto(2), call, .stop)

    /// A pickle of an empty dictionary.
    static let harmless = pickle(.proto(2), .emptyDict, .stop)

    /// Longer than what detection looks at first.
    static let padding = String(repeating: "a", count: ModelDetector.headSize + 1000)
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] { little(value).reversed() }
