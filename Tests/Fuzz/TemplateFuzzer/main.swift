import HallmarkCore
import HallmarkModelScan

/// Chat templates: no bytes bring the judge down, and what is appended in the open is always seen.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard isPlain(bytes) else { return 0 }
    precondition(!isPlain(bytes + Array("{{ ''.__class__ }}".utf8)), "what follows a template was not seen")
    precondition(!isPlain(bytes + Array("{% if ".utf8)), "a missing end was not seen")
    return 0
}

private func isPlain(_ bytes: [UInt8]) -> Bool { ChatTemplate.findings(in: bytes).isEmpty }
