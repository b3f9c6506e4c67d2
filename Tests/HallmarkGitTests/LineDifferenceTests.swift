import HallmarkGit
import Testing

/// The lines that changed: all of them, as few as there can be, and at a bounded cost.
@Suite struct LineDifferenceTests {
    private static func lines(_ text: String) -> [ArraySlice<UInt8>] { LineDifference.lines(of: Array(text.utf8)) }

    private static func difference(_ old: String, _ new: String, budget: Int = .max) -> LineDifference {
        var budget = budget
        return LineDifference(from: lines(old), to: lines(new), budget: &budget)
    }

    /// What both sides have to be when the runs are read.
    private static func replay(
        _ difference: LineDifference,
        _ old: [ArraySlice<UInt8>],
        _ new: [ArraySlice<UInt8>]
    ) -> (old: [UInt8], new: [UInt8]) {
        var (before, after): ([UInt8], [UInt8]) = ([], [])
        for run in difference.runs {
            before += old[run.old].joined()
            after += run.kind == .same ? Array(old[run.old].joined()) : Array(new[run.new].joined())
        }
        return (before, after)
    }

    @Test(arguments: [
        ("", "", 0, 0), ("a\n", "a\n", 0, 0), ("", "a\nb\n", 0, 2), ("a\nb\n", "", 2, 0), ("a\n", "a", 1, 1),
        ("a\nb\nc\n", "a\nc\n", 1, 0), ("a\nb\nc\n", "a\nx\nc\n", 1, 1), ("a\nb\n", "b\na\n", 1, 1),
        ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", 3, 2), ("\n\n\n", "\n", 2, 0), ("a\r\n", "a\n", 1, 1),
    ])
    func countsTheFewestLines(old: String, new: String, removed: Int, added: Int) {
        let difference = Self.difference(old, new)
        #expect(difference.removed == removed)
        #expect(difference.added == added)
        #expect(difference.isMinimal)
    }

    /// Against the textbook's table of longest common subsequences.
    @Test func findsAShortestDifferenceOfAnyTexts() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let letters = Array("abcd".prefix(Int.random(in: 1...4, using: &random)))
            let text = { (random: inout SystemRandomNumberGenerator) in
                (0..<Int.random(in: 0...14, using: &random)).map { _ in
                    "\(letters.randomElement(using: &random) ?? "a")\n"
                }
                .joined()
            }
            let (old, new) = (text(&random), text(&random))
            let difference = Self.difference(old, new)
            let (before, after) = (Self.lines(old), Self.lines(new))
            let replayed = Self.replay(difference, before, after)
            #expect(replayed.old == Array(old.utf8) && replayed.new == Array(new.utf8))
            let common = Self.longestCommon(before, after)
            #expect(difference.removed == before.count - common, "\(old.debugDescription) \(new.debugDescription)")
            #expect(difference.added == after.count - common)
            #expect(difference.isMinimal)
        }
    }

    private static func longestCommon(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> Int {
        var row = [Int](repeating: 0, count: new.count + 1)
        for line in old {
            var next = row
            for (index, other) in new.enumerated() {
                next[index + 1] = line == other ? row[index] + 1 : max(row[index + 1], next[index])
            }
            row = next
        }
        return row[new.count]
    }

    @Test(arguments: [0, 1, 10, 1000])
    func beyondTheBudgetTheRestIsReplacedAndThatIsSaid(budget: Int) {
        let old = (0..<400).map { "\($0 * 7919 % 211)\n" }.joined()
        let new = (0..<400).map { "\($0 * 104_729 % 211)\n" }.joined()
        let difference = Self.difference(old, new, budget: budget)
        #expect(!difference.isMinimal)
        let replayed = Self.replay(difference, Self.lines(old), Self.lines(new))
        #expect(replayed.old == Array(old.utf8))
        #expect(replayed.new == Array(new.utf8))
    }

    @Test func aHundredThousandLinesInAnotherOrderCostNoMoreThanTheBudget() {
        let old = (0..<100_000).map { "\($0)\n" }
        let new = old.map { String($0.reversed()).trimmingPrefix("\n") + "\n" }
        var budget = Int.max
        let difference = LineDifference(
            from: Self.lines(old.joined()),
            to: Self.lines(new.joined()),
            budget: &budget
        )
        #expect(Int.max - budget <= LineDifference.maximumCost + 300_000)
        #expect(
            difference.removed + difference.runs.filter { $0.kind == .same }.reduce(0) { $0 + $1.old.count } == 100_000
        )
    }

    @Test func hunksHoldEveryChangeAndThreeLinesAround() {
        let old = (0..<40).map { "\($0)\n" }
        var new = old
        new[10] = "ten\n"
        new[15] = "fifteen\n"
        new.remove(at: 35)
        let difference = Self.difference(old.joined(), new.joined())
        let hunks = difference.hunks(context: 3)
        #expect(hunks.map(\.old) == [7..<19, 32..<39])
        #expect(hunks.map(\.new) == [7..<19, 32..<38])
        let shown = hunks.flatMap(\.runs).filter { $0.kind != .same }
        #expect(shown == difference.runs.filter { $0.kind != .same })
        #expect(Self.difference("a\n", "a\n").hunks(context: 3).isEmpty)
        #expect(Self.difference("a\nb\n", "b\n").hunks(context: 0).map(\.old) == [0..<1])
    }
}
