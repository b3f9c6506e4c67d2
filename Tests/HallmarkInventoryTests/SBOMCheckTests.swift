import HallmarkCore
import HallmarkInventory
import Testing

struct SBOMCheckTests {
    /// An SBOM that has all that the profiles ask for.
    static let complete: JSONValue = [
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": [
            "timestamp": "2024-01-01T00:00:00Z", "authors": [["name": "A"]],
            "tools": ["components": [["type": "application", "name": "t"]]], "lifecycles": [["phase": "build"]],
            "component": part("app"),
        ],
        "components": [part("lib")],
        "dependencies": [["ref": "app", "dependsOn": ["lib"]], ["ref": "lib"]],
    ]

    private static func part(_ name: String) -> JSONValue {
        [
            "bom-ref": .string(name), "type": "library", "name": .string(name), "version": "1",
            "purl": .string("pkg:generic/\(name)@1"), "supplier": ["name": "S"],
            "hashes": [["alg": "SHA-256", "content": "00"]], "licenses": [["license": ["id": "MIT"]]],
        ]
    }

    private static func document(_ json: JSONValue) throws -> CycloneDXDocument {
        try CycloneDXDocument(JSONWriter.bytes(of: json))
    }

    @Test(arguments: ["ntia", "cisa-2025"])
    func acceptsAnSBOMWithEveryElement(profile: String) throws {
        let check = SBOMCheck(try Self.document(Self.complete), profile: try #require(SBOMProfiles.named(profile)))
        #expect(check.findings == [])
        #expect(check.decision == .accepted)
    }

    /// What is taken away, and which profiles then miss what.
    static let absences: [(path: [String], ntia: [String], cisa: [String])] = [
        (["metadata", "timestamp"], ["timestamp"], ["timestamp"]),
        (["metadata", "tools"], [], ["tool"]),
        (["metadata", "lifecycles"], [], ["context"]),
        (["components", "version"], ["version"], ["version"]),
        (["components", "purl"], ["identifier"], ["identifier"]),
        (["components", "supplier"], ["supplier"], ["supplier"]),
        (["components", "hashes"], [], ["digest"]),
        (["components", "licenses"], [], ["license"]),
        (["metadata", "component", "version"], ["version"], ["version"]),
        (["metadata", "component", "hashes"], [], []),
        (["metadata", "component", "licenses"], [], ["license"]),
        (
            ["components", "bom-ref"], ["dependency", "dependency", "dependency"],
            ["dependency", "dependency", "dependency"]
        ),
        (["dependencies"], ["dependency", "dependency"], ["dependency", "dependency"]),
    ]

    @Test(arguments: absences)
    func rejectsAnSBOMThatLacksAnElement(path: [String], ntia: [String], cisa: [String]) throws {
        let document = try Self.document(Self.complete.without(path))
        for (profile, rules) in [("ntia", ntia), ("cisa-2025", cisa)] {
            let check = SBOMCheck(document, profile: try #require(SBOMProfiles.named(profile)))
            #expect(check.findings.map(\.rule) == rules.map { "\(profile)-\($0)" })
            #expect(check.decision == (rules.isEmpty ? .accepted : .rejected))
        }
    }

    // Tools named themselves as authors in 2021; the draft of 2025 asks for both.
    @Test func aToolStandsForAnAuthorInOneProfile() throws {
        let document = try Self.document(Self.complete.without(["metadata", "authors"]))
        #expect(SBOMCheck(document, profile: NTIAProfile()).decision == .accepted)
        #expect(SBOMCheck(document, profile: NTIAProfile()).findings.map(\.severity) == [.note])
        #expect(SBOMCheck(document, profile: CISA2025Profile()).decision == .rejected)
        let bare = try Self.document(Self.complete.without(["metadata", "authors"]).without(["metadata", "tools"]))
        #expect(SBOMCheck(bare, profile: NTIAProfile()).decision == .rejected)
    }

    @Test func whatIsDeclaredUnknownIsANote() throws {
        let unknown: JSONValue = [["name": "hallmark:unknown", "value": "version"]]
        let json = Self.complete.without(["components", "version"]).with(unknown, at: ["components", "properties"])
        let check = SBOMCheck(try Self.document(json), profile: NTIAProfile())
        #expect(check.findings.map(\.severity) == [.note])
        #expect(check.decision == .accepted)
        let other: JSONValue = [["name": "hallmark:unknown", "value": "license"]]
        let missing = Self.complete.without(["components", "version"]).with(other, at: ["components", "properties"])
        #expect(SBOMCheck(try Self.document(missing), profile: NTIAProfile()).decision == .rejected)
    }

    @Test func anEmptyTextIsNoElement() throws {
        for (member, value) in [("version", JSONValue.string("")), ("purl", ""), ("supplier", ["name": ""])] {
            let json = Self.complete.with(value, at: ["components", member])
            #expect(SBOMCheck(try Self.document(json), profile: NTIAProfile()).decision == .rejected, "\(member)")
        }
    }

    @Test func theGraphLeadsNowhereElse() throws {
        let dependencies: JSONValue = [["ref": "app", "dependsOn": ["lib", "ghost"]], ["ref": "lib"]]
        let json = Self.complete.with(dependencies, at: ["dependencies"])
        let check = SBOMCheck(try Self.document(json), profile: NTIAProfile())
        #expect(check.findings.map(\.rule) == ["ntia-dependency"])
        #expect(check.findings.first?.message.contains("ghost") == true)
    }

    @Test func anSBOMOfNothingIsMissing() throws {
        let json: JSONValue = ["bomFormat": "CycloneDX", "specVersion": "1.6"]
        #expect(SBOMCheck(try Self.document(json), profile: NTIAProfile()).decision == .missing)
    }

    @Test func reportsSayWhatIsMissing() throws {
        let document = try Self.document(Self.complete.without(["components", "version"]))
        let check = SBOMCheck(document, profile: NTIAProfile())
        #expect(
            check.text(name: "a.json") == """
                error: ntia-version: lib: no version
                rejected: a.json: NTIA minimum elements, July 2021: 1 missing, 0 declared unknown

                """
        )
        let json = check.json(name: "a.json")
        #expect(json["schema"] == .string(SBOMCheck.schema))
        #expect(json["decision"] == "rejected")
        #expect(json["exit"] == 2)
        #expect(json["findings"]?.array?.first?["rule"] == "ntia-version")
        #expect(json["findings"]?.array?.first?["component"] == "lib")
    }

    // A name is the SBOM's to choose: it must neither paint the terminal nor add a line of its own to the report.
    @Test func namesCannotForgeTheReport() throws {
        let forged: JSONValue = "lib\naccepted: a.json\u{1B}[2K"
        let json = Self.complete.without(["components", "version"]).with(forged, at: ["components", "bom-ref"])
        let text = SBOMCheck(try Self.document(json), profile: NTIAProfile()).text(name: "a\nb")
        let lines = text.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("accepted") } == [])
        #expect(lines.count { $0.hasPrefix("rejected: ") } == 1)
        #expect(!text.contains("\u{1B}"))
    }

    // What other tools write; the findings were looked at one by one.
    @Test(
        .enabled(if: Surroundings.hasFixtures, "../shared/fixtures is not here"),
        arguments: [
            ("swiftpm-6.4-hummingbird.cyclonedx-1.7.json", ["ntia": Decision.rejected, "cisa-2025": .rejected]),
            ("syft-1.18.1.cdx.json", ["ntia": .rejected, "cisa-2025": .rejected]),
        ]
    )
    func readsTheSBOMsOfOtherTools(file: String, decisions: [String: Decision]) throws {
        let document = try CycloneDXDocument(Surroundings.fixture("sbom-other-tools/\(file)"))
        #expect(document.root != nil)
        #expect(!document.components.isEmpty)
        for (profile, decision) in decisions {
            let check = SBOMCheck(document, profile: try #require(SBOMProfiles.named(profile)))
            #expect(check.decision == decision)
            #expect(check.findings.contains { $0.rule == "\(profile)-supplier" })
            #expect(!check.findings.contains { $0.rule == "\(profile)-timestamp" })
        }
    }

    @Test(
        .enabled(if: Surroundings.hasFixtures, "../shared/fixtures is not here"),
        arguments: ["swiftpm-6.4-hummingbird.spdx-3.0.1.json", "syft-1.18.1.spdx.json"]
    )
    func refusesSBOMsOfAnotherFormat(file: String) throws {
        let bytes = try Surroundings.fixture("sbom-other-tools/\(file)")
        let error = try #require(throws: InventoryError.self) { try CycloneDXDocument(bytes) }
        #expect(error.code == .document)
    }
}

extension JSONValue {
    /// The value without a member; in arrays, without that of every element.
    func without(_ path: [String]) -> JSONValue { changed(path[...]) { _ in nil } }

    /// The value with a member; in arrays, with that of every element.
    func with(_ value: JSONValue, at path: [String]) -> JSONValue { changed(path[...]) { _ in value } }

    private func changed(_ path: ArraySlice<String>, _ change: (JSONValue?) -> JSONValue?) -> JSONValue {
        if case .array(let elements) = self { return .array(elements.map { $0.changed(path, change) }) }
        guard case .object(var members) = self, let name = path.first else { return self }
        members[name] =
            path.count == 1 ? change(members[name]) : members[name]?.changed(path.dropFirst(), change)
        return .object(members)
    }
}
