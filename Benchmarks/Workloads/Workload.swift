internal import HallmarkCore
internal import HallmarkStatement

/// A piece of work that is timed: what it is called, and the work itself over inputs made beforehand.
public struct Workload: Sendable {
    /// The name, which says how much one run reads.
    public let name: String
    /// Does the work once; the result is there so that no compiler leaves the work out.
    ///
    /// Throws when the work did not succeed: a refusal is not what is to be timed.
    public let run: @Sendable () throws -> Int

    /// What one run of a workload about bytes reads, so that runs a second are MiB a second.
    static let size = 1 << 20

    /// Every workload, by inputs that are the same each time but for keys and signatures.
    public static func all() throws -> [Workload] {
        let statement = Statements.statement(ofAtLeast: size)
        let text = Base64.encode(statement)
        let envelope = Envelope(payload: statement)
        let envelopes = try EnvelopeWorkload(count: 10_000, keys: 4)
        let note = Array(envelopes.lines.prefix(1000).joined(separator: [UInt8(ascii: "\n")]))
        return [
            Workload(name: "JSON: a statement of 1 MiB") { try JSONParser.parse(statement).object?.count ?? 0 },
            Workload(name: "Base64: 1 MiB of bytes decoded") { Base64.decode(text.utf8)?.count ?? 0 },
            Workload(name: "PAE: a payload of 1 MiB") { envelope.preAuthenticationEncoding.count },
            Workload(name: "SHA-256: 1 MiB") { Digest.sha256(statement).bytes.count },
            Workload(name: "Note: 1,000 envelopes parsed") { try Note(content: note).parsed.count },
            Workload(name: "Envelopes: 10,000 verified, 1 thread") { try envelopes.verify(threads: 1) },
            Workload(name: "Envelopes: 10,000 verified, 2 threads") { try envelopes.verify(threads: 2) },
        ]
    }
}
