/// The rules of Flax's messages (`.msgpack`).
package enum FlaxRules {
    private static let discard = "Do not load it; get the file again from its author, or ask for safetensors."

    package static let structure = FindingRule(
        "FLX001",
        .suspicious,
        "A file must be one message whose lengths fit the file, that does not nest deeply and that nothing follows.",
        advice: discard,
        references: ["CWE-20", "CWE-674"]
    )
    package static let kind = FindingRule(
        "FLX002",
        .suspicious,
        "A message may use the extensions of Flax only: arrays, complex numbers and scalars.",
        advice: discard,
        references: ["CWE-502"]
    )
    package static let array = FindingRule(
        "FLX003",
        .suspicious,
        "An array must have a known type and the bytes that its shape needs.",
        advice: discard,
        references: ["CWE-131"]
    )

    package static let all = [structure, kind, array]
}
