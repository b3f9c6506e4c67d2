package import HallmarkCore

/// Tests were run on artifacts (in-toto predicate "Test Result" v0.1).
///
/// Subjects are what was tested.
package struct TestResultPredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/test-result/v0.1"
    /// The name of the scan rules in ``configuration``.
    package static let rules = "rules"
    /// The annotation of ``configuration`` that says when a scan was made.
    package static let scannedOn = "scannedOn"

    /// The outcome of all tests together (`result`).
    package enum Result: String, Sendable, CaseIterable {
        case passed = "PASSED"
        case warned = "WARNED"
        case failed = "FAILED"
    }

    package let result: Result
    /// What decided how the tests ran.
    package let configuration: [ResourceDescriptor]
    package let url: String?
    package let passedTests: [String]?
    package let warnedTests: [String]?
    package let failedTests: [String]?

    package init(
        result: Result,
        configuration: [ResourceDescriptor],
        url: String? = nil,
        passedTests: [String]? = nil,
        warnedTests: [String]? = nil,
        failedTests: [String]? = nil
    ) {
        self.result = result
        self.configuration = configuration
        self.url = url
        self.passedTests = passedTests
        self.warnedTests = warnedTests
        self.failedTests = failedTests
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        guard let result = Result(rawValue: try reader.string("result")) else {
            throw reader.unexpected("result", "PASSED, WARNED or FAILED")
        }
        self.result = result
        self.configuration = try reader.resources("configuration")
        self.url = try reader.optionalURI("url")
        self.passedTests = try reader.optionalStrings("passedTests")
        self.warnedTests = try reader.optionalStrings("warnedTests")
        self.failedTests = try reader.optionalStrings("failedTests")
    }

    package var json: JSONValue {
        .object(members: [
            "result": .string(result.rawValue), "configuration": .resources(configuration), "url": url.json,
            "passedTests": passedTests.map { .strings($0) }, "warnedTests": warnedTests.map { .strings($0) },
            "failedTests": failedTests.map { .strings($0) },
        ])
    }
}

extension TestResultPredicate {
    /// What a scan of files says, each with the scanner's word for it: `safe`, `suspicious`, `malicious`, `unknown`.
    ///
    /// PASSED only where there are files and all are safe. Every other word, one that nobody knows included, is a
    /// failed test: never WARNED, which consumers let pass. A name given twice is as good as its worse word.
    package init(rulesDigest: Digest, scannedOn time: Timestamp? = nil, files: [(name: String, verdict: String)]) {
        let failed = Set(files.filter { $0.verdict != "safe" }.map(\.name))
        let passed = Set(files.map(\.name)).subtracting(failed)
        let sorted = { (names: Set<String>) in
            names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        self.init(
            result: failed.isEmpty && !passed.isEmpty ? .passed : .failed,
            configuration: [
                ResourceDescriptor(
                    name: Self.rules,
                    digest: DigestSet(rulesDigest),
                    annotations: time.map { [Self.scannedOn: .string($0.description)] }
                )
            ],
            passedTests: sorted(passed),
            failedTests: sorted(failed)
        )
    }
}
