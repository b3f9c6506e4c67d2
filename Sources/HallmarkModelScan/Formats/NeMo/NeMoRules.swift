/// The rules of NeMo's archives and of configurations that name what their loader calls.
package enum NeMoRules {
    package static let dangerousTarget = FindingRule(
        "NEM001",
        .malicious,
        "A configuration must not name a callable that runs code, opens files or reaches the network.",
        advice: "Do not load it, on no machine; tell whoever published it and find out how it came here.",
        references: ["CVE-2025-23304", "CWE-94", "ATLAS AML.T0011.000"]
    )
    package static let unlistedTarget = FindingRule(
        "NEM002",
        .suspicious,
        "A configuration may name only classes of NeMo and of the libraries that it is made of.",
        advice: "Do not load it before you know what the named callable does: its loader calls it.",
        references: ["CVE-2025-23304", "CWE-470"]
    )
    package static let tag = FindingRule(
        "NEM003",
        .suspicious,
        "A configuration must be plain YAML, with no tags that make objects and with targets that are written out.",
        advice: "Do not load it: an unsafe reader of YAML makes what its tags name.",
        references: ["CWE-502"]
    )
    package static let structure = FindingRule(
        "NEM004",
        .suspicious,
        "A file with NeMo's name must be a tar archive with a model_config.yaml in it.",
        advice: "Find out what it is before anything loads it.",
        references: ["CWE-436"]
    )
    package static let unread = FindingRule(
        "NEM005",
        .unknown,
        "A configuration is larger than this version reads.",
        advice: "Treat it as unread."
    )

    package static let all = [dangerousTarget, unlistedTarget, tag, structure, unread]
}
