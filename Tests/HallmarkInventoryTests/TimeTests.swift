import HallmarkCore
import HallmarkInventory
import Testing

struct SourceDateEpochTests {
    @Test(arguments: [
        ("0", "1970-01-01T00:00:00Z"), ("1700000000", "2023-11-14T22:13:20Z"),
        ("253402300799", "9999-12-31T23:59:59Z"), ("007", "1970-01-01T00:00:07Z"),
    ])
    func readsSeconds(value: String, time: String) throws {
        #expect(try SourceDateEpoch.time(value).description == time)
    }

    @Test(arguments: [
        "", " 1", "1 ", "+1", "-1", "1.0", "0x1", "1e3", "253402300800", "9223372036854775808", "now", "١", "1\n",
    ])
    func refusesWhatIsNoTime(value: String) throws {
        let error = try #require(throws: InventoryError.self) { try SourceDateEpoch.time(value) }
        #expect(error.subject == SourceDateEpoch.variable)
    }
}

/// The form of `metadata.timestamp`, which the profiles ask for.
struct SBOMTimeTests {
    private static func findings(_ time: String) throws -> [String] {
        let sbom: JSONValue = [
            "bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": ["timestamp": .string(time)],
        ]
        return NTIAProfile().findings(in: try CycloneDXDocument(JSONWriter.bytes(of: sbom))).map(\.rule)
    }

    @Test(arguments: [
        "2024-02-29T23:59:59Z", "2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00.123456789Z",
        "2024-01-01T00:00:00+05:30", "2024-12-31T23:59:60-08:00", "0000-01-01T00:00:00Z",
    ])
    func acceptsTimesOfRFC3339(time: String) throws {
        #expect(try !Self.findings(time).contains("ntia-timestamp"))
    }

    @Test(arguments: [
        "", "2024-01-01", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00Z", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00ZZ", "2024-01-01T00:00:00+0530", "2024-01-01T00:00:00+05", "2024-01-01T00:00:00+05:3a",
        "24-01-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
        "2024-01-32T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+05:60", "２０24-01-01T00:00:00Z", "Mon Jan 1 00:00:00 2024",
    ])
    func refusesOtherTimes(time: String) throws {
        #expect(try Self.findings(time).contains("ntia-timestamp"))
    }
}
