import HallmarkCore
import HallmarkStatement

/// Bundles and model signatures: what is read is written in a form that is read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let bundle = try? Bundle(json: bytes) {
        let written = bundle.jsonBytes
        precondition((try? Bundle(json: written)) == bundle, "a bundle is read as another")
        precondition(!written.contains(UInt8(ascii: "\n")), "a bundle on two lines")
        if case .envelope(let envelope) = bundle.content { checkSignature(in: envelope) }
    }
    // Base64 keeps a fuzzer out of the payload.
    checkSignature(in: Envelope(payload: bytes))
    if let json = try? JSONParser.parse(bytes), let predicate = try? ModelSignaturePredicate(json: json) {
        check(predicate)
    }
    return 0
}

private func checkSignature(in envelope: Envelope) {
    guard let statement = try? Statement(payloadOf: envelope),
        let predicate = try? ModelSignaturePredicate(statement: statement)
    else { return }
    check(predicate)
}

private func check(_ predicate: ModelSignaturePredicate) {
    let written = Envelope(payload: predicate.statement(name: "model").jsonBytes)
    guard let statement = try? Statement(payloadOf: written) else { fatalError("a written statement is refused") }
    precondition(
        (try? ModelSignaturePredicate(statement: statement)) == predicate,
        "a model signature is read as another"
    )
    for resource in predicate.resources where resource.name != ModelSignaturePredicate.singleFileName {
        precondition(resource.name.isPlainPath, "a name that leads out of the model")
    }
}
