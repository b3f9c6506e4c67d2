import HallmarkCore
import HallmarkStatement
import Testing

struct PredicateTests {
    private static let commit = String(repeating: "c", count: 40)
    private static let tree = String(repeating: "d", count: 64)
    private static let build = BuildPredicate(
        repository: "https://example.com/r",
        commit: commit,
        tree: tree,
        configuration: "release",
        products: ["a", "b"],
        toolchain: "Swift version 6.3",
        builder: "https://example.com/builder",
        dependencies: [
            BuildPredicate.Dependency(uri: "git+https://example.com/d@1", digest: DigestSet(["gitCommit": commit])),
            BuildPredicate.Dependency(uri: "pkg:swift/x", digest: DigestSet(["sha256": tree])),
        ]
    )

    /// Writes a predicate into a statement, and reads it again from the bytes.
    private func roundTrip<Value: Predicate & Equatable>(_ value: Value) throws {
        let subject = Subject(name: "n", digest: DigestSet(["sha256": Self.tree]))
        let bytes = Statement(subjects: [subject], predicate: value).jsonBytes
        let read = try Statement(payloadOf: Envelope(payload: bytes))
        #expect(read.predicateType == Value.type)
        #expect(try read.predicate(as: Value.self) == value)
        #expect(read.jsonBytes == bytes)
    }

    @Test func everyPredicateIsReadBack() throws {
        try roundTrip(CommitPredicate(repository: "https://example.com/r"))
        try roundTrip(ModelSignaturePredicate(files: ["a/b": Digest.sha256([1]), "c": Digest.sha256([2])]))
        try roundTrip(PolicyPredicate(repository: "https://example.com/r", version: 7))
        try roundTrip(ReleasePredicate(repository: "https://example.com/r", tag: "v1", commit: Self.commit))
        try roundTrip(try SBOMPredicate(json: ["bomFormat": "CycloneDX", "version": 1]))
        try roundTrip(Self.build)
        try roundTrip(ReviewPredicate(package: "pkg:swift/example.com/o/n", version: "1.2.3"))
        try roundTrip(ReviewPredicate(package: "pkg:swift/example.com/o/n", version: nil))
        try roundTrip(Self.review)
        try roundTrip(Self.checkpoint)
    }

    private static let review = ReviewPredicate(
        package: "pkg:swift/example.com/o/n",
        version: "1.2.3",
        criteria: .safeToRun,
        base: ReviewPredicate.Base(commit: commit, tree: Digest.sha256([1])),
        artifacts: [ReviewPredicate.Artifact(url: "https://example.com/a.zip", digest: Digest.sha256([2]))],
        note: "looked at sockets"
    )

    /// The first reviews did not say it.
    @Test func aReviewWithoutCriteriaIsForDeployment() throws {
        let review = try ReviewPredicate(json: ["package": "pkg:swift/example.com/o/n"])
        #expect(review.criteria == .safeToDeploy)
        #expect(review.base == nil)
        #expect(ReviewCriteria.safeToDeploy.covers(.safeToRun))
        #expect(!ReviewCriteria.safeToRun.covers(.safeToDeploy))
    }

    @Test(arguments: [
        (#""criteria":"safe-to-run""#, #""criteria":"safe""#), (#""base":{"#, #""base":null,"old":{"#),
        (#""gitCommit":"#, #""gitCommit":"0","old":"#), (#""gitTree":"#, #""gitTree":"0","old":"#),
        (#""base":{"#, #""base":{"more":1,"#), (#""artifacts":["#, #""artifacts":[1,"#),
        (#""sha256":"#, #""sha256":"0","old":"#), (#""note":"#, #""note":1,"old":"#),
        (#""note":""#, "\"note\":\"\(String(repeating: "x", count: 4096))"), (#""version":"#, #""more":1,"version":"#),
    ])
    func refusesAReviewOfAnotherShape(text: String, replacement: String) throws {
        let written = JSONWriter.text(of: Self.review.json)
        let changed = written.replacing(text, with: replacement)
        try #require(changed != written)
        #expect(throws: JSONError.self) { try ReviewPredicate(json: JSONParser.parse(Array(changed.utf8))) }
    }

    private static let checkpoint = NotesCheckpointPredicate(
        repository: "https://example.com/r",
        reference: "refs/notes/attestations",
        old: commit,
        new: String(commit.reversed()),
        dropped: [Digest.sha256([1]), Digest.sha256([2])]
    )

    @Test(arguments: [
        (#""repository""#, #""place""#), (#""reference":""#, #""reference":1,"x":""#), (#""old":""#, #""old":"0"#),
        (#""new":""#, #""new":"0"#), (#""dropped":["#, #""dropped":[1,"#), (#""sha256:"#, #""sha512:"#),
        (#""dropped":["#, #""dropped":[],"more":["#), (#""old":"#, #""extra":1,"old":"#),
    ])
    func refusesACheckpointOfAnotherShape(text: String, replacement: String) throws {
        let written = JSONWriter.text(of: Self.checkpoint.json)
        let changed = written.replacing(text, with: replacement)
        try #require(changed != written)
        let json = try JSONParser.parse(Array(changed.utf8))
        #expect(throws: JSONError.self) { try NotesCheckpointPredicate(json: json) }
    }

    @Test func refusesACheckpointOfTooManyLines() throws {
        func json(_ count: Int) -> JSONValue {
            let digest = JSONValue.string(Digest.sha256([]).description)
            guard case .object(var members) = Self.checkpoint.json else { return .null }
            members["dropped"] = .array(Array(repeating: digest, count: count))
            return .object(members)
        }
        let limit = NotesCheckpointPredicate.maximumDropped
        #expect(throws: Never.self) { try NotesCheckpointPredicate(json: json(limit)) }
        #expect(throws: JSONError.self) { try NotesCheckpointPredicate(json: json(limit + 1)) }
        #expect(throws: JSONError.self) { try NotesCheckpointPredicate(json: json(0)) }
    }

    @Test func anotherTypeIsAbsentAndAWrongShapeIsAnError() throws {
        let subject = Subject(name: "n", digest: DigestSet(["a": "b"]))
        let release = ReleasePredicate(repository: "r", tag: "t", commit: "c")
        #expect(try Statement(subjects: [subject], predicate: release).predicate(as: CommitPredicate.self) == nil)
        let empty = Statement(subjects: [subject], predicateType: CommitPredicate.type, predicate: [:])
        let error = #expect(throws: StatementError.self) { try empty.predicate(as: CommitPredicate.self) }
        #expect(error?.code == .predicate)
    }

    @Test(
        arguments: [
            (.commit, #"{}"#), (.commit, #"{"repository":1}"#), (.commit, #"{"repository":"r","more":1}"#),
            (.commit, "null"), (.commit, "[]"),
            (.model, #"{"name":"n","format":"f"}"#), (.model, #"{"resources":[]}"#),
            (.model, #"{"serialization":{"method":"files","hash_type":"sha256","allow_symlinks":false}}"#),
            (.policy, #"{"repository":"r"}"#), (.policy, #"{"repository":"r","version":"1"}"#),
            (.policy, #"{"repository":"r","version":1.0}"#), (.policy, #"{"repository":"r","version":1,"x":1}"#),
            (.release, #"{"repository":"r","tag":"t"}"#),
            (.release, #"{"repository":"r","tag":"t","commit":"c","extra":""}"#),
            (.sbom, #"{}"#), (.sbom, #"{"bomFormat":"SPDX"}"#), (.sbom, #""CycloneDX""#),
            (.review, #"{}"#), (.review, #"{"package":1}"#), (.review, #"{"package":"p","version":null}"#),
            (.review, #"{"package":"p","more":1}"#),
            (.build, #"{}"#), (.build, #"{"buildDefinition":{"buildType":"https://example.com/other/v1"}}"#),
        ] as [(StatementKind, String)]
    )
    func refusesAWrongShape(kind: StatementKind, text: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        #expect(throws: JSONError.self) {
            switch kind {
            case .commit: _ = try CommitPredicate(json: json)
            case .model: _ = try ModelSignaturePredicate(json: json)
            case .policy: _ = try PolicyPredicate(json: json)
            case .release: _ = try ReleasePredicate(json: json)
            case .sbom: _ = try SBOMPredicate(json: json)
            case .build: _ = try BuildPredicate(json: json)
            case .review: _ = try ReviewPredicate(json: json)
            case .exception: _ = try ExceptionPredicate(json: json)
            default: Issue.record("no predicate of kind \(kind.rawValue)")
            }
        }
    }

    /// Replaces text in the written build predicate.
    private func changedBuild(_ text: String, _ replacement: String) throws -> JSONValue {
        let written = JSONWriter.text(of: Self.build.json)
        let changed = written.replacing(text, with: replacement)
        #expect(changed != written)
        return try JSONParser.parse(Array(changed.utf8))
    }

    @Test(arguments: [
        // SLSA v1.0, "Verifying artifacts", step 2: unknown external parameters.
        (#""configuration":"release""#, #""configuration":"release","flags":"-Ounchecked""#),
        // A product that is no text must not go missing.
        (#"["a","b"]"#, #"["a",1]"#),
        // The dependencies name another commit than the parameters, no tree, or two.
        (#""gitCommit":"\#(commit)","gitTree""#, #""gitCommit":"\#(tree)","gitTree""#),
        (#","gitTree":"\#(tree)""#, ""),
        (
            #"{"digest":{"gitCommit":"\#(commit)"},"uri":"git+https://example.com/d@1"}"#,
            #"{"digest":{"gitCommit":"\#(commit)","gitTree":"00"},"uri":"git+https://example.com/r@\#(commit)"}"#
        ),
        (#"{"sha256":"\#(tree)"}"#, "{}"),
        (#"{"sha256":"\#(tree)"}"#, #"{"sha256":"AB"}"#),
        (#""toolchain""#, #""toolChain""#),
        (#"{"id":"https://example.com/builder"}"#, #"{}"#),
    ])
    func refusesABuildThatCannotBeJudged(text: String, replacement: String) throws {
        let json = try changedBuild(text, replacement)
        #expect(throws: JSONError.self) { try BuildPredicate(json: json) }
    }

    @Test func readsABuildWithMetadataOfOtherBuilders() throws {
        let json = try changedBuild(#""runDetails":{"#, #""runDetails":{"metadata":{"invocationId":"1"},"#)
        #expect(try BuildPredicate(json: json) == Self.build)
    }

    @Test func kindsAndTypesMatch() {
        for kind in StatementKind.allCases { #expect(StatementKind(predicateType: kind.predicateType) == kind) }
        #expect(Set(StatementKind.allCases.map(\.predicateType)).count == StatementKind.allCases.count)
        let other = "https://slsa.dev/provenance/v0.2"
        #expect(StatementKind(predicateType: other).rawValue == other)
        #expect(StatementKind(rawValue: other) == nil)
    }

    @Test func commitSubjectsBindPlaceAndContent() throws {
        let subjects = CommitPredicate.subjects(commit: Self.commit, tree: Digest.sha256([]))
        #expect(subjects.map(\.name) == ["commit", "tree"])
        #expect(subjects[0].digest["gitCommit"] == Self.commit)
        #expect(subjects[1].digest["gitTree"] == Digest.sha256([]).hex)
    }

    @Test(arguments: ["repository", "package-directory"])
    func refusesAnSBOMThatNamesTwo(name: String) throws {
        func json(_ count: Int) throws -> JSONValue {
            let property = #"{"name":"hallmark:\#(name)","value":"v"}"#
            let list = Array(repeating: property, count: count).joined(separator: ",")
            return try JSONParser.parse(Array(#"{"bomFormat":"CycloneDX","metadata":{"properties":[\#(list)]}}"#.utf8))
        }
        #expect(throws: Never.self) { try SBOMPredicate(json: json(1)) }
        #expect(throws: JSONError.self) { try SBOMPredicate(json: json(2)) }
    }

    @Test func findsTheRepositoryOfAnSBOM() throws {
        let text = """
            {"bomFormat":"CycloneDX","metadata":{"properties":[{"name":"x","value":"y"},
            {"name":"hallmark:repository","value":"https://example.com/r"}]}}
            """
        #expect(try SBOMPredicate(json: JSONParser.parse(Array(text.utf8))).repository == "https://example.com/r")
        #expect(try SBOMPredicate(json: ["bomFormat": "CycloneDX"]).repository == nil)
    }
}
