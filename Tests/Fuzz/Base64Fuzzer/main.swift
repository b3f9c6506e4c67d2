import HallmarkCore

/// Base64 and hexadecimal: a text that is read is the only one for its bytes.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let decoded = Base64.decode(bytes) {
        precondition(Array(Base64.encode(decoded).utf8) == bytes, "two texts for the same bytes")
    }
    if let decoded = Base64.decode(bytes, alphabet: .urlSafe) {
        let text = Base64.encode(decoded).utf8.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        precondition(text == bytes, "two texts for the same bytes")
    }
    precondition(Base64.decode(Base64.encode(bytes).utf8) == bytes)
    if let decoded = Hex.decode(bytes) {
        precondition(Array(Hex.encode(decoded).utf8) == bytes, "two texts for the same bytes")
    }
    precondition(Hex.decode(Hex.encode(bytes).utf8) == bytes)
    return 0
}
