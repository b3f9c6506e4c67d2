import HallmarkCore
import HallmarkInventory
import Testing

struct CycloneDXDocumentTests {
    private static func document(_ members: String) throws -> CycloneDXDocument {
        try CycloneDXDocument(Array("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"\(members)}".utf8))
    }

    @Test(arguments: ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
    func readsEachVersion(version: String) throws {
        let text = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"\(version)\"}"
        #expect(try CycloneDXDocument(Array(text.utf8)).specVersion == version)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"bomFormat\":\"CycloneDX\"}", "{\"specVersion\":\"1.6\"}",
        "{\"bomFormat\":\"cyclonedx\",\"specVersion\":\"1.6\"}", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":1.6}",
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.1\"}",
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"2.0\"}",
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}x", "<bom/>",
        "{\"bomFormat\":\"CycloneDX\",\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}",
    ])
    func refusesWhatIsNoSBOM(text: String) {
        #expect(throws: InventoryError.self) { try CycloneDXDocument(Array(text.utf8)) }
    }

    @Test func readsWhatChecksLookAt() throws {
        let document = try Self.document(
            """
            ,"serialNumber":"urn:uuid:x","unknown":{"bom-ref":"a"},
            "metadata":{"timestamp":"t","authors":[{"name":"A","email":"a@b"}],"supplier":{"url":["u"]},
              "manufacture":{"contact":[{"email":"m@n"}]},"tools":[{"vendor":"v","name":"old","version":"1"}],
              "lifecycles":[{"phase":"build"},{"name":"own"}],"properties":[{"name":"n","value":"v"}],
              "component":{"type":"application","name":"root","bom-ref":"r","components":[{"type":"file","name":"f"}]}},
            "components":[{"type":"library","name":"l","bom-ref":"l","cpe":"c","swid":{"tagId":"s"},"swhid":["h"],
              "author":"x","publisher":"y","authors":[{"name":"z"}],
              "licenses":[{"license":{"id":"MIT"}},{"license":{"name":"n"}}],
              "hashes":[{"alg":"SHA-1","content":"00"}],"components":[{"type":"library","name":"in"}]}],
            "dependencies":[{"ref":"r","dependsOn":["l"]}],
            "compositions":[{"aggregate":"complete","dependencies":["r"],"assemblies":["l"]}]
            """
        )
        #expect(document.authors.map(\.name) == ["A"])
        #expect(document.authors.map(\.email) == ["a@b"])
        #expect(document.organisations.map(\.url) == [nil, "u"])
        #expect(document.organisations.map(\.email) == ["m@n", nil])
        #expect(document.tools.map(\.name) == ["old"])
        #expect(document.tools.map(\.version) == ["1"])
        #expect(document.lifecycles == ["build", "own"])
        #expect(document.values("n") == ["v"])
        #expect(document.root?.name == "root")
        #expect(document.components.map(\.name) == ["f", "l", "in"])
        #expect(document.components.map(\.isNested) == [true, false, true])
        #expect(document.components[1].identifiers == ["c", "h", "s"])
        #expect(document.components[1].producers.map(\.name) == ["z", "x", "y"])
        #expect(document.components[1].licences == ["MIT", "n"])
        #expect(document.components[1].hashes == ["SHA-1": "00"])
        #expect(document.dependencies == ["r": ["l"]])
        #expect(document.completeness == ["r": "complete", "l": "complete"])
    }

    // Two components of one name: one reader would see the first and its digest, another the last.
    @Test(arguments: [
        "\"components\":[{\"type\":\"x\",\"name\":\"a\",\"bom-ref\":\"r\"},{\"type\":\"x\",\"name\":\"b\",\"bom-ref\":\"r\"}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"a\",\"bom-ref\":\"r\",\"components\":[{\"type\":\"x\",\"name\":\"b\",\"bom-ref\":\"r\"}]}]",
        "\"metadata\":{\"component\":{\"type\":\"x\",\"name\":\"a\",\"bom-ref\":\"r\"}},\"components\":[{\"type\":\"x\",\"name\":\"b\",\"bom-ref\":\"r\"}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"a\",\"bom-ref\":\"\u{E9}\"},{\"type\":\"x\",\"name\":\"b\",\"bom-ref\":\"e\u{301}\"}]",
        "\"dependencies\":[{\"ref\":\"r\"},{\"ref\":\"r\",\"dependsOn\":[\"x\"]}]",
    ])
    func refusesDoubledReferences(members: String) {
        #expect(throws: InventoryError.self) { try Self.document("," + members) }
    }

    // SwiftPM lists the root package twice.
    @Test func takesTheSubjectAmongTheComponentsForTheSame() throws {
        let part = "{\"type\":\"x\",\"name\":\"a\",\"bom-ref\":\"r\"}"
        let document = try Self.document(",\"metadata\":{\"component\":\(part)},\"components\":[\(part)]")
        #expect(document.root?.reference == "r")
        #expect(document.components.isEmpty)
        let other = part.replacing("\"a\"", with: "\"b\"")
        #expect(throws: InventoryError.self) {
            try Self.document(",\"metadata\":{\"component\":\(part)},\"components\":[\(other)]")
        }
        #expect(throws: InventoryError.self) {
            try Self.document(",\"metadata\":{},\"components\":[\(part),\(part)]")
        }
    }

    @Test(arguments: [
        "\"metadata\":[]", "\"metadata\":null", "\"metadata\":{\"timestamp\":1}", "\"metadata\":{\"authors\":{}}",
        "\"metadata\":{\"authors\":[\"A\"]}", "\"metadata\":{\"authors\":[{\"name\":1}]}",
        "\"metadata\":{\"supplier\":\"A\"}", "\"metadata\":{\"supplier\":{\"url\":\"u\"}}",
        "\"metadata\":{\"tools\":\"t\"}", "\"metadata\":{\"tools\":{\"components\":{}}}",
        "\"metadata\":{\"component\":[]}", "\"metadata\":{\"component\":{\"name\":\"n\"}}",
        "\"metadata\":{\"component\":{\"type\":\"x\"}}", "\"metadata\":{\"properties\":{\"a\":\"b\"}}",
        "\"components\":{}", "\"components\":[[]]", "\"components\":[null]",
        "\"components\":[{\"type\":1,\"name\":\"n\"}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"version\":1}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"purl\":[]}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"bom-ref\":7}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"hashes\":[{\"alg\":\"SHA-1\"}]}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"licenses\":{}}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"licenses\":[{\"license\":\"MIT\"}]}]",
        "\"components\":[{\"type\":\"x\",\"name\":\"n\",\"swid\":{}}]",
        "\"dependencies\":{}", "\"dependencies\":[{}]", "\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":\"b\"}]",
        "\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[1]}]", "\"compositions\":[{}]",
        "\"compositions\":[{\"aggregate\":\"complete\",\"assemblies\":\"a\"}]", "\"serialNumber\":1",
    ])
    func refusesMembersOfTheWrongKind(members: String) {
        #expect(throws: InventoryError.self) { try Self.document("," + members) }
    }

    @Test(arguments: [(10, true), (60, false), (100_000, false)])
    func refusesDeepNests(depth: Int, isRead: Bool) {
        let open = String(repeating: "\"components\":[{\"type\":\"x\",\"name\":\"n\",", count: depth)
        let close = String(repeating: "}]", count: depth)
        let members = ",\(open)\"version\":\"1\"\(close)"
        if isRead {
            #expect(throws: Never.self) { try Self.document(members) }
        } else {
            #expect(throws: InventoryError.self) { try Self.document(members) }
        }
    }
}
