/// The rules of skops files.
package enum SkopsRules {
    private static let refuse =
        "Do not load it, whatever get_untrusted_types says; ask its author for plain estimators."
    private static let references = ["CVE-2025-54412", "CVE-2025-54413", "CWE-502"]

    package static let acting = FindingRule(
        "SKO001",
        .malicious,
        "A schema must not name what runs code, opens files or reaches the network.",
        advice: refuse,
        references: references
    )
    package static let outside = FindingRule(
        "SKO002",
        .suspicious,
        "A schema may name only classes and functions of the libraries that skops trusts.",
        advice: refuse,
        references: references
    )
    package static let schema = FindingRule(
        "SKO003",
        .suspicious,
        "An archive must have one schema.json of known nodes that every reader of JSON reads alike.",
        advice: refuse,
        references: ["CVE-2025-54886", "CWE-436"]
    )
    package static let file = FindingRule(
        "SKO004",
        .suspicious,
        "A node's file must be a member of the archive.",
        advice: refuse,
        references: ["CWE-22"]
    )

    package static let all = [acting, outside, schema, file]
}
