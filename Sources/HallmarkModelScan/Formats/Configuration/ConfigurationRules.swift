/// The rules of configurations and code around models, as Hugging Face and others lay them out.
package enum ConfigurationRules {
    private static let own = "Load it without trust_remote_code, or read the code before anything runs it."
    private static let refuse = "Do not load it: its loader imports or runs what the configuration names."

    package static let text = FindingRule(
        "CFG001",
        .suspicious,
        "A model's configuration must be JSON that every reader reads alike.",
        advice: "Have it written anew: another reader may see another configuration.",
        references: ["CWE-436"]
    )
    package static let code = FindingRule(
        "CFG002",
        .suspicious,
        "A configuration must not bring code of its own or of another repository.",
        advice: own,
        references: ["CWE-829", "ATLAS AML.T0010.003"]
    )
    package static let acting = FindingRule(
        "CFG003",
        .malicious,
        "A configuration must not name what runs code, opens files or reaches the network.",
        advice: refuse,
        references: ["CWE-470", "ATLAS AML.T0011.000"]
    )
    package static let outside = FindingRule(
        "CFG004",
        .suspicious,
        "A configuration may name only classes of the libraries that load models.",
        advice: refuse,
        references: ["CWE-470", "CWE-829"]
    )
    package static let path = FindingRule(
        "CFG005",
        .suspicious,
        "A configuration must name files of its own folder only.",
        advice: "Do not load it: its loader opens files elsewhere.",
        references: ["CWE-22"]
    )
    package static let tag = FindingRule(
        "CFG006",
        .suspicious,
        "A configuration in YAML must not make objects of Python.",
        advice: "Read it with a safe loader only, and find out what it makes.",
        references: ["CWE-502"]
    )
    package static let bundled = FindingRule(
        "CFG007",
        .suspicious,
        "No code may lie where a model's loader looks for code to run.",
        advice: own,
        references: ["CWE-829", "ATLAS AML.T0010.003"]
    )
    package static let limit = FindingRule(
        "CFG008",
        .unknown,
        "The configuration is larger than what this version reads.",
        advice: "Treat it as unread; ask its author why it is so large."
    )

    package static let all = [text, code, acting, outside, path, tag, bundled, limit]
}
