import HallmarkCore
import HallmarkSigning
import HallmarkStatement
import HallmarkVerification

/// An envelope in a file of its own, and what it says.
struct EnvelopeFile {
    let path: String
    let envelope: Envelope

    init(_ path: String, _ surroundings: Surroundings) throws {
        self.path = path
        do {
            let file = try FileBytes(path: surroundings.absolute(path), followingLink: true)
            self.envelope = try Envelope(json: file.allBytes(maximumSize: Envelope.maximumSize))
        } catch let error as FileError {
            throw Failure(.undecided, "unreadable", "the envelope cannot be read: \(error)")
        } catch {
            throw Failure(.undecided, "malformed", "\(path) is no DSSE envelope: \(error)")
        }
    }

    /// Whether the payload is meant to be an in-toto statement.
    var isStatement: Bool { envelope.payloadType.hasPrefix("application/vnd.in-toto") }

    /// What the payload says, a sentence a line; untrusted text.
    var summary: [String] {
        guard isStatement else {
            return ["payload of type \(envelope.payloadType), \(envelope.payload.count) bytes"]
        }
        do {
            return Self.summary(of: try Statement(payloadOf: envelope))
        } catch {
            return ["payload of type \(envelope.payloadType), which is no statement: \(error)"]
        }
    }

    /// What a statement says, a sentence a line.
    static func summary(of statement: Statement) -> [String] {
        let shown = 10
        let subjects = statement.subjects.prefix(shown).map { subject in
            let digests = subject.digest.values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
            return "subject: \(subject.name) \(digests.joined(separator: " "))"
        }
        let rest = statement.subjects.count - subjects.count
        return ["predicate type: \(statement.predicateType)"] + subjects
            + (rest > 0 ? ["and \(rest) subjects more"] : [])
    }
}
