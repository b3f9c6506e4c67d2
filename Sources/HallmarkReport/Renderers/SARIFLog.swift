internal import HallmarkCore

/// A log of findings in the format that code hosts show beside changes (SARIF 2.1.0, OASIS).
struct SARIFLog {
    /// How much a finding matters (SARIF 2.1.0, 3.27.10).
    enum Level: String {
        case error
        case warning
        case note
    }

    /// What was found (3.27).
    struct Finding {
        let rule: String
        let level: Level
        let message: String
        /// A path below the root of the repository; `nil` for what lies in no file.
        let path: String?
        /// Where in the file, in bytes.
        var offset: Int64?
        /// What it is about, for what lies in no file.
        let name: String
        /// What else is known of it.
        var properties: [String: JSONValue] = [:]
    }

    /// A kind of finding (3.49).
    struct Rule {
        let id: String
        let description: String
        let help: String?
        /// How much its findings matter, unless one says otherwise (3.49.14).
        var level: Level?
        /// Where to read on: a page, and labels.
        var helpURI: String?
        var tags: [String] = []
    }

    static let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    let findings: [Finding]
    let rules: [Rule]
    let decision: Decision

    var json: JSONValue {
        [
            "$schema": .string(Self.schema),
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "hallmark", "version": .string(hallmarkVersion),
                            "informationUri": .string(TypeURI.prefix),
                            "rules": .array(rules.map(Self.json)),
                        ]
                    ],
                    "invocations": [
                        [
                            // Whatever was decided, it was decided; without a decision the run was none.
                            "executionSuccessful": .bool(decision != .undecided),
                            "exitCode": .integer(Int64(decision.exitCode)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(findings.map(Self.json)),
                    "properties": ["decision": .string(decision.rawValue)],
                ]
            ],
        ]
    }

    private static func json(_ rule: Rule) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(rule.id), "shortDescription": ["text": .string(rule.description)],
        ]
        members["help"] = rule.help.map { ["text": .string($0)] }
        members["helpUri"] = rule.helpURI.map { .string($0) }
        members["defaultConfiguration"] = rule.level.map { ["level": .string($0.rawValue)] }
        if !rule.tags.isEmpty { members["properties"] = ["tags": .array(rule.tags.map { .string($0) })] }
        return .object(members)
    }

    private static func json(_ finding: Finding) -> JSONValue {
        var location: [String: JSONValue] = [
            "logicalLocations": [["fullyQualifiedName": .string(DisplayText.escape(finding.name))]]
        ]
        if let path = finding.path {
            var physical: [String: JSONValue] = ["artifactLocation": ["uri": .string(uri(path))]]
            if let offset = finding.offset { physical["region"] = ["byteOffset": .integer(offset), "byteLength": 0] }
            location["physicalLocation"] = .object(physical)
        }
        return [
            "ruleId": .string(finding.rule),
            "level": .string(finding.level.rawValue),
            "message": ["text": .string(DisplayText.escape(finding.message))],
            "locations": [.object(location)],
            "properties": .object(finding.properties),
        ]
    }

    // A relative reference (RFC 3986, 4.2), of which the first segment has no colon.
    private static func uri(_ path: String) -> String {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return path.utf8.map { byte in
            guard !allowed.contains(byte) else { return String(UnicodeScalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
    }
}
