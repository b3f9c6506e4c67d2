import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// Roots and lists of withdrawals: no bytes bring the readers down, and what is read is written as the same.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let root = try? Root(payload: bytes) {
        precondition((try? Root(payload: root.payload)) == root, "a root is read as another")
        precondition(root.thresholds.values.allSatisfy { $0 >= 1 }, "a threshold of nobody was read")
        precondition(!root.lines.isEmpty)
        let envelope = Envelope(payload: bytes, payloadType: Root.payloadType)
        let pin = Pin(Digest.sha256(bytes))
        let walked = try? UnverifiedRoots([envelope]).verified(from: pin, at: Timestamp(seconds: 0))
        precondition(walked == nil, "a root that nobody signed was accepted")
    }
    if let list = try? WithdrawalList(payload: bytes) {
        precondition((try? WithdrawalList(payload: list.payload)) == list, "a list is read as another")
        precondition(list.name.folder.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") })
        precondition(!list.lines.isEmpty)
    }
    return 0
}
