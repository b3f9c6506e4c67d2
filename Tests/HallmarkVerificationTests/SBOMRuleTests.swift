import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct SBOMRuleTests {
    private static let inputs = ["Package.swift": digest("p"), "Sources/a.swift": digest("a")]
    private let world: World
    private let requirement = Policy.Requirement(statement: .sbom, role: .developer, threshold: 1)

    init() throws { world = try World() }

    private func attest(
        _ inputs: [String: Digest] = inputs,
        repository: String? = repositoryURI,
        package: String? = nil,
        scopes: [String] = [""]
    ) throws -> Evidence.Found {
        var properties = scopes.map { ("scope", $0) }
        if let repository { properties.append(("repository", repository)) }
        if let package { properties.append(("package-directory", package)) }
        let values = properties.map { ["name": .string("hallmark:\($0.0)"), "value": .string($0.1)] as JSONValue }
        let predicate = try SBOMPredicate(
            json: ["bomFormat": "CycloneDX", "metadata": ["properties": .array(values)]]
        )
        return .recorded(
            try world.developer.sign(Statement(subjects: inputs.subjects, predicate: predicate))
        )
    }

    private func line(
        _ found: [Evidence.Found],
        path: String = ".",
        _ inputs: [Set<String>: [String: Digest]] = [[""]: inputs]
    ) throws -> Verdict.Line {
        var evidence = Evidence()
        evidence.packages = [Evidence.Package(path: path, inputs: inputs)]
        evidence.envelopes = found
        return try world.line(.package, requirement, path: #require(PathPattern(path)), evidence)
    }

    @Test func exactlyTheInputsAreBound() throws {
        let line = try line([attest()])
        #expect(line.decision == .accepted)
        #expect(line.name == ".")
        #expect(line.reasons.isEmpty)
    }

    @Test func changedRemovedAndUnlistedInputsAreRejected() throws {
        func codes(_ inputs: [String: Digest]) throws -> [String] {
            let line = try line([attest()], [[""]: inputs])
            #expect(line.decision == .rejected)
            return line.codes
        }
        #expect(try codes(Self.inputs.merging(["Sources/a.swift": digest("x")]) { $1 }) == ["sbom-inputs", "changed"])
        #expect(try codes(["Package.swift": digest("p")]) == ["sbom-inputs", "removed"])
        #expect(try codes(Self.inputs.merging(["b.swift": digest("x")]) { $1 }) == ["sbom-inputs", "unlisted"])
        #expect(try codes([:]) == ["sbom-inputs", "removed", "removed"])
    }

    @Test func namesOfInputsAreBytes() throws {
        let signed = try attest([composed: digest("a")])
        #expect(try line([signed], [[""]: [composed: digest("a")]]).decision == .accepted)
        let line = try line([signed], [[""]: [decomposed: digest("a")]])
        #expect(line.decision == .rejected)
        #expect(Set(line.codes) == ["sbom-inputs", "removed", "unlisted"])
    }

    @Test(arguments: ["https://example.com/other", nil] as [String?])
    func otherRepositoryIsRejected(repository: String?) throws {
        #expect(try line([attest(repository: repository)]).codes == ["other-repository"])
    }

    @Test func repositoriesAreBytes() throws {
        let world = try World(repository: "https://example.com/\(composed)")
        let statement = try Statement(payloadOf: attest(repository: "https://example.com/\(decomposed)").envelope)
        var evidence = Evidence()
        evidence.packages = [Evidence.Package(path: ".", inputs: [[""]: Self.inputs])]
        evidence.envelopes = [.recorded(try world.developer.sign(statement))]
        let rule = Policy.Rule(name: "r", kind: .package, path: .any, requirements: [requirement])
        let policy = policy([rule], repository: "https://example.com/\(composed)")
        let lines = Verifier(root: world.verified, policy: policy, evidence: evidence).lines([.package])
        #expect(lines.filter { $0.name == "." }.map(\.codes) == [["other-repository"]])
    }

    @Test func anotherPackageOfTheTreeIsUnrelated() throws {
        #expect(try line([attest(package: "Tools", scopes: ["Tools"])]).decision == .missing)
        let tools = try attest(package: "Tools", scopes: ["Tools"])
        #expect(try line([tools], path: "Tools", [["Tools"]: Self.inputs]).decision == .accepted)
        #expect(try line([attest()], path: "Tools", [[""]: Self.inputs]).decision == .missing)
        #expect(try line([attest(package: "tools", scopes: ["tools"])], path: "Tools").decision == .missing)
    }

    @Test func packagesAreBytes() throws {
        let signed = try attest(package: composed, scopes: [composed])
        #expect(try line([signed], path: composed, [[composed]: Self.inputs]).decision == .accepted)
        #expect(try line([signed], path: decomposed, [[decomposed]: Self.inputs]).decision != .accepted)
    }

    @Test func scopesMustCoverThePackage() throws {
        for (scopes, decision) in [
            (["Tools"], .accepted), ([""], .accepted), (["Tools", "Shared"], .accepted), (["Shared"], .rejected),
            (["Tool"], .rejected), (["Tools/Sources"], .rejected), ([], .rejected), (["tools"], .rejected),
        ] as [([String], Decision)] {
            let signed = try attest(package: "Tools", scopes: scopes)
            #expect(try line([signed], path: "Tools", [Set(scopes): Self.inputs]).decision == decision)
        }
        let below = try attest(package: "Tools/A", scopes: ["Tools"])
        #expect(try line([below], path: "Tools/A", [["Tools"]: Self.inputs]).decision == .accepted)
        let twin = try attest(package: "\(composed)/A", scopes: [decomposed])
        #expect(try line([twin], path: "\(composed)/A", [[decomposed]: Self.inputs]).decision == .rejected)
    }

    @Test func inputsOfOtherScopesAreNotTheInputs() throws {
        let signed = try attest(package: composed, scopes: [composed])
        for scopes in [[""], [decomposed], [composed, "b"]] as [Set<String>] {
            let line = try line([signed], path: composed, [scopes: Self.inputs])
            #expect(line.decision == .rejected)
            #expect(line.codes == ["predicate"])
        }
    }

    @Test func anSBOMAboutArtifactsSaysNothingOfThePackage() throws {
        let found = try attest()
        let predicate = try #require(try found.statement.get().predicate(as: SBOMPredicate.self))
        #expect(try !predicate.isAboutArtifacts && predicate.aboutArtifacts().aboutArtifacts().isAboutArtifacts)
        for inputs in [Self.inputs, ["app": digest("app")]] {
            let statement = Statement(subjects: inputs.subjects, predicate: try predicate.aboutArtifacts())
            let line = try line([.recorded(world.developer.sign(statement))])
            #expect(line.decision == .missing && line.codes == ["no-statement"])
        }
    }

    @Test func everySBOMAtHandIsComparedWithItsOwnScopes() throws {
        let wide = try attest(["a": digest("a")], scopes: [""])
        let narrow = try attest(["b": digest("b")], scopes: ["", "b"])
        let inputs: [Set<String>: [String: Digest]] = [[""]: ["x": digest("x")], ["", "b"]: ["b": digest("b")]]
        #expect(try line([wide, narrow], inputs).decision == .accepted)
        #expect(try line([wide], inputs).decision == .rejected)
    }

    @Test func unreadablePredicateIsRejected() throws {
        let statement = Statement(
            subjects: Self.inputs.subjects,
            predicateType: SBOMPredicate.type,
            predicate: ["bomFormat": "SPDX"]
        )
        #expect(try line([.recorded(world.developer.sign(statement))]).codes == ["predicate"])
    }

    @Test func hostileFolderBecomesNoCommand() throws {
        let path = "a'; curl x | sh #"
        let signed = try attest(package: path, scopes: [path])
        let line = try line([signed], path: path, [[path]: [:]])
        #expect(line.reasons[0].mend == #"hallmark attest sbom --package-path 'a'\''; curl x | sh #'"#)
    }
}
