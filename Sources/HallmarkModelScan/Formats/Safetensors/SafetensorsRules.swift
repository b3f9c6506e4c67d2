/// The rules of safetensors files.
package enum SafetensorsRules {
    private static let discard = "Do not load it; get the file again from its author, or have it written anew."

    package static let headerSize = FindingRule(
        "SAF001",
        .suspicious,
        "The header's length must fit the file and the format's bound.",
        advice: discard
    )
    package static let json = FindingRule(
        "SAF002",
        .suspicious,
        "The header must be one JSON object that every reader reads alike.",
        advice: discard
    )
    package static let metadata = FindingRule(
        "SAF003",
        .suspicious,
        "`__metadata__` must map text to text.",
        advice: discard
    )
    package static let tensor = FindingRule(
        "SAF004",
        .suspicious,
        "A tensor must have exactly a dtype, a shape and data offsets.",
        advice: discard
    )
    package static let dataType = FindingRule(
        "SAF005",
        .unknown,
        "A tensor's dtype must be known, or its size cannot be checked.",
        advice: "Update Hallmark, or convert the model to a dtype that it knows."
    )
    package static let size = FindingRule(
        "SAF006",
        .suspicious,
        "A tensor's offsets must span what its shape and dtype need.",
        advice: discard
    )
    package static let layout = FindingRule(
        "SAF007",
        .suspicious,
        "Tensors must follow each other without a hole or an overlap.",
        advice: discard
    )
    package static let end = FindingRule(
        "SAF008",
        .suspicious,
        "The file must end with the last tensor.",
        advice: discard
    )
    package static let limit = FindingRule(
        "SAF009",
        .unknown,
        "The header is larger than what this version reads.",
        advice: "Treat the model as unread; ask its author why the header is so large."
    )

    package static let all = [headerSize, json, metadata, tensor, dataType, size, layout, end, limit]
}
