/// The rules of zip archives, which loaders of models read in different ways.
package enum ZipRules {
    private static let refuse =
        "Do not load it: another reader may see another archive. Ask its author for a clean one."
    private static let apart = "Unpack it where it can do no harm, and scan what comes out."

    package static let malformed = FindingRule(
        "ZIP001",
        .suspicious,
        "An archive's end, directory and headers must be whole and fit each other.",
        advice: refuse,
        references: ["APPNOTE 4.3", "CWE-20"]
    )
    package static let disagreement = FindingRule(
        "ZIP002",
        .suspicious,
        "A member's own header must say what the directory says.",
        advice: refuse,
        references: ["APPNOTE 4.3.7", "CVE-2025-1944", "CWE-436"]
    )
    package static let duplicate = FindingRule(
        "ZIP003",
        .suspicious,
        "No two members may have one name, in any case of letters: one reader takes the first, another the last.",
        advice: refuse,
        references: ["CWE-436"]
    )
    package static let overlap = FindingRule(
        "ZIP004",
        .suspicious,
        "Members must not share bytes.",
        advice: refuse,
        references: ["CWE-409"]
    )
    package static let hidden = FindingRule(
        "ZIP005",
        .suspicious,
        "Nothing may stand before, between or behind what the directory lists.",
        advice: refuse,
        references: ["CWE-436", "ATLAS AML.T0011.000"]
    )
    package static let escape = FindingRule(
        "ZIP006",
        .suspicious,
        "A member's name must be plain and lead to a place below the archive, and a member must not be a link.",
        advice: "Do not unpack it: what comes out can land anywhere.",
        references: ["CWE-22", "CWE-59"]
    )
    package static let flags = FindingRule(
        "ZIP007",
        .suspicious,
        "A member must not be encrypted or set flags on which readers give up while others go on.",
        advice: refuse,
        references: ["APPNOTE 4.4.4", "CVE-2025-1945"]
    )
    package static let compression = FindingRule(
        "ZIP008",
        .unknown,
        "A member is compressed by something else than deflate.",
        advice: apart,
        references: ["APPNOTE 4.4.5"]
    )
    package static let content = FindingRule(
        "ZIP009",
        .suspicious,
        "A member's content must have the size and the checksum that its header states.",
        advice: refuse,
        references: ["CVE-2025-10156", "CWE-354"]
    )
    package static let expansion = FindingRule(
        "ZIP010",
        .unknown,
        "What is compressed expands to more than this version reads.",
        advice: apart,
        references: ["CWE-409"]
    )
    package static let limit = FindingRule(
        "ZIP011",
        .unknown,
        "The archive has more members, or lies deeper in others, than this version reads.",
        advice: apart
    )
    package static let program = FindingRule(
        "ZIP012",
        .suspicious,
        "An archive of a model must not hold programs.",
        advice: "Read the program before anything runs it; weights need none.",
        references: ["ATLAS AML.T0011.000", "CWE-829"]
    )

    package static let all = [
        malformed, disagreement, duplicate, overlap, hidden, escape, flags, compression, content, expansion, limit,
        program,
    ]
}
