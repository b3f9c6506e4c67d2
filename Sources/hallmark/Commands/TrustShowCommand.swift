import ArgumentParser
import HallmarkCore
import HallmarkStatement
import HallmarkVerification

extension TrustCommand {
    /// `hallmark trust show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is pinned, with the principals, keys, roles and thresholds of the newest root."
        )

        func run() throws {
            let surroundings = Surroundings.current
            let store = try TrustStore(surroundings)
            let pins = try store.pins()
            guard !pins.isEmpty else {
                throw Failure(.missing, "no-pin", "no root of trust is pinned", mend: "hallmark trust init")
            }
            let here = roots(surroundings)
            for record in pins {
                let state = try store.state(of: record.pin)
                Output.lines(
                    """
                    \(record.pin.digest)
                      repository \(record.repository)
                      accepted so far: root \(state.rootVersion), policy \(state.policyVersion)
                    \(record.locations.sorted().map { "  used in \($0)\n" }.joined())
                    """
                )
                let lines = Self.lines(record.pin, state, here, at: surroundings.now)
                Output.result(lines.map { "  " + DisplayText.escape($0) + "\n" }.joined())
            }
        }

        // Roots lie in the state once something was accepted; before, in the work tree that they were pinned in.
        private func roots(_ surroundings: Surroundings) -> [Envelope] {
            guard let repository = try? OpenRepository(at: surroundings.directory),
                let tree = try? repository.workTreeFiles()
            else { return [] }
            return (try? TreeContents(tree).roots()) ?? []
        }

        private static func lines(
            _ pin: Pin,
            _ state: AcceptedState,
            _ here: [Envelope],
            at time: Timestamp
        ) -> [String] {
            let isHere = here.contains { Digest.sha256($0.payload) == pin.digest }
            let pool = Array(Set(state.roots + (isHere ? here : [])))
            guard !pool.isEmpty else { return [] }
            do {
                let root = try UnverifiedRoots(pool).verifiedAllowingExpired(from: pin, at: time)
                let lists = try root.withdrawing([], accepted: state.withdrawals).root.withdrawals.lists
                return ["newest root \(root.root.version), \(Digest.sha256(root.envelope.payload))"]
                    + root.root.lines.dropFirst().map { "  \($0)" }
                    + lists.sorted { $0.key < $1.key }.flatMap { name, list in
                        ["\(name)"] + list.lines.map { "  \($0)" }
                    }
                    + root.remarks
            } catch {
                return ["its roots cannot be read: \(error)"]
            }
        }
    }
}
