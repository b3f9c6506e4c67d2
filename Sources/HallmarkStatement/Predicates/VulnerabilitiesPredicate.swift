package import HallmarkCore

/// What a vulnerability scanner found (in-toto predicate "Vulnerabilities" v0.2).
///
/// Subjects are the artifacts that were scanned. An empty result says that the scanner found nothing.
package struct VulnerabilitiesPredicate: Predicate, Hashable {
    package static let type = "https://in-toto.io/attestation/vulns/v0.2"

    /// The data that the scanner used (`scanner.db`).
    package struct Database: Sendable, Hashable {
        package let uri: String?
        package let version: String?
        package let lastUpdate: PredicateTime

        package init(uri: String?, version: String?, lastUpdate: PredicateTime) {
            self.uri = uri
            self.version = version
            self.lastUpdate = lastUpdate
        }
    }

    /// A grade by one method (`severity`).
    package struct Severity: Sendable, Hashable {
        package let method: String
        package let score: String

        package init(method: String, score: String) {
            self.method = method
            self.score = score
        }
    }

    /// One vulnerability (`scanner.result`).
    package struct Vulnerability: Sendable, Hashable {
        package let id: String
        package let severity: [Severity]

        package init(id: String, severity: [Severity]) {
            self.id = id
            self.severity = severity
        }
    }

    package let scanner: String
    package let scannerVersion: String?
    package let database: Database
    package let vulnerabilities: [Vulnerability]
    package let scanStartedOn: PredicateTime
    package let scanFinishedOn: PredicateTime

    package init(
        scanner: String,
        scannerVersion: String?,
        database: Database,
        vulnerabilities: [Vulnerability],
        scanStartedOn: PredicateTime,
        scanFinishedOn: PredicateTime
    ) {
        self.scanner = scanner
        self.scannerVersion = scannerVersion
        self.database = database
        self.vulnerabilities = vulnerabilities
        self.scanStartedOn = scanStartedOn
        self.scanFinishedOn = scanFinishedOn
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        var scanner = try reader.object("scanner")
        self.scanner = try scanner.uri("uri")
        self.scannerVersion = try scanner.optionalText("version")
        var database = try scanner.object("db")
        self.database = Database(
            uri: try database.optionalURI("uri"),
            version: try database.optionalText("version"),
            lastUpdate: try database.time("lastUpdate")
        )
        var vulnerabilities: [Vulnerability] = []
        for element in try scanner.array("result") {
            var item = try JSONReader(element, path: scanner.place("result"))
            let id = try item.text("id")
            var severity: [Severity] = []
            for grade in try item.array("severity") {
                var grade = try JSONReader(grade, path: item.place("severity"))
                severity.append(Severity(method: try grade.text("method"), score: try grade.text("score")))
            }
            vulnerabilities.append(Vulnerability(id: id, severity: severity))
        }
        self.vulnerabilities = vulnerabilities
        var metadata = try reader.object("metadata")
        self.scanStartedOn = try metadata.time("scanStartedOn")
        self.scanFinishedOn = try metadata.time("scanFinishedOn")
    }

    package var json: JSONValue {
        let result = vulnerabilities.map { item -> JSONValue in
            let severity = item.severity.map {
                ["method": .string($0.method), "score": .string($0.score)] as JSONValue
            }
            return ["id": .string(item.id), "severity": .array(severity)]
        }
        return [
            "scanner": .object(members: [
                "uri": .string(scanner), "version": scannerVersion.json,
                "db": .object(members: [
                    "uri": database.uri.json, "version": database.version.json, "lastUpdate": database.lastUpdate.json,
                ]),
                "result": .array(result),
            ]),
            "metadata": ["scanStartedOn": scanStartedOn.json, "scanFinishedOn": scanFinishedOn.json],
        ]
    }
}
