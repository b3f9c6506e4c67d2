/// The rules of tar archives, which unpackers read in different ways.
package enum TarRules {
    private static let refuse =
        "Do not unpack or load it: another reader may see another archive. Ask its author for a clean one."
    private static let apart = "Unpack it where it can do no harm, and scan what comes out."

    package static let malformed = FindingRule(
        "TAR001",
        .suspicious,
        "Headers must be whole, with the checksum that they state, and members must lie in the archive.",
        advice: refuse,
        references: ["POSIX.1-2017 pax", "CWE-20"]
    )
    package static let disagreement = FindingRule(
        "TAR002",
        .suspicious,
        "A member's headers must not say two things about its size or name.",
        advice: refuse,
        references: ["CWE-436", "CVE-2025-62518"]
    )
    package static let duplicate = FindingRule(
        "TAR003",
        .suspicious,
        "No two files may have one name: one reader takes the first, another the last.",
        advice: refuse,
        references: ["CWE-436"]
    )
    package static let escape = FindingRule(
        "TAR004",
        .suspicious,
        "A member's name must be plain and lead to a place below the archive.",
        advice: "Do not unpack it: what comes out can land anywhere.",
        references: ["CWE-22", "CVE-2007-4559", "CVE-2024-0129"]
    )
    package static let link = FindingRule(
        "TAR005",
        .suspicious,
        "A link must lead to a member of the archive, and no member may lie below a link.",
        advice: "Do not unpack it: what comes out can land anywhere.",
        references: ["CWE-59", "CWE-61"]
    )
    package static let special = FindingRule(
        "TAR006",
        .suspicious,
        "An archive of a model must not hold devices or pipes.",
        advice: "Do not unpack it; a model is made of files.",
        references: ["CWE-20"]
    )
    package static let trailing = FindingRule(
        "TAR007",
        .suspicious,
        "Behind the end of an archive there must be nothing: some readers go on, and others do not.",
        advice: refuse,
        references: ["CWE-436", "ATLAS AML.T0011.000"]
    )
    package static let unread = FindingRule(
        "TAR008",
        .unknown,
        "A member is of a kind that is not read: with holes, in parts, or of one reader's own.",
        advice: apart
    )
    package static let limit = FindingRule(
        "TAR009",
        .unknown,
        "The archive has more members, or lies deeper in others, than this version reads.",
        advice: apart
    )
    package static let open = FindingRule(
        "TAR010",
        .note,
        "The archive ends without the blocks of zeros that say so; it may have been longer.",
        advice: "Fetch it again, and compare its digest with what its author states."
    )
    package static let pyTorch = FindingRule(
        "TAR011",
        .note,
        "The archive of torch.save before its zip: versions before 2.6 unpickle it even if told to load weights only.",
        advice: "Load it with torch 2.6 or later, or convert it to safetensors where it can do no harm.",
        references: ["CVE-2025-32434"]
    )
    package static let pyTorchStructure = FindingRule(
        "TAR012",
        .suspicious,
        "An archive of torch.save must hold pickles and the tensors' bytes as its loader reads them, and nothing else.",
        advice: refuse,
        references: ["CWE-20", "CVE-2025-32434"]
    )

    package static let all = [
        malformed, disagreement, duplicate, escape, link, special, trailing, unread, limit, open, pyTorch,
        pyTorchStructure,
    ]
}
