/// The rules of MXNet's models.
package enum MXNetRules {
    private static let discard = "Do not load it; get the file again from its author, or have it written anew."

    package static let structure = FindingRule(
        "MXN001",
        .suspicious,
        "A graph must be JSON of nodes that every reader reads alike; parameters must fit their file.",
        advice: discard,
        references: ["CWE-20", "CWE-436"]
    )
    package static let custom = FindingRule(
        "MXN002",
        .suspicious,
        "A graph must not use operators that are code of Python or of a library.",
        advice: "Read the code of the operator before anything loads the graph.",
        references: ["CWE-829", "ATLAS AML.T0011.000"]
    )
    package static let code = FindingRule(
        "MXN003",
        .malicious,
        "A graph must not carry code or addresses in memory.",
        advice: "Do not load it.",
        references: ["CWE-94", "CWE-822"]
    )
    package static let limit = FindingRule(
        "MXN004",
        .unknown,
        "The model is larger, or of another kind, than what this version reads.",
        advice: "Treat the model as unread."
    )

    package static let all = [structure, custom, code, limit]
}
