import HallmarkCore
import HallmarkVerification
import Testing

struct DecisionTests {
    private func verdict(_ decisions: [Decision]) -> Verdict {
        Verdict(lines: decisions.map { Verdict.Line(kind: "k", name: "n", decision: $0) })
    }

    @Test(
        arguments: [
            ([.accepted], .accepted), ([.accepted, .accepted], .accepted), ([.missing], .missing),
            ([.accepted, .missing], .missing), ([.undecided, .missing, .accepted], .undecided),
            ([.missing, .undecided, .rejected, .accepted], .rejected), ([.rejected, .undecided], .rejected),
            ([.missing, .rejected], .rejected), ([.accepted, .undecided], .undecided),
        ] as [([Decision], Decision)]
    )
    func worstDecides(decisions: [Decision], expected: Decision) {
        #expect(verdict(decisions).decision == expected)
        #expect(verdict(decisions.reversed()).decision == expected)
        #expect(Decision.worst(decisions) == expected)
    }

    @Test func nothingIsNeverSuccess() {
        #expect(verdict([]).decision == .missing)
        #expect(Verdict(lines: [], remarks: ["all is well"]).decision == .missing)
    }

    @Test func exitCodesAreTheContract() {
        let codes = Decision.allCases.map { ($0.rawValue, $0.exitCode) }
        #expect(
            Dictionary(uniqueKeysWithValues: codes) == ["accepted": 0, "undecided": 1, "rejected": 2, "missing": 3]
        )
    }
}
