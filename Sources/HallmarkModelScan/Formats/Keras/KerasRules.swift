/// The rules of Keras's own archives (`.keras`).
package enum KerasRules {
    private static let refuse = "Do not load it: building the model runs what its configuration names."

    package static let configuration = FindingRule(
        "KER001",
        .suspicious,
        "An archive must have one config.json that every reader of JSON reads alike.",
        advice: refuse,
        references: ["CWE-436"]
    )
    package static let code = FindingRule(
        "KER002",
        .malicious,
        "A configuration must not carry code: a Lambda layer, a marshalled function or a pickled module.",
        advice: "Do not load it, with or without safe_mode; ask for a model of plain layers.",
        references: ["CVE-2024-3660", "CVE-2025-1550", "CWE-502"]
    )
    package static let outside = FindingRule(
        "KER003",
        .suspicious,
        "A configuration may name only Keras's own layers and their like.",
        advice: refuse,
        references: ["CVE-2025-1550", "CWE-470"]
    )
    package static let function = FindingRule(
        "KER004",
        .malicious,
        "A configuration must not name a function of Keras that opens files, reaches the network or lifts a guard.",
        advice: refuse,
        references: ["CVE-2025-8747", "CVE-2025-9906", "CVE-2025-12060"]
    )
    package static let path = FindingRule(
        "KER005",
        .suspicious,
        "A configuration must not name a file or an address to read from.",
        advice: refuse,
        references: ["CVE-2025-12058", "CWE-73"]
    )

    package static let program = FindingRule(
        "KER006",
        .malicious,
        "A configuration must not name what runs programs, opens files or reaches the network in Python.",
        advice: refuse,
        references: ["CVE-2025-1550", "CWE-470", "AML.T0011"]
    )

    package static let all = [configuration, code, outside, function, path, program]
}
