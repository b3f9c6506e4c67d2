/// The rules of Core ML models.
package enum CoreMLRules {
    private static let discard = "Do not ship it; get the model again from its author, or have it exported anew."

    package static let manifest = FindingRule(
        "CML001",
        .suspicious,
        "A package must have a manifest that every reader reads alike.",
        advice: discard
    )
    package static let item = FindingRule(
        "CML002",
        .suspicious,
        "An item of the manifest must name a file inside of the package.",
        advice: discard
    )
    package static let unlisted = FindingRule(
        "CML003",
        .suspicious,
        "A package must hold nothing that its manifest does not name.",
        advice: "Remove the file, and find out what it is for."
    )
    package static let specification = FindingRule(
        "CML004",
        .suspicious,
        "The model's specification must be a well-formed protocol buffer of one model.",
        advice: discard
    )
    package static let customCode = FindingRule(
        "CML005",
        .suspicious,
        "A model must not name a class of the application to run.",
        advice: "Accept it only if the class is your own and expects hostile parameters."
    )
    package static let linkedModel = FindingRule(
        "CML006",
        .suspicious,
        "A model must not load another one from a place of its choice.",
        advice: discard
    )
    package static let weights = FindingRule(
        "CML007",
        .suspicious,
        "A weight file's blobs must lie in the file, in order, without a hole.",
        advice: discard
    )
    package static let reference = FindingRule(
        "CML008",
        .suspicious,
        "Weights must be referred to inside of the package.",
        advice: discard
    )
    package static let compiled = FindingRule(
        "CML009",
        .unknown,
        "A compiled model's format is not documented.",
        advice: "Keep and attest the .mlpackage it is compiled from, and compile it yourself."
    )
    package static let kind = FindingRule(
        "CML010",
        .unknown,
        "The model or one of its files is of a kind that this version cannot read.",
        advice: "Treat the model as unread, or update Hallmark."
    )

    package static let all = [
        manifest, item, unlisted, specification, customCode, linkedModel, weights, reference, compiled, kind,
    ]
}
