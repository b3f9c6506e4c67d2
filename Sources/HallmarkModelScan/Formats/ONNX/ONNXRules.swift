/// The rules of ONNX models.
package enum ONNXRules {
    private static let discard = "Do not load it; get the model again from its author, or have it exported anew."

    package static let structure = FindingRule(
        "ONX001",
        .suspicious,
        "A model must be a well-formed protocol buffer of one ONNX model.",
        advice: discard,
        references: ["CWE-20"]
    )
    package static let location = FindingRule(
        "ONX002",
        .suspicious,
        "External data must be named by a plain path below the model's own folder.",
        advice: "Do not load it: the runtime would read a file of the model's choice into a tensor.",
        references: ["CVE-2022-25882", "CVE-2024-27318", "CVE-2024-5187", "CVE-2026-27489", "CWE-22", "AML.T0010"]
    )
    package static let external = FindingRule(
        "ONX003",
        .suspicious,
        "What is said about external data must be the known keys, each once, with natural numbers.",
        advice: discard,
        references: ["CVE-2026-34446", "CWE-190", "CWE-915"]
    )
    package static let size = FindingRule(
        "ONX004",
        .suspicious,
        "A tensor's bytes must be those that its dimensions and type need.",
        advice: discard,
        references: ["CWE-125", "CWE-190"]
    )
    package static let custom = FindingRule(
        "ONX005",
        .suspicious,
        "An operator must be of a public set or a function of the model itself.",
        advice: "It runs only with a native library of its author: accept it only if you trust and need that library.",
        references: ["CWE-829", "AML.T0011"]
    )
    package static let python = FindingRule(
        "ONX006",
        .malicious,
        "An operator must not run Python.",
        advice: "Do not load it: evaluating the operator runs code.",
        references: ["CWE-94", "AML.T0011"]
    )
    package static let vendor = FindingRule(
        "ONX007",
        .note,
        "An operator is of a runtime's own public set, not of ONNX.",
        advice: "Other runtimes will refuse the model."
    )
    package static let function = FindingRule(
        "ONX008",
        .suspicious,
        "Functions must be defined once and not lead back to themselves or expand without bound.",
        advice: discard,
        references: ["CWE-674", "CWE-776"]
    )
    package static let unread = FindingRule(
        "ONX009",
        .unknown,
        "A part of the model is of a kind that this version cannot read.",
        advice: "Treat the model as unread, or update Hallmark."
    )
    package static let twice = FindingRule(
        "ONX010",
        .suspicious,
        "What may stand once must not stand twice: readers take the first, the last or both.",
        advice: discard,
        references: ["CWE-436"]
    )
    package static let compiled = FindingRule(
        "ONX011",
        .unknown,
        "An operator carries a program for an accelerator, which nobody can judge.",
        advice: "Ask for the model without its compiled context, and compile it yourself."
    )
    package static let limit = FindingRule(
        "ONX012",
        .unknown,
        "The model is beyond a limit of this version.",
        advice: "Treat the model as unread; ask its author why it is so large."
    )

    package static let all = [
        structure, location, external, size, custom, python, vendor, function, unread, twice, compiled, limit,
    ]
}
