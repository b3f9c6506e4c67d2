import HallmarkCore

/// What the parser takes, the writer writes in a form that the parser reads as the same value.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let value = try? JSONParser.parse(bytes) else { return 0 }
    for layout in [JSONWriter.Layout.compact, .indented] {
        let written = JSONWriter.bytes(of: value, layout: layout)
        guard let again = try? JSONParser.parse(written) else { fatalError("the written form is refused") }
        precondition(again == value, "the written form is another value")
        precondition(JSONWriter.bytes(of: again, layout: layout) == written, "the written form is not canonical")
    }
    return 0
}
