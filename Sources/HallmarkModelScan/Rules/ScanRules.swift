package import HallmarkCore

/// What the scanner goes by, as data: its rules, and the names that a pickle may import.
///
/// Whoever reads evidence of a scan can compare the digest in it with that of the rules at hand, and so tell what was
/// known when.
package struct ScanRules: Sendable {
    /// The version of the rules; a release that changes them raises it.
    package static let version = "1"

    /// The rules of this version of the scanner.
    package static let standard = ScanRules(.standard)

    /// Names that a pickle may import, and why.
    package struct Permission: Sendable, Hashable {
        package let modules: [String]
        package let names: [String]
        /// What may be done with them, in one word.
        package let kind: String
        package let reason: String
    }

    /// A module below which every class, or every function, may be imported.
    package struct Namespace: Sendable, Hashable {
        package let prefix: String
        package let kind: String
        package let reason: String
    }

    /// Every rule, by id.
    package let rules: [FindingRule]
    package let permissions: [Permission]
    package let namespaces: [Namespace]
    /// Modules below a namespace that do more than hold data.
    package let exceptions: [String]
    /// Names that make a refusal graver: whatever is not permitted is refused anyway.
    package let dangerousModules: [String]
    package let dangerousNames: [String]

    package init(_ formats: ModelFormats) {
        self.rules = formats.rules
        self.permissions = ListedImport.rows.map {
            Permission(modules: $0.modules, names: $0.names, kind: $0.kind.rawValue, reason: $0.reason)
        }
        self.namespaces =
            ListedNamespace.namespaces.map { Namespace(prefix: $0.prefix, kind: "object", reason: $0.reason) }
            + ListedNamespace.references.map { Namespace(prefix: $0.prefix, kind: "reference", reason: $0.reason) }
        self.exceptions = ListedNamespace.exceptions
        self.dangerousModules = DangerousImports.modules.sorted()
        self.dangerousNames =
            (DangerousImports.functions.map { "*.\($0)" } + DangerousImports.builtinFunctions.map { "builtins.\($0)" })
            .sorted()
    }

    /// All of it as JSON, which the digest is of.
    package var content: JSONValue {
        [
            "scanner": .string("hallmark \(hallmarkVersion)"),
            "version": .string(Self.version),
            "rules": .array(rules.map(Self.json)),
            "imports": [
                "permitted": .array(permissions.map(Self.json)),
                "namespaces": .array(
                    namespaces.map {
                        ["prefix": .string($0.prefix), "kind": .string($0.kind), "reason": .string($0.reason)]
                    }
                ),
                "exceptions": Self.list(exceptions),
                "dangerousModules": Self.list(dangerousModules),
                "dangerousNames": Self.list(dangerousNames),
            ],
        ]
    }

    /// The SHA-256 of the content as compact JSON with sorted keys.
    package var digest: Digest { Digest.sha256(JSONWriter.bytes(of: content)) }

    private static func json(_ rule: FindingRule) -> JSONValue {
        [
            "id": .string(rule.id), "severity": .string(rule.severity.rawValue), "summary": .string(rule.summary),
            "advice": .string(rule.advice), "references": list(rule.references),
        ]
    }

    private static func json(_ permission: Permission) -> JSONValue {
        [
            "modules": list(permission.modules), "names": list(permission.names), "kind": .string(permission.kind),
            "reason": .string(permission.reason),
        ]
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
