/// The rules of TensorFlow's saved models, graphs and meta graphs.
package enum TensorFlowRules {
    private static let discard = "Do not load it; get the model again from its author, or have it exported anew."

    package static let structure = FindingRule(
        "TFS001",
        .suspicious,
        "A model must be a well-formed protocol buffer of TensorFlow.",
        advice: discard,
        references: ["CWE-20"]
    )
    package static let acting = FindingRule(
        "TFS002",
        .malicious,
        "An operator must not run Python, write files or send what it is given to an address.",
        advice: "Do not load it: a graph runs its operators with all the rights of its loader.",
        references: ["CWE-94", "CWE-73", "AML.T0011", "AML.T0010"]
    )
    package static let reaching = FindingRule(
        "TFS003",
        .suspicious,
        "An operator must not read files, reach the network or end the process.",
        advice: "Find out why the model needs it; run it only where there is nothing to read.",
        references: ["CWE-73", "CWE-200", "AML.T0011"]
    )
    package static let custom = FindingRule(
        "TFS004",
        .suspicious,
        "An operator must be one of TensorFlow's or a function of the graph.",
        advice: "It runs only with a native library of its author: accept it only if you trust and need that library.",
        references: ["CWE-829", "AML.T0011"]
    )
    package static let asset = FindingRule(
        "TFS005",
        .suspicious,
        "An asset must be named by a plain path below the model's own folder.",
        advice: discard,
        references: ["CWE-22"]
    )
    package static let code = FindingRule(
        "TFS006",
        .malicious,
        "A Keras configuration inside must not carry code, such as a Lambda layer's.",
        advice: "Do not load it with Keras; ask for a model of plain layers.",
        references: ["CVE-2024-3660", "CWE-502", "AML.T0011"]
    )
    package static let library = FindingRule(
        "TFS007",
        .note,
        "An operator needs a public library besides TensorFlow, or reads one of the model's own assets.",
        advice: "Install the library from its publisher only."
    )
    package static let unread = FindingRule(
        "TFS008",
        .unknown,
        "A part of the model is of a kind that this version cannot read.",
        advice: "Treat the model as unread, or update Hallmark."
    )
    package static let twice = FindingRule(
        "TFS009",
        .suspicious,
        "What may stand once must not stand twice: readers take the first, the last or both.",
        advice: discard,
        references: ["CWE-436"]
    )
    package static let limit = FindingRule(
        "TFS010",
        .unknown,
        "The model is beyond a limit of this version.",
        advice: "Treat the model as unread; ask its author why it is so large."
    )

    package static let all = [
        structure, acting, reaching, custom, asset, code, library, unread, twice, limit,
    ]
}
