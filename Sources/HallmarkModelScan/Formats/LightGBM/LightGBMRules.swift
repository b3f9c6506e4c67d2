/// The rules of LightGBM's models.
package enum LightGBMRules {
    private static let discard = "Do not load it; get the file again from its author, or have it written anew."

    package static let structure = FindingRule(
        "LGB001",
        .suspicious,
        "A model must be text of known lines, from its version to the end of its trees.",
        advice: discard,
        references: ["CWE-20"]
    )
    package static let tree = FindingRule(
        "LGB002",
        .suspicious,
        "A tree must have as many nodes as it says, which lead to its own nodes and leaves only.",
        advice: discard,
        references: ["CWE-125"]
    )
    package static let limit = FindingRule(
        "LGB003",
        .unknown,
        "A line is longer than what this version reads.",
        advice: "Treat the model as unread; ask its author why it is so large."
    )

    package static let all = [structure, tree, limit]
}
