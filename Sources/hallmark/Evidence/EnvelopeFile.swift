import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// An envelope in a file of its own, and what it says.
struct EnvelopeFile {
    let path: String
    let envelope: Envelope
    /// The payload as a statement, or why it is none; a link of in-toto's first form is read as what it claims.
    let statement: Result<Statement, StatementError>

    init(path: String, envelope: Envelope) {
        self.path = path
        self.envelope = envelope
        self.statement = Result { () throws(StatementError) in
            if let link = try? ClassicLink(payloadOf: envelope) { return link.statement }
            return try Statement(payloadOf: envelope)
        }
    }

    /// Reads a DSSE envelope, or the one in a sigstore bundle.
    init(_ path: String, _ surroundings: Surroundings) throws {
        let bytes = try Self.bytes(path, surroundings)
        self.init(path: path, envelope: try Self.envelope(bytes, path))
    }

    private static func envelope(_ bytes: [UInt8], _ path: String) throws -> Envelope {
        do {
            let value = try JSONParser.parse(bytes)
            guard value["mediaType"] != nil else { return try Envelope(value) }
            guard case .envelope(let envelope) = try Bundle(value).content else {
                throw Failure(
                    .undecided,
                    "malformed",
                    "\(path) is a bundle over a file's bytes and holds no envelope",
                    mend: "hallmark verify bundle \(ShellWord.quoted(path)) --artifact FILE"
                )
            }
            return envelope
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(.undecided, "malformed", "\(path) is no DSSE envelope: \(error)")
        }
    }

    /// Reads a sigstore bundle.
    static func bundle(_ path: String, _ surroundings: Surroundings) throws -> Bundle {
        do {
            return try Bundle(json: bytes(path, surroundings))
        } catch let error as StatementError {
            throw Failure(.undecided, "malformed", "\(path) is no sigstore bundle: \(error)")
        }
    }

    private static func bytes(_ path: String, _ surroundings: Surroundings) throws -> [UInt8] {
        do {
            let file = try FileBytes(path: surroundings.absolute(path), followingLink: true)
            return try file.allBytes(maximumSize: Envelope.maximumSize)
        } catch {
            throw Failure(.undecided, "unreadable", "\(path) cannot be read: \(error)")
        }
    }

    /// Whether the payload is an OpenSSF model signature.
    var isModelSignature: Bool {
        (try? statement.get())?.predicateType == ModelSignaturePredicate.type
    }

    /// Whether the payload is meant to be an in-toto statement.
    var isStatement: Bool { envelope.payloadType.hasPrefix("application/vnd.in-toto") }

    /// What the payload says, a sentence a line; untrusted text.
    var summary: [String] {
        guard isStatement else {
            return ["payload of type \(envelope.payloadType), \(envelope.payload.count) bytes"]
        }
        do {
            return Self.summary(of: try statement.get())
        } catch {
            return ["payload of type \(envelope.payloadType), which is no statement: \(error)"]
        }
    }

    private static func kind(of statement: Statement) -> String {
        do {
            guard let known = try PredicateCatalog.check(statement) else { return "" }
            return " (\(known.name))"
        } catch {
            return ", whose predicate is malformed: \(error)"
        }
    }

    /// What a statement says, a sentence a line.
    static func summary(of statement: Statement) -> [String] {
        let shown = 10
        let subjects = statement.subjects.prefix(shown).map { subject in
            let digests = subject.digest.values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
            return "subject: \(subject.name ?? "without a name") \(digests.joined(separator: " "))"
        }
        let rest = statement.subjects.count - subjects.count
        return ["predicate type: \(statement.predicateType)\(kind(of: statement))"] + subjects
            + (rest > 0 ? ["and \(rest) subjects more"] : [])
    }
}
