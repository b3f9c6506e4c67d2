import HallmarkStatement

/// Notes: the content has one form, and each line that is understood is written as a line that is understood alike.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let note = try? Note(content: bytes) else { return 0 }
    precondition(note.objection == nil, "a note beyond its limits was read")
    precondition((try? Note(content: note.content)) == note, "a note is read as another")
    precondition(note.adding(note.lines) == note, "a note is not a set")
    precondition(note.parsed.count == note.lines.count, "a line went missing")
    for line in note.parsed {
        switch line {
        case .envelope(let envelope): precondition(Note(lines: [envelope.jsonBytes]).parsed == [line])
        case .bundle(let bundle): precondition(Note(lines: [bundle.jsonBytes]).lines.count == 1)
        case .reference(let reference): precondition(Note(lines: [reference.jsonBytes]).parsed == [line])
        case .unknown(let reason): precondition(!reason.isEmpty)
        }
    }
    return 0
}
