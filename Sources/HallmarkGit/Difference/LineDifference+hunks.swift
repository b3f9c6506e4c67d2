extension LineDifference {
    /// Changes that stand near each other, with the unchanged lines around them.
    package struct Hunk: Sendable, Hashable {
        package let runs: [Run]

        package var old: Range<Int> { (runs.first?.old.lowerBound ?? 0)..<(runs.last?.old.upperBound ?? 0) }
        package var new: Range<Int> { (runs.first?.new.lowerBound ?? 0)..<(runs.last?.new.upperBound ?? 0) }
    }

    /// Every change, in order; only unchanged lines that are further away than `context` lines are left out.
    package func hunks(context: Int) -> [Hunk] {
        var hunks: [Hunk] = []
        var runs: [Run] = []
        for (index, run) in self.runs.enumerated() {
            guard run.kind == .same else {
                runs.append(run)
                continue
            }
            let isLast = index == self.runs.count - 1
            if runs.isEmpty {
                if !isLast { runs.append(run.suffix(context)) }
            } else if isLast || run.old.count > 2 * context {
                hunks.append(Hunk(runs: runs + [run.prefix(context)].filter { !$0.old.isEmpty }))
                runs = isLast ? [] : [run.suffix(context)]
            } else {
                runs.append(run)
            }
        }
        if runs.contains(where: { $0.kind != .same }) { hunks.append(Hunk(runs: runs)) }
        return hunks
    }
}

extension LineDifference.Run {
    fileprivate func prefix(_ count: Int) -> Self {
        let count = min(count, old.count)
        return Self(
            kind: kind,
            old: old.lowerBound..<(old.lowerBound + count),
            new: new.lowerBound..<(new.lowerBound + count)
        )
    }

    fileprivate func suffix(_ count: Int) -> Self {
        let count = min(count, old.count)
        return Self(
            kind: kind,
            old: (old.upperBound - count)..<old.upperBound,
            new: (new.upperBound - count)..<new.upperBound
        )
    }
}
