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
    /// How many bytes a line may have: as many as an envelope.
    package static let maximumLineSize = Envelope.maximumSize
    /// How many lines a note may have.
    package static let maximumLines = 4096

    /// The lines as bytes, without line feeds, sorted and unique.
    package let lines: [[UInt8]]

    /// A note of these lines; text with line feeds counts as several lines, and empty ones are dropped.
    package init(lines: [[UInt8]] = []) {
        if lines.count == 1, !lines[0].isEmpty, !lines[0].contains(Self.lineFeed) {
            self.lines = lines
            return
        }
        let single = lines.flatMap { $0.split(separator: Self.lineFeed).map(Array.init) }
        self.lines = Set(single).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Splits the content of a note.
    ///
    /// - Throws: a ``StatementError`` with `.noteTooLarge`, `.lineTooLong` or `.tooManyLines`.
    package init(content: [UInt8]) throws(StatementError) {
        guard content.count <= Self.maximumSize else { throw Self.tooLarge(content.count) }
        // Counted before they are split: thirty million empty lines cost more than their bytes.
        var count = 0
        var previous = Self.lineFeed
        for byte in content {
            if previous == Self.lineFeed, byte != Self.lineFeed { count += 1 }
            previous = byte
        }
        guard count <= Self.maximumLines else { throw Self.tooMany(count) }
        self.init(lines: [content])
        if let objection { throw objection }
    }

    /// The bytes that are stored: every line ends in a line feed.
    package var content: [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(size)
        for line in lines {
            content += line
            content.append(Self.lineFeed)
        }
        return content
    }

    /// Why ``init(content:)`` would not read the note's content; `nil` where it would.
    package var objection: StatementError? {
        if lines.count > Self.maximumLines { return Self.tooMany(lines.count) }
        if let line = lines.first(where: { $0.count > Self.maximumLineSize }) {
            return StatementError(
                .lineTooLong,
                "a line of \(line.count) bytes, at most \(Self.maximumLineSize) are read"
            )
        }
        return size > Self.maximumSize ? Self.tooLarge(size) : nil
    }

    /// The same note with further lines.
    package func adding(_ lines: [[UInt8]]) -> Note {
        self.lines.isEmpty ? Note(lines: lines) : Note(lines: self.lines + lines)
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private var size: Int { lines.reduce(0) { $0 + $1.count + 1 } }

    private static func tooMany(_ count: Int) -> StatementError {
        StatementError(.tooManyLines, "\(count) lines, at most \(maximumLines) are read")
    }

    private static func tooLarge(_ count: Int) -> StatementError {
        StatementError(.noteTooLarge, "\(count) bytes, at most \(maximumSize) are read")
    }

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

/// An unsigned hint where an envelope lies that several notes share, or that is too large for one: one hop, never to
/// another reference.
package struct EnvelopeReference: Sendable, Hashable {
    /// Envelopes above this many bytes are stored once and referred to, even from a single note.
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
