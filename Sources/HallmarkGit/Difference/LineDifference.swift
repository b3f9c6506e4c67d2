/// What makes one text of another, line by line: the fewest removed and added lines, found at a bounded cost.
///
/// Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in linear space. Where the budget ends, what is left
/// of both texts is taken for replaced as a whole, so that nothing is ever left out.
package struct LineDifference: Sendable {
    /// What is done with a run of lines.
    package enum Kind: Sendable, Hashable {
        case same
        case removed
        case added
    }

    /// Lines that follow each other; a removed run has none in the new text, an added one none in the old.
    package struct Run: Sendable, Hashable {
        package let kind: Kind
        package let old: Range<Int>
        package let new: Range<Int>
    }

    /// How many comparisons one text may cost.
    package static let maximumCost = 20_000_000

    /// In the order of both texts; removed lines before those that are added in their place.
    package let runs: [Run]
    /// Whether the budget sufficed, so that no shorter difference exists.
    package let isMinimal: Bool

    /// Compares two texts.
    ///
    /// - Parameter budget: how many comparisons are left over all texts; what this one costs is taken from it.
    package init(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>], budget: inout Int) {
        let allowed = max(0, min(budget, Self.maximumCost))
        var search = Search(old, new, budget: allowed)
        search.run()
        budget -= allowed - max(0, search.budget)
        runs = Self.runs(removed: search.isRemoved, added: search.isAdded)
        isMinimal = search.isMinimal
    }

    package var removed: Int { runs.reduce(0) { $1.kind == .removed ? $0 + $1.old.count : $0 } }
    package var added: Int { runs.reduce(0) { $1.kind == .added ? $0 + $1.new.count : $0 } }

    /// The lines of a text, each with its line feed.
    package static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
            lines.append(text[start..<end])
            start = end
        }
        return lines
    }

    private static func runs(removed: [Bool], added: [Bool]) -> [Run] {
        var runs: [Run] = []
        var (old, new) = (0, 0)
        while old < removed.count || new < added.count {
            let (oldStart, newStart) = (old, new)
            while old < removed.count, removed[old] { old += 1 }
            if old > oldStart { runs.append(Run(kind: .removed, old: oldStart..<old, new: new..<new)) }
            while new < added.count, added[new] { new += 1 }
            if new > newStart { runs.append(Run(kind: .added, old: old..<old, new: newStart..<new)) }
            let (oldSame, newSame) = (old, new)
            while old < removed.count, new < added.count, !removed[old], !added[new] {
                old += 1
                new += 1
            }
            if old > oldSame { runs.append(Run(kind: .same, old: oldSame..<old, new: newSame..<new)) }
        }
        return runs
    }
}

/// The search for a shortest difference between two texts, whose lines are numbers by now.
private struct Search {
    /// A stretch of each text that is still to be compared.
    struct Box {
        var old: Range<Int>
        var new: Range<Int>
    }

    private(set) var isRemoved: [Bool]
    private(set) var isAdded: [Bool]
    private(set) var isMinimal = true
    private(set) var budget: Int
    // The lines that both texts have, as numbers, and where each stands in its text.
    private var old: [Int] = []
    private var new: [Int] = []
    private var oldPlaces: [Int] = []
    private var newPlaces: [Int] = []
    // The furthest reaching paths from either end, by diagonal.
    private var forward: [Int]
    private var backward: [Int]

    init(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], budget: Int) {
        self.budget = budget
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        for line in new where numbers[line] == nil { numbers[line] = numbers.count }
        var isShared = [Bool](repeating: false, count: numbers.count)
        isRemoved = [Bool](repeating: true, count: old.count)
        isAdded = [Bool](repeating: true, count: new.count)
        // A line that only one text has is part of every difference, and costs nothing to find.
        for (place, line) in old.enumerated() {
            guard let number = numbers[line] else { continue }
            isShared[number] = true
            self.old.append(number)
            oldPlaces.append(place)
            isRemoved[place] = false
        }
        for (place, line) in new.enumerated() {
            guard let number = numbers[line], isShared[number] else { continue }
            self.new.append(number)
            newPlaces.append(place)
            isAdded[place] = false
        }
        let size = 2 * ((self.old.count + self.new.count + 1) / 2) + 3
        forward = [Int](repeating: 0, count: size)
        backward = forward
    }

    mutating func run() {
        var boxes = [Box(old: old.indices, new: new.indices)]
        while var box = boxes.popLast() {
            trim(&box)
            if box.old.isEmpty || box.new.isEmpty {
                replace(box)
                continue
            }
            guard budget > 0, let middle = middle(of: box) else {
                isMinimal = false
                replace(box)
                continue
            }
            boxes.append(Box(old: box.old.lowerBound..<middle.old, new: box.new.lowerBound..<middle.new))
            boxes.append(Box(old: middle.old..<box.old.upperBound, new: middle.new..<box.new.upperBound))
        }
    }

    private mutating func trim(_ box: inout Box) {
        var (oldStart, oldEnd) = (box.old.lowerBound, box.old.upperBound)
        var (newStart, newEnd) = (box.new.lowerBound, box.new.upperBound)
        while oldStart < oldEnd, newStart < newEnd, old[oldStart] == new[newStart] {
            oldStart += 1
            newStart += 1
        }
        while oldStart < oldEnd, newStart < newEnd, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        box = Box(old: oldStart..<oldEnd, new: newStart..<newEnd)
    }

    private mutating func replace(_ box: Box) {
        for place in box.old { isRemoved[oldPlaces[place]] = true }
        for place in box.new { isAdded[newPlaces[place]] = true }
    }

    /// A point of both texts through which a shortest path goes, and at which the box falls into two smaller ones; `nil`
    /// when the budget ends first.
    private mutating func middle(of box: Box) -> (old: Int, new: Int)? {
        let (oldCount, newCount) = (box.old.count, box.new.count)
        let delta = oldCount - newCount
        let limit = (oldCount + newCount + 1) / 2
        let origin = limit + 1
        forward[origin + 1] = 0
        backward[origin + 1] = 0
        for depth in 0...limit {
            // Diagonals beyond either text lead nowhere.
            let lowest = -(depth - 2 * max(0, depth - newCount))
            let highest = depth - 2 * max(0, depth - oldCount)
            for diagonal in stride(from: lowest, through: highest, by: 2) {
                let start = Self.start(on: diagonal, depth: depth, forward, origin)
                var x = start
                while x < oldCount, x - diagonal < newCount,
                    old[box.old.lowerBound + x] == new[box.new.lowerBound + x - diagonal]
                {
                    x += 1
                }
                forward[origin + diagonal] = x
                budget -= 1 + x - start
                let opposite = delta - diagonal
                guard delta % 2 != 0, abs(opposite) <= depth - 1, x + backward[origin + opposite] >= oldCount else {
                    continue
                }
                return point(start, start - diagonal, x, x - diagonal, in: box)
            }
            for diagonal in stride(from: lowest, through: highest, by: 2) {
                let start = Self.start(on: diagonal, depth: depth, backward, origin)
                var x = start
                while x < oldCount, x - diagonal < newCount,
                    old[box.old.upperBound - 1 - x] == new[box.new.upperBound - 1 - x + diagonal]
                {
                    x += 1
                }
                backward[origin + diagonal] = x
                budget -= 1 + x - start
                let opposite = delta - diagonal
                guard delta % 2 == 0, abs(opposite) <= depth, x + forward[origin + opposite] >= oldCount else {
                    continue
                }
                return point(
                    oldCount - x,
                    newCount - x + diagonal,
                    oldCount - start,
                    newCount - start + diagonal,
                    in: box
                )
            }
            guard budget > 0 else { return nil }
        }
        return nil
    }

    private static func start(on diagonal: Int, depth: Int, _ reach: [Int], _ origin: Int) -> Int {
        let (below, above) = (origin + diagonal - 1, origin + diagonal + 1)
        let isDown = diagonal == -depth || (diagonal != depth && reach[below] < reach[above])
        return isDown ? reach[above] : reach[below] + 1
    }

    /// The end of a snake that both boxes get smaller by, or its beginning.
    private func point(_ x: Int, _ y: Int, _ u: Int, _ v: Int, in box: Box) -> (old: Int, new: Int)? {
        let (oldCount, newCount) = (box.old.count, box.new.count)
        for (x, y) in [(x, y), (u, v)]
        where (0...oldCount).contains(x) && (0...newCount).contains(y) && x + y > 0 && x + y < oldCount + newCount {
            return (box.old.lowerBound + x, box.new.lowerBound + y)
        }
        return nil
    }
}
