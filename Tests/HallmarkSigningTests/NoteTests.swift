import HallmarkCore
import HallmarkStatement
import Testing

struct NoteTests {
    private static let envelope = Envelope(
        payload: Array("{}".utf8),
        signatures: [Envelope.Signature(keyID: nil, bytes: [1])]
    )
    private static let reference = EnvelopeReference(
        object: String(repeating: "a", count: 40),
        envelope: Digest.sha256([])
    )

    @Test func contentIsSortedUniqueAndEndsInALineFeed() throws {
        let note = Note(lines: [Array("b".utf8), Array("a".utf8), Array("b".utf8), Array("aa".utf8)])
        #expect(note.content == Array("a\naa\nb\n".utf8))
        #expect(try Note(content: note.content) == note)
        #expect(Note().content == [])
    }

    @Test func readsWhatGitsOwnMergesLeaveBehind() throws {
        // `git notes append` puts empty lines between, `-s union` repeats lines.
        let note = try Note(content: Array("b\n\na\nb".utf8))
        #expect(note.content == Array("a\nb\n".utf8))
    }

    @Test func linesWithLineFeedsAreSeveralLines() throws {
        let note = Note(lines: [Array("b\na\n".utf8), [], Array("\n".utf8)])
        #expect(note.content == Array("a\nb\n".utf8))
        #expect(try Note(content: note.content) == note)
    }

    @Test func mergingIsASetUnion() {
        let left = Note(lines: [[1], [3]])
        let right = Note(lines: [[2], [3]])
        #expect(left.adding(right.lines) == right.adding(left.lines))
        #expect(left.adding(right.lines).adding(right.lines).lines == [[1], [2], [3]])
        #expect(left.adding([]) == left)
    }

    @Test func saysWhatEachLineIs() throws {
        let unknown = ["{}", "garbage", #"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#, "\u{1b}[2J"]
        let note = Note(
            lines: [Self.envelope.jsonBytes, Self.reference.jsonBytes, [0xFF, 0x00]] + unknown.map { Array($0.utf8) }
        )
        #expect(note.parsed.filter { $0 == .envelope(Self.envelope) }.count == 1)
        #expect(note.parsed.filter { $0 == .reference(Self.reference) }.count == 1)
        let skipped = note.parsed.filter { if case .unknown = $0 { true } else { false } }
        #expect(skipped.count == unknown.count + 1)
        #expect(try Note(content: note.content) == note)
    }

    @Test func anEnvelopeThatIsNoneIsUnknownWithAReason() throws {
        let note = try Note(content: Array(#"{"payload":"","payloadType":"t","signatures":[]}"#.utf8))
        guard case .unknown(let reason) = note.parsed[0] else {
            Issue.record("an envelope without signatures was taken")
            return
        }
        #expect(reason.contains("signatures"))
    }

    @Test(arguments: [
        #"{"hallmarkRef":{"object":"aa","envelope":"sha256:HEX"}}"#,
        #"{"hallmarkRef":{"object":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","envelope":"sha256:HEX"}}"#,
        #"{"hallmarkRef":{"object":"OID","envelope":"HEX"}}"#,
        #"{"hallmarkRef":{"object":"OID","envelope":"sha512:HEX"}}"#,
        #"{"hallmarkRef":{"object":"OID","envelope":"sha256:HEX","next":"OID"}}"#,
        #"{"hallmarkRef":{"object":"OID","envelope":"sha256:HEX"},"payloadType":"t"}"#,
        #"{"hallmarkRef":{"object":"OID","object":"OID","envelope":"sha256:HEX"}}"#,
        #"{"hallmarkRef":null}"#, #"{"hallmarkRef":[]}"#,
    ])
    func refusesReferencesOfAnotherForm(template: String) throws {
        func parse(_ text: String) throws -> Note.Line? {
            let line = text.replacing("OID", with: String(repeating: "a", count: 40))
                .replacing("HEX", with: Digest.sha256([]).hex)
            return try Note(content: Array(line.utf8)).parsed.first
        }
        #expect(try parse(#"{"hallmarkRef":{"object":"OID","envelope":"sha256:HEX"}}"#) == .reference(Self.reference))
        guard case .unknown = try parse(template) else {
            Issue.record("\(template) was taken")
            return
        }
    }

    @Test func refusesMoreThanTheLimits() throws {
        let most = (0..<Note.maximumLines).map { Array("\($0)".utf8) }
        #expect(Note(lines: most).objection == nil)
        #expect(try Note(content: Note(lines: most).content).lines.count == Note.maximumLines)
        let more = Note(lines: most + [Array("one more".utf8)])
        #expect(more.objection?.code == .tooManyLines)
        #expect(refusal(of: more.content) == .tooManyLines)
        // Repeated lines count before they are known to be equal.
        #expect(refusal(of: Array(String(repeating: "a\n", count: Note.maximumLines + 1).utf8)) == .tooManyLines)
        #expect(try Note(content: [UInt8](repeating: 0x0A, count: Note.maximumSize)).lines == [])
        let line = [UInt8](repeating: 0x61, count: Note.maximumLineSize)
        #expect(try Note(content: line).lines == [line])
        #expect(Note(lines: [line + [0x61]]).objection?.code == .lineTooLong)
        #expect(refusal(of: line + [0x61]) == .lineTooLong)
        let two = [Array(line.dropLast()), [0x62] + Array(line.dropLast(2))]
        #expect(Note(lines: two).objection == nil)
        #expect(Note(lines: two + [[0x61]]).objection?.code == .noteTooLarge)
        #expect(refusal(of: [UInt8](repeating: 0x0A, count: Note.maximumSize + 1)) == .noteTooLarge)
    }

    private func refusal(of content: [UInt8]) -> StatementError.Code? {
        #expect(throws: StatementError.self) { try Note(content: content) }?.code
    }
}
