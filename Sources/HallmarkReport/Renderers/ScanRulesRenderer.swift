package import HallmarkCore
package import HallmarkModelScan

/// The scanner's rules as text for people and as JSON for machines.
package struct ScanRulesRenderer: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("scan-rules", version: 1)

    private let rules: ScanRules

    package init(_ rules: ScanRules = .standard) {
        self.rules = rules
    }

    /// Version and digest, each rule, then the names that a pickle may import; ends in a line feed.
    package var text: String {
        var lines = [
            "rules version \(ScanRules.version) of hallmark \(hallmarkVersion)", "sha256 \(rules.digest.hex)", "",
        ]
        for rule in rules.rules {
            lines.append("\(rule.id) \(rule.severity.rawValue): \(rule.summary)")
            lines.append("    to do: \(rule.advice)")
            if !rule.references.isEmpty { lines.append("    see: \(rule.references.joined(separator: ", "))") }
        }
        lines += ["", "Names that a pickle may import (kind: names; reason)"]
        for permission in rules.permissions {
            lines.append("  \(permission.modules.joined(separator: ", "))")
            lines.append("    \(permission.kind): \(permission.names.joined(separator: ", "))")
            lines.append("    \(permission.reason)")
        }
        lines += ["", "Modules below which it may import every class (object) or keep every function (reference)"]
        for namespace in rules.namespaces {
            lines.append("  \(namespace.prefix) (\(namespace.kind)): \(namespace.reason)")
        }
        lines.append("  except \(rules.exceptions.joined(separator: ", "))")
        lines += ["", "Everything else is refused, and these are called malicious"]
        lines.append("  modules: \(rules.dangerousModules.joined(separator: ", "))")
        lines.append("  names: \(rules.dangerousNames.joined(separator: ", "))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The JSON form; `sha256` is of `content` as compact JSON with sorted keys.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(Decision.accepted.rawValue),
            "exit": .integer(Int64(Decision.accepted.exitCode)),
            "sha256": .string(rules.digest.hex),
            "content": rules.content,
        ]
    }
}
