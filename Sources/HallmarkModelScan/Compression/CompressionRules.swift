internal import HallmarkCore

/// The rules of streams that are compressed.
package enum CompressionRules {
    private static let refuse = "Do not load it; ask its author for one that is whole, or that is not compressed."

    package static let malformed = FindingRule(
        "CMP001",
        .suspicious,
        "What is compressed must be whole, to its last checksum: a loader has acted on what stands before a fault.",
        advice: refuse,
        references: ["CWE-354", "CWE-20"]
    )
    package static let trailing = FindingRule(
        "CMP002",
        .suspicious,
        "Nothing may follow what is compressed but more of the same kind.",
        advice: refuse,
        references: ["CWE-436", "ATLAS AML.T0011.000"]
    )
    package static let unread = FindingRule(
        "CMP003",
        .unknown,
        "What is compressed in a way that this build cannot undo is not read.",
        advice: "Decompress it where it can do no harm, and scan what comes out."
    )
    package static let bomb = FindingRule(
        "CMP004",
        .suspicious,
        "A small file must not expand a hundredfold and beyond what this version reads.",
        advice: "Do not decompress it: it fills memory or disk.",
        references: ["CWE-409"]
    )

    package static let all = [malformed, trailing, unread, bomb]

    /// How many times its size something may expand to before it counts as a bomb, once it is beyond the limit.
    package static let maximumRatio: UInt64 = 100

    /// Reports how a stream ended, when not as it should.
    static func report(
        _ bytes: DecompressedBytes,
        _ compression: any Compression,
        from size: UInt64,
        into inspection: inout Inspection
    ) {
        switch bytes.ending {
        case .complete: break
        case .truncated: inspection.report(malformed, "\(compression.name) ends too early", at: 0)
        case .corrupt: inspection.report(malformed, "\(compression.name) that cannot be decompressed to its end", at: 0)
        case .trailing(let place): inspection.report(trailing, "bytes follow what is compressed", at: place)
        case .unread(let reason): inspection.report(unread, "\(compression.name) \(reason)", at: 0)
        case .tooLarge:
            let rule = isBomb(bytes.count, from: size) ? bomb : ZipRules.expansion
            inspection.report(rule, "\(size) bytes expand to more than \(bytes.count)", at: 0)
        }
    }

    /// Whether a stream that came to its limit is one that is made for that.
    static func isBomb(_ count: UInt64, from size: UInt64) -> Bool {
        count / maximumRatio > size
    }
}
