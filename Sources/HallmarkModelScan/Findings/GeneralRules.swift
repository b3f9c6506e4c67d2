/// The rules that hold for a file of any format.
package enum GeneralRules {
    package static let unsupported = FindingRule(
        "MDL001",
        .unknown,
        "The format is recognised, and this version cannot read it.",
        advice: "Load it only where it can do no harm, or ask its author for safetensors or GGUF."
    )
    package static let pointer = FindingRule(
        "MDL002",
        .unknown,
        "A Git LFS pointer stands in the place of the model.",
        advice: "Fetch the content with `git lfs pull` and scan again."
    )
    package static let notAFile = FindingRule(
        "MDL003",
        .unknown,
        "A link or a special file has a model's name; links are never followed.",
        advice: "Replace it with the file itself, or scan what it leads to by its own path.",
        references: ["CWE-59"]
    )
    package static let unreadable = FindingRule(
        "MDL004",
        .unknown,
        "The file could not be read.",
        advice: "Make the file readable and scan again."
    )
    package static let mismatch = FindingRule(
        "MDL005",
        .suspicious,
        "The content is of another format than the name says, or of several at once.",
        advice: "Find out who renamed it and why before anything loads it.",
        references: ["CWE-434", "CWE-436", "CVE-2025-10155"]
    )
    package static let omitted = FindingRule(
        "MDL006",
        .note,
        "More was found than a report holds.",
        advice: "Mend or discard the file; the list is not complete."
    )

    /// Every rule, by id.
    package static let all = [unsupported, pointer, notAFile, unreadable, mismatch, omitted]
}
