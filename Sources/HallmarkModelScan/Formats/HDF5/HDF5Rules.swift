/// The rules of HDF5 files.
package enum HDF5Rules {
    private static let discard = "Do not load it; get the file again from its author, or have it written anew."
    private static let refuse = "Do not load it: reading it reads other files of the machine."

    package static let structure = FindingRule(
        "HDF001",
        .suspicious,
        "Superblock, headers, heaps and trees must be whole and of the kind that is due.",
        advice: discard
    )
    package static let bounds = FindingRule(
        "HDF002",
        .suspicious,
        "What an address leads to must lie in the file.",
        advice: discard,
        references: ["CWE-125"]
    )
    package static let externalLink = FindingRule(
        "HDF003",
        .suspicious,
        "A link must not lead into another file.",
        advice: refuse,
        references: ["CVE-2026-1669", "CWE-73", "AML.T0010"]
    )
    package static let externalStorage = FindingRule(
        "HDF004",
        .suspicious,
        "A dataset's bytes must not lie in another file.",
        advice: refuse,
        references: ["CVE-2026-1669", "CWE-73", "AML.T0010"]
    )
    package static let virtualDataset = FindingRule(
        "HDF005",
        .suspicious,
        "A dataset must not be put together from others, which can lie in other files.",
        advice: refuse,
        references: ["CVE-2026-1669", "CWE-73", "AML.T0010"]
    )
    package static let userLink = FindingRule(
        "HDF006",
        .suspicious,
        "A link must not be of a kind whose meaning lies in the loader's plugins.",
        advice: discard
    )
    package static let duplicate = FindingRule(
        "HDF007",
        .suspicious,
        "No name may stand twice in one group or among the attributes of one object.",
        advice: discard,
        references: ["CWE-436"]
    )
    package static let cycle = FindingRule(
        "HDF008",
        .suspicious,
        "Parts of a header or of a tree must not lead back to themselves.",
        advice: discard,
        references: ["CWE-674"]
    )
    package static let size = FindingRule(
        "HDF009",
        .suspicious,
        "A dataset's shape must fit the bytes that are stored for it.",
        advice: "Do not load it: a reader reserves memory for the shape that the file claims.",
        references: ["CVE-2026-0897", "CWE-789"]
    )
    package static let end = FindingRule(
        "HDF010",
        .suspicious,
        "The file must end where its superblock says.",
        advice: discard
    )
    package static let driver = FindingRule(
        "HDF011",
        .suspicious,
        "A file must not say by which driver it is opened, such as one that spreads it over other files.",
        advice: refuse
    )
    package static let userBlock = FindingRule(
        "HDF012",
        .note,
        "Bytes that HDF5 passes over stand before the file proper.",
        advice: "Find out what they are for."
    )
    package static let program = FindingRule(
        "HDF013",
        .suspicious,
        "What HDF5 passes over must not be a program.",
        advice: discard
    )
    package static let filter = FindingRule(
        "HDF014",
        .suspicious,
        "A dataset may be compressed by filters of HDF5's registry only, since any other loads a plugin.",
        advice: discard
    )
    package static let kind = FindingRule(
        "HDF015",
        .unknown,
        "A part of the file is of a kind or version that this version cannot read.",
        advice: "Treat the model as unread; write it anew with h5py's defaults."
    )
    package static let limit = FindingRule(
        "HDF016",
        .unknown,
        "The file is beyond a limit of this version.",
        advice: "Treat the model as unread; ask its author why it is so large."
    )
    package static let pickled = FindingRule(
        "HDF017",
        .unknown,
        "A dataset holds Python objects as pickles, which this version does not look for among its bytes.",
        advice: "Do not read it with PyTables or pandas; ask for columns of plain types."
    )

    package static let all = [
        structure, bounds, externalLink, externalStorage, virtualDataset, userLink, duplicate, cycle, size, end, driver,
        userBlock, program, filter, kind, limit, pickled,
    ]
}
