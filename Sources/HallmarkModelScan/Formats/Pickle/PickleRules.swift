/// The rules of pickles.
package enum PickleRules {
    private static let refuse = "Do not load it: loading a pickle runs what it names. Ask for safetensors instead."

    package static let dangerousImport = FindingRule(
        "PKL001",
        .malicious,
        "A pickle must not import what runs code, opens files or reaches the network.",
        advice: "Do not load it, on no machine; tell whoever published it and find out how it came here.",
        references: ["CWE-502", "ATLAS AML.T0010.003", "ATLAS AML.T0011.000"]
    )
    package static let unlistedImport = FindingRule(
        "PKL002",
        .suspicious,
        "A pickle may import only what is on the list of names that hold data.",
        advice: refuse,
        references: ["CWE-502", "ATLAS AML.T0011.000"]
    )
    package static let unresolvedImport = FindingRule(
        "PKL003",
        .suspicious,
        "What a pickle imports must be written in it, not computed.",
        advice: refuse,
        references: ["CWE-502", "CWE-470", "ATLAS AML.T0011.000"]
    )
    package static let call = FindingRule(
        "PKL004",
        .suspicious,
        "A pickle may call only listed names, with arguments that keep them harmless.",
        advice: refuse,
        references: ["CWE-502", "ATLAS AML.T0011.000"]
    )
    package static let registry = FindingRule(
        "PKL005",
        .suspicious,
        "A pickle must not use the registry of extensions, whose meaning lies elsewhere.",
        advice: refuse,
        references: ["PEP 307", "CWE-502"]
    )
    package static let persistentIdentifier = FindingRule(
        "PKL006",
        .suspicious,
        "A pickle must not leave its meaning to its loader by a persistent id.",
        advice: refuse,
        references: ["CWE-502"]
    )
    package static let malformed = FindingRule(
        "PKL007",
        .suspicious,
        "A pickle must follow its own rules: a broken one runs until it breaks.",
        advice: refuse,
        references: ["CWE-502", "CWE-20", "CVE-2025-1889"]
    )
    package static let frame = FindingRule(
        "PKL008",
        .suspicious,
        "Frames must fit the pickle and hold whole opcodes: readers disagree on others.",
        advice: refuse,
        references: ["PEP 3154", "CWE-436", "cpython#154848", "cpython#128853"]
    )
    package static let ambiguous = FindingRule(
        "PKL009",
        .suspicious,
        "A pickle must not hold what readers of pickles read differently.",
        advice: refuse,
        references: ["CWE-436", "cpython#126992", "cpython#135241", "cpython#135321"]
    )
    package static let trailing = FindingRule(
        "PKL010",
        .suspicious,
        "After its end a pickle must be followed by nothing, or by pickles.",
        advice: refuse,
        references: ["CWE-502", "CWE-436"]
    )
    package static let mutation = FindingRule(
        "PKL011",
        .suspicious,
        "A pickle may change only the lists, maps and objects that it makes itself.",
        advice: refuse,
        references: ["CWE-915", "CWE-502"]
    )
    package static let outOfBand = FindingRule(
        "PKL012",
        .unknown,
        "A part of the pickle is handed over by its loader.",
        advice: "Treat it as unread: what the loader adds is not in the file.",
        references: ["PEP 574"]
    )
    package static let legacyPyTorch = FindingRule(
        "PKL013",
        .unknown,
        "A PyTorch file of the old form that ends before its tensors, so that they were not read.",
        advice: "Convert it to safetensors where it can do no harm, and use that.",
        references: ["CVE-2025-32434"]
    )
    package static let rawArrays = FindingRule(
        "PKL014",
        .unknown,
        "A joblib file with an array between its opcodes of which nobody can say where it ends.",
        advice: "Convert it to safetensors where it can do no harm, and use that.",
        references: ["CVE-2024-34997", "CWE-502"]
    )
    package static let compressed = FindingRule(
        "PKL015",
        .unknown,
        "A pickle that is compressed by something else than zlib or gzip is not read.",
        advice: "Decompress it and scan the result; load only that.",
        references: ["CWE-502"]
    )
    package static let limit = FindingRule(
        "PKL016",
        .unknown,
        "The pickle is beyond a limit of this version.",
        advice: "Treat it as unread, and use safetensors for large models.",
        references: ["CWE-400"]
    )
    package static let several = FindingRule(
        "PKL017",
        .note,
        "The file holds several pickles; all of them were read.",
        advice: "Nothing to do if its loader expects several."
    )
    package static let storageIdentifier = FindingRule(
        "PKL018",
        .unknown,
        "A persistent id names a tensor's storage, which is not in the pickle.",
        advice: "Treat it as unread: what the loader adds is not in the file.",
        references: ["CWE-502"]
    )
    package static let truncated = FindingRule(
        "PKL019",
        .suspicious,
        "A pickle must not end before its last opcode: what stands before has run by then.",
        advice: refuse,
        references: ["CWE-502", "CWE-20"]
    )
    package static let objectArrays = FindingRule(
        "PKL020",
        .unknown,
        "The type of an array's elements, or what it is made of, is not read by this version.",
        advice: "Treat it as unread, and store what it holds in a list or in safetensors.",
        references: ["CWE-502", "CWE-843"]
    )

    package static let all = [
        dangerousImport, unlistedImport, unresolvedImport, call, registry, persistentIdentifier, malformed, frame,
        ambiguous, trailing, mutation, outOfBand, legacyPyTorch, rawArrays, compressed, limit, several,
        storageIdentifier, truncated, objectArrays,
    ]
}
