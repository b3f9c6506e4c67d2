/// The rules of chat templates, wherever they stand.
package enum TemplateRules {
    private static let replace = "Do not load it with a runtime that renders templates; replace the template."
    private static let references = ["CVE-2024-34359", "CWE-1336", "ATLAS AML.T0011.000"]

    package static let code = FindingRule(
        "TPL001",
        .malicious,
        "A chat template must not reach for what runs code.",
        advice: replace,
        references: references
    )
    package static let outside = FindingRule(
        "TPL002",
        .suspicious,
        "A chat template may use only what a conversation needs: no other functions, methods, templates or insides.",
        advice: replace,
        references: references
    )
    package static let unread = FindingRule(
        "TPL003",
        .unknown,
        "A chat template must be one that this version can read whole.",
        advice: "Review the template as code, or replace it.",
        references: ["CWE-1336"]
    )

    package static let all = [code, outside, unread]
}
