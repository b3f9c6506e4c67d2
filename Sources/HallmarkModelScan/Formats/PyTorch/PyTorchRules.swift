/// The rules of PyTorch's own archives.
package enum PyTorchRules {
    package static let storage = FindingRule(
        "PTH001",
        .suspicious,
        "A tensor's storage must be a member of the archive, large enough, under a plain key.",
        advice: "Do not load it: what the tensor would hold is not in the archive.",
        references: ["CWE-22", "CWE-125", "CVE-2026-24747"]
    )
    package static let structure = FindingRule(
        "PTH002",
        .suspicious,
        "An archive of torch.save must have one folder with one data.pkl in it.",
        advice: "Do not load it: readers take different members for the model.",
        references: ["CWE-436"]
    )
    package static let code = FindingRule(
        "PTH003",
        .note,
        "A TorchScript archive holds code in a language of its own, which its loader compiles and runs.",
        advice: "Load it with torch.jit.load only if its code is wanted; weights alone need none."
    )
    package static let outside = FindingRule(
        "PTH004",
        .suspicious,
        "TorchScript code must not reach for files, or for operators and classes of an extension.",
        advice: "Read the code before anything runs it.",
        references: ["CWE-829"]
    )

    package static let geometry = FindingRule(
        "PTH005",
        .suspicious,
        "A tensor must lie in its storage: no offset, shape or stride may lead out of it.",
        advice: "Do not load it: the tensor would reach into memory that is not its own.",
        references: ["CWE-125", "CWE-787", "CVE-2026-24747"]
    )
    package static let unknownGeometry = FindingRule(
        "PTH006",
        .unknown,
        "A tensor's storage or shape is not written out where it is made, so that nobody can say where it lies.",
        advice: "Treat it as unread, and ask for safetensors."
    )

    package static let all = [storage, structure, code, outside, geometry, unknownGeometry]
}
