package import HallmarkCore

/// The content of a note, or of a recorded file: lines of JSON, sorted by their bytes, each once.
///
/// Lines that are not understood are kept when a note is rewritten and reported when it is read: another tool, or a
/// later version, may know them.
package struct Note: Sendable, Hashable {
    /// One line.
    package enum Line: Sendable, Hashable {
        case envelope(Envelope)
        /// A sigstore bundle, which others write: an envelope with what it takes to check it.
        case bundle(Bundle)
        case reference(EnvelopeReference)
        /// A line of another kind, with the reason why it is skipped.
        case unknown(reason: String)
    }

    /// How many bytes a note may have.
    package static let maximumSize = 32 << 20
    /// How many lines a note may have.
    package static let maximumLines = 4096

    /// The lines as bytes, without line feeds, sorted and unique.
    package let lines: [[UInt8]]

    /// A note of these lines; text with line feeds counts as several lines, and empty ones are dropped.
    package init(lines: [[UInt8]] = []) {
        let single = lines.flatMap { $0.split(separator: UInt8(ascii: "\n")).map(Array.init) }
        self.lines = Set(single).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Splits the content of a note.
    package init(content: [UInt8]) throws(StatementError) {
        guard content.count <= Self.maximumSize else {
            throw StatementError(.tooLarge, "\(content.count) bytes, at most \(Self.maximumSize) are read")
        }
        let lines = content.split(separator: UInt8(ascii: "\n")).map(Array.init)
        guard lines.count <= Self.maximumLines else {
            throw StatementError(.tooLarge, "\(lines.count) lines, at most \(Self.maximumLines) are read")
        }
        self.init(lines: lines)
    }

    /// The bytes that are stored: every line ends in a line feed.
    package var content: [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }

    /// Whether ``init(content:)`` would read the note's content.
    package var isWithinLimits: Bool {
        lines.count <= Self.maximumLines && lines.reduce(0) { $0 + $1.count + 1 } <= Self.maximumSize
    }

    /// The same note with further lines.
    package func adding(_ lines: [[UInt8]]) -> Note { Note(lines: self.lines + lines) }

    /// What each line is; one that could be taken for two kinds is read as the first of reference, bundle, envelope.
    package var parsed: [Line] { lines.map(Self.parse) }

    private static func parse(_ line: [UInt8]) -> Line {
        do {
            let value = try JSONParser.parse(line, maximumSize: Envelope.maximumSize)
            if value["hallmarkRef"] != nil { return .reference(try EnvelopeReference(value)) }
            if value["mediaType"] != nil { return .bundle(try Bundle(value)) }
            guard value["payloadType"] != nil else {
                return .unknown(reason: "neither an envelope nor a bundle nor a reference")
            }
            return .envelope(try Envelope(value))
        } catch {
            return .unknown(reason: "\(error)")
        }
    }
}

/// An unsigned hint where an envelope lies that is too large for a note: one hop, never to another reference.
package struct EnvelopeReference: Sendable, Hashable {
    /// Envelopes above this many bytes are stored as a blob of their own.
    package static let threshold = 256 << 10

    /// The object id of the blob, 40 hex.
    package let object: String
    /// The SHA-256 of the envelope's JSON form.
    package let envelope: Digest

    package init(object: String, envelope: Digest) {
        self.object = object
        self.envelope = envelope
    }

    init(_ value: JSONValue) throws(StatementError) {
        do {
            var reader = try JSONReader(value)
            var reference = try reader.object("hallmarkRef")
            let object = try reference.string("object")
            guard object.utf8.count == 40, Hex.decode(object.utf8) != nil else {
                throw StatementError(.line, "hallmarkRef.object is not an object id")
            }
            guard let digest = Digest(prefixed: try reference.string("envelope")), digest.algorithm == .sha256 else {
                throw StatementError(.line, "hallmarkRef.envelope is not a SHA-256 digest")
            }
            try reference.finish()
            try reader.finish()
            self.init(object: object, envelope: digest)
        } catch {
            throw StatementError(reading: error, otherwise: .line)
        }
    }

    /// The line of a note.
    package var jsonBytes: [UInt8] {
        JSONWriter.bytes(of: [
            "hallmarkRef": ["object": .string(object), "envelope": .string(envelope.description)]
        ])
    }
}
