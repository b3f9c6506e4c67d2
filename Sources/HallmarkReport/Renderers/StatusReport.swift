package import HallmarkCore

/// Where a repository stands, as text for people and as JSON for machines.
package struct StatusReport: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("status", version: 1)

    /// One thing that is or is not in place.
    package struct Line: Sendable, Equatable {
        /// What a line is about.
        package enum Area: String, Sendable, CaseIterable {
            /// What this machine has: the key and the pin.
            case machine = "this machine"
            /// What the repository says: root, policy, list of models.
            case rules
            /// What is signed at HEAD.
            case head = "HEAD"
            /// Hooks; they never decide.
            case guards
        }

        package let area: Area
        package let name: String
        package let decision: Decision
        package let detail: String
        /// The command that mends it.
        package let mend: String?

        package init(_ area: Area, _ name: String, _ decision: Decision, _ detail: String, mend: String? = nil) {
            self.area = area
            self.name = name
            self.decision = decision
            self.detail = detail
            self.mend = mend
        }
    }

    package let lines: [Line]

    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// The worst of what rules and signatures give; a missing key, pin or guard is told and decides nothing.
    package var decision: Decision {
        .worst(lines.filter { [.rules, .head].contains($0.area) }.map(\.decision))
    }

    /// The lines by area, each with the command that mends it; ends in a line feed.
    package var text: String {
        var text: [String] = []
        for area in Line.Area.allCases {
            let lines = lines.filter { $0.area == area }
            guard !lines.isEmpty else { continue }
            text.append("\(area.rawValue):")
            for line in lines {
                text.append(DisplayText.escape("  \(Self.word(line)) \(line.name): \(line.detail)"))
                if let mend = line.mend { text.append(DisplayText.escape("            mend: \(mend)")) }
            }
        }
        text.append("decision: \(decision.rawValue)")
        return text.joined(separator: "\n") + "\n"
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(decision.rawValue),
            "exit": .integer(Int64(decision.exitCode)),
            "lines": .array(
                lines.map { line in
                    var members: [String: JSONValue] = [
                        "area": .string(line.area.rawValue),
                        "name": .string(line.name),
                        "decision": .string(line.decision.rawValue),
                        "detail": .string(line.detail),
                    ]
                    members["mend"] = line.mend.map { .string($0) }
                    return .object(members)
                }
            ),
        ]
    }

    private static func word(_ line: Line) -> String {
        switch line.decision {
        case .accepted: "ok       "
        case .missing: "missing  "
        case .undecided: "undecided"
        case .rejected: "rejected "
        }
    }
}
