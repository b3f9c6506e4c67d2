/// The rules of numpy's array files.
package enum NumPyRules {
    private static let refuse = "Do not load it with allow_pickle; ask its author for an array of numbers."

    package static let header = FindingRule(
        "NPY001",
        .suspicious,
        "The header must be one literal of Python with exactly descr, fortran_order and shape.",
        advice: refuse,
        references: ["numpy.lib.format", "CWE-20"]
    )
    package static let headerSize = FindingRule(
        "NPY002",
        .suspicious,
        "The header must not be longer than what numpy evaluates without being told to.",
        advice: refuse,
        references: ["CWE-400"]
    )
    package static let objects = FindingRule(
        "NPY003",
        .note,
        "An array of Python objects is a pickle, which numpy loads only with allow_pickle; it was read as one.",
        advice: "Load it without allow_pickle, and find out why numbers do not do."
    )
    package static let size = FindingRule(
        "NPY004",
        .suspicious,
        "The bytes behind the header must be those that shape and type need, and no more.",
        advice: refuse,
        references: ["CWE-125"]
    )
    package static let elementType = FindingRule(
        "NPY005",
        .unknown,
        "The type of the elements must be known, or their size cannot be checked.",
        advice: "Treat it as unread, and save it anew with plain types."
    )

    package static let all = [header, headerSize, objects, size, elementType]
}
