/// The rules of XGBoost's models.
package enum XGBoostRules {
    private static let discard = "Do not load it; get the file again from its author, or have it written anew."

    package static let structure = FindingRule(
        "XGB001",
        .suspicious,
        "A model must be one value of JSON or UBJSON, whole, without deep nesting, and nothing may follow it.",
        advice: discard,
        references: ["CWE-20", "CWE-674"]
    )
    package static let members = FindingRule(
        "XGB002",
        .suspicious,
        "A model must have a learner and a version, and no member twice.",
        advice: discard,
        references: ["CWE-436"]
    )
    package static let legacy = FindingRule(
        "XGB003",
        .unknown,
        "The binary form of old versions is not read.",
        advice: "Have its author save it as JSON or UBJSON."
    )

    package static let all = [structure, members, legacy]
}
