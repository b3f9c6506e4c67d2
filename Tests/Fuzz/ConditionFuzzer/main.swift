import HallmarkCore
import HallmarkStatement
import HallmarkVerification

/// Conditions of a policy: the first line, judged over the predicate that the rest is.
///
/// No text brings reader or judgement down, "not" turns a judgement round and leaves the unknown unknown, and nothing is
/// true of a predicate that says nothing, but that something is absent.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let line = parts.first, let text = String(validating: line, as: UTF8.self),
        let condition = try? Condition(text)
    else { return 0 }
    precondition(text.utf8.count <= Condition.maximumSize, "a text over the limit was read")
    let predicate = parts.count > 1 ? (try? JSONParser.parse(Array(parts[1]))) ?? .null : .null
    let statement = Statement(subjects: [], predicateType: "https://example.com/p/v1", predicate: predicate)
    let value = condition.isMet(by: statement)
    // One level more may be one too many.
    if let negation = try? Condition("not (\(text))") {
        precondition(negation.isMet(by: statement) == value.map { !$0 }, "\"not\" does not turn it round")
    }
    if let twice = try? Condition("(\(text)) and (\(text))") {
        precondition(twice.isMet(by: statement) == value, "\"and\" of the same is something else")
    }
    let nothing = Statement(subjects: [], predicateType: "", predicate: .null)
    if !["not", "has", "null", "predicateType"].contains(where: text.contains) {
        precondition(condition.isMet(by: nothing) != true, "a predicate that says nothing meets a condition")
    }
    return 0
}
