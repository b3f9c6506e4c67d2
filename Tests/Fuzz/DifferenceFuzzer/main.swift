import HallmarkCore
import HallmarkGit

/// Differences of two texts, which a zero byte parts: nothing is left out, at any budget, and no line hides anything.
@_cdecl("LLVMFuzzerTestOneInput")
@unsafe
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
    let old = LineDifference.lines(of: parts[0])
    let new = LineDifference.lines(of: parts.count > 1 ? parts[1] : [])
    for limit in [Int.max, 0, count] {
        var budget = limit
        check(LineDifference(from: old, to: new, budget: &budget), old, new)
    }
    for line in old + new { check(ExactText(line, keepingTabs: true)) }
    return 0
}

private func check(_ difference: LineDifference, _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
    var (before, after) = (0, 0)
    for run in difference.runs {
        precondition(run.old.lowerBound == before && run.new.lowerBound == after, "a run leaves lines out")
        precondition(run.kind != .same || old[run.old].elementsEqual(new[run.new]), "lines that differ are the same")
        precondition(run.kind != .removed || run.new.isEmpty, "a removal adds")
        precondition(run.kind != .added || run.old.isEmpty, "an addition removes")
        (before, after) = (run.old.upperBound, run.new.upperBound)
    }
    precondition(before == old.count && after == new.count, "the end is left out")
    let hunks = difference.hunks(context: 3).flatMap(\.runs).filter { $0.kind != .same }
    precondition(hunks == difference.runs.filter { $0.kind != .same }, "a change is in no hunk")
}

private func check(_ exact: ExactText) {
    for scalar in exact.text.unicodeScalars where scalar != "\t" {
        let isHidden = scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl
        precondition(scalar.value >= 0x20 && scalar.value != 0x7F && !isHidden, "a character hides")
    }
}
