package import HallmarkCore

/// An archive of a kind that this version does not read: what is in it is unknown.
package struct OtherArchive: ModelFormat {
    package let name = FormatName(rawValue: "archive")
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { [ArchiveRules.unread] }

    package init() {}

    /// Never by first bytes alone: a tree's list of models has no use for what may hold anything.
    package func recognises(_: [UInt8]) -> Bool { false }

    package func recognises(_: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        ArchiveKind(head)?.isDistinct == true
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var inspection = Inspection()
        let head = try source.bytes(at: 0, count: Int(min(16, source.count)))
        let kind = ArchiveKind(head).map { "an archive of the kind \($0.rawValue)" } ?? "no archive"
        inspection.report(ArchiveRules.unread, kind, at: 0)
        return inspection
    }
}

/// The rules of archives that are not read.
package enum ArchiveRules {
    package static let unread = FindingRule(
        "ARC001",
        .unknown,
        "An archive of this kind is recognised, and not read.",
        advice: "Unpack it where it can do no harm, and scan what comes out."
    )
    package static let instead = FindingRule(
        "ARC002",
        .suspicious,
        "A file with a model's name must not be an archive of a kind that no loader of the model opens.",
        advice: "Do not unpack it: its author hid from scanners what its users are told to unpack.",
        references: ["nullifAI (ReversingLabs, 2025-02)", "ATLAS AML.T0011.000", "CWE-436"]
    )

    package static let all = [unread, instead]
}
