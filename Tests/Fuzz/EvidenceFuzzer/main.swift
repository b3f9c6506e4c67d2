import HallmarkCore
import HallmarkReport
import HallmarkVerification

/// Evidence files: what is read is written as the same bytes, is judged twice alike, and makes no markup of a page.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    // Only the one form is read, which changes seldom give.
    guard let json = try? JSONParser.parse(bytes) else { return 0 }
    let written = JSONWriter.bytes(of: json) + [UInt8(ascii: "\n")]
    guard let file = try? EvidenceFile(json: written) else { return 0 }
    precondition((try? file.jsonBytes()) == written, "what is read is written otherwise")
    let judgement = Judgement(file.inquiry)
    precondition(Judgement(file.inquiry).verdict == judgement.verdict, "the same inquiry is judged in two ways")
    let report = VerdictReport(judgement.verdict).json
    precondition(JSONDifference.paths(between: report, and: report).isEmpty)
    let page = EvidencePage(file, judgement)
    precondition(!page.html.contains("<script") && !page.html.contains("<img"), "a name is markup")
    return 0
}
