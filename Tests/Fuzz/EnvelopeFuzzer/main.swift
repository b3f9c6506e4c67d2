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
    if let link = try? ClassicLink(payloadOf: Envelope(payload: bytes)) {
        let again = try? ClassicLink(payloadOf: Envelope(payload: link.jsonBytes))
        precondition(again == link, "a link is read as another")
    }
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
    let known = try? PredicateCatalog.check(statement)
    precondition((try? PredicateCatalog.check(again)) == known, "a written statement is judged otherwise")
    for (left, right) in zip(statement.subjects, again.subjects) {
        let isSame = left.digest.matches(right.digest) == right.digest.matches(left.digest)
        precondition(isSame, "matching depends on the side")
    }
}

private func checkPredicates(_ json: JSONValue) {
    check(CommitPredicate.self, json)
    check(ModelSignaturePredicate.self, json)
    check(PolicyPredicate.self, json)
    check(ReleasePredicate.self, json)
    check(SBOMPredicate.self, json)
    check(BuildPredicate.self, json)
    check(ProvenancePredicate.self, json)
    check(VerificationSummaryPredicate.self, json)
    check(VerificationResultPredicate.self, json)
    check(LinkPredicate.self, json)
    check(SCAIPredicate.self, json)
    check(SPDXPredicate.self, json)
    check(SPDX3Predicate.self, json)
    check(VulnerabilitiesPredicate.self, json)
    check(TestResultPredicate.self, json)
    check(InTotoReleasePredicate.self, json)
    check(ReferencePredicate.self, json)
    check(OpenVEXPredicate.self, json)
}

private func check<Value: Predicate>(_ type: Value.Type, _ json: JSONValue) {
    guard let value = try? Value(json: json) else { return }
    guard let again = try? Value(json: value.json) else { fatalError("a written \(type) is refused") }
    precondition(again.json == value.json, "a \(type) is read as another")
}
