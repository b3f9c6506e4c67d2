import HallmarkCore
import HallmarkStatement
import Testing

struct PredicateScanTests {
    private static let rules = Digest.sha256([1])

    private func result(_ files: [(name: String, verdict: String)]) -> TestResultPredicate {
        TestResultPredicate(rulesDigest: Self.rules, files: files)
    }

    @Test func passesWhereEveryFileIsSafe() {
        let json = result([("b", "safe"), ("a", "safe")]).json
        let rules: JSONValue = ["name": "rules", "digest": ["sha256": .string(Self.rules.hex)]]
        #expect(
            json == ["result": "PASSED", "configuration": [rules], "passedTests": ["a", "b"], "failedTests": []]
        )
    }

    @Test(arguments: ["suspicious", "malicious", "unknown", "Safe", "", "benign"])
    func everyOtherWordFails(word: String) {
        let predicate = result([("z", "safe"), ("y", word), ("é", word), ("a", "safe")])
        #expect(predicate.result == .failed)
        #expect(predicate.passedTests == ["a", "z"])
        #expect(predicate.failedTests == ["y", "é"])
        #expect(predicate.warnedTests == nil)
    }

    @Test func aScanOfNothingHasNotPassed() {
        #expect(result([]).result == .failed)
    }

    @Test func theWorseWordForANameCounts() {
        let predicate = result([("a", "malicious"), ("a", "safe")])
        #expect(predicate.result == .failed)
        #expect(predicate.passedTests == [])
        #expect(predicate.failedTests == ["a"])
    }
}
