import HallmarkCore
import HallmarkStatement

/// Envelopes, statements and predicates: what is read is written in a form that is read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let envelope = try? Envelope(json: bytes) {
        let written = envelope.jsonBytes
        precondition((try? Envelope(json: written)) == envelope, "an envelope is read as another")
        precondition(!written.contains(UInt8(ascii: "\n")), "an envelope on two lines")
        checkStatement(in: envelope)
    }
    // Base64 keeps a fuzzer out of the payload, and an envelope out of the predicate.
    checkStatement(in: Envelope(payload: bytes))
    if let json = try? JSONParser.parse(bytes) { checkPredicates(json) }
    return 0
}

private func checkStatement(in envelope: Envelope) {
    guard let statement = try? Statement(payloadOf: envelope) else { return }
    let written = statement.jsonBytes
    guard let again = try? Statement(payloadOf: Envelope(payload: written)) else {
        fatalError("a written statement is refused")
    }
    precondition(again.jsonBytes == written, "the written form of a statement is not canonical")
    precondition(Set(again.subjects) == Set(statement.subjects), "a statement has other subjects")
    precondition(again.predicate == statement.predicate, "a statement has another predicate")
    checkPredicates(statement.predicate)
}

private func checkPredicates(_ json: JSONValue) {
    check(CommitPredicate.self, json)
    check(ModelPredicate.self, json)
    check(PolicyPredicate.self, json)
    check(ReleasePredicate.self, json)
    check(SBOMPredicate.self, json)
    check(BuildPredicate.self, json)
}

private func check<Value: Predicate>(_ type: Value.Type, _ json: JSONValue) {
    guard let value = try? Value(json: json) else { return }
    guard let again = try? Value(json: value.json) else { fatalError("a written \(type) is refused") }
    precondition(again.json == value.json, "a \(type) is read as another")
}
