import Foundation
import Testing

/// A trick that must do no harm, and the tests that show it: one that is renamed or taken away is missed.
struct HostileCase: Sendable, CustomTestStringConvertible {
    let number: Int
    let trick: String
    let tests: [String]

    init(_ number: Int, _ trick: String, _ tests: String...) {
        self.number = number
        self.trick = trick
        self.tests = tests
    }

    var testDescription: String { "\(number) \(trick)" }

    /// The tests that no target has.
    func missingTests() throws -> [String] {
        let names = try Self.names.get()
        return tests.filter { !names.contains($0) }
    }

    /// The names of all test functions below `Tests`.
    private static let names = Result { () throws -> Set<String> in
        let folder = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
        var names: Set<String> = []
        for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            ?? .init()
        where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for test in source.split(separator: "@Test").dropFirst() {
                let words = test.split(separator: "func ", maxSplits: 1)
                guard words.count == 2 else { continue }
                names.insert(String(words[1].prefix { $0.isLetter || $0.isNumber }))
            }
        }
        return names
    }
}
