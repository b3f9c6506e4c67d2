/// The rules of GGUF files.
package enum GGUFRules {
    private static let discard = "Do not load it; get the file again from its author, or have it converted anew."

    package static let structure = FindingRule(
        "GUF001",
        .suspicious,
        "The file must begin with GGUF's magic and must not end early.",
        advice: discard
    )
    package static let version = FindingRule(
        "GUF002",
        .unknown,
        "The version must be 2 or 3, in little-endian order.",
        advice: "Convert the model to GGUF 3 with its author's tools."
    )
    package static let count = FindingRule(
        "GUF003",
        .suspicious,
        "A count or a length must fit into the bytes that are left.",
        advice: discard
    )
    package static let duplicate = FindingRule(
        "GUF004",
        .suspicious,
        "No key and no tensor name may appear twice.",
        advice: discard
    )
    package static let value = FindingRule(
        "GUF005",
        .suspicious,
        "A key and its value must be of the kinds that the format knows.",
        advice: discard
    )
    package static let depth = FindingRule(
        "GUF006",
        .suspicious,
        "Arrays must not nest deeply.",
        advice: discard
    )
    package static let alignment = FindingRule(
        "GUF007",
        .suspicious,
        "The alignment must be a power of two within bounds.",
        advice: discard
    )
    package static let tensorType = FindingRule(
        "GUF008",
        .unknown,
        "A tensor's type must be known, or its size cannot be checked.",
        advice: "Update Hallmark, or use a quantization that it knows."
    )
    package static let shape = FindingRule(
        "GUF009",
        .suspicious,
        "A tensor's dimensions must be few, whole blocks, and not overflow.",
        advice: discard
    )
    package static let layout = FindingRule(
        "GUF010",
        .suspicious,
        "Tensors must lie in the file, in order, aligned, without a hole or an overlap.",
        advice: discard
    )
    package static let end = FindingRule(
        "GUF011",
        .suspicious,
        "The file must end with the last tensor.",
        advice: discard
    )
    package static let template = FindingRule(
        "GUF012",
        .note,
        "A chat template is a program that the runtime executes.",
        advice: "Review the template as code."
    )
    package static let hostileTemplate = FindingRule(
        "GUF013",
        .suspicious,
        "A chat template must not reach for Python's internals.",
        advice: "Do not load it with a runtime that renders templates; replace the template."
    )
    package static let limit = FindingRule(
        "GUF014",
        .unknown,
        "The file is beyond a limit of this version.",
        advice: "Treat the model as unread; ask its author why it is so large."
    )

    package static let all = [
        structure, version, count, duplicate, value, depth, alignment, tensorType, shape, layout, end, template,
        hostileTemplate, limit,
    ]
}
