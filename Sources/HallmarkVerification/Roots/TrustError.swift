package import HallmarkCore

/// Why a root of trust or a policy is not accepted.
package struct TrustError: Error, Equatable, CustomStringConvertible {
    /// The kinds of refusal.
    package enum Code: String, Sendable {
        case noRoots = "no-roots"
        case malformedRoot = "malformed-root"
        case notThePinnedRoot = "not-the-pinned-root"
        case rootSignatures = "root-signatures"
        case rootExpired = "root-expired"
        case rootConflict = "root-conflict"
        case malformedWithdrawals = "malformed-withdrawals"
        case malformedPolicy = "malformed-policy"
        case policyExpired = "policy-expired"
        case policyRepository = "policy-repository"
    }

    package let code: Code
    package let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    package var description: String { reason }

    /// What the refusal comes to.
    package var decision: Decision {
        switch code {
        case .noRoots: .missing
        case .malformedRoot, .malformedWithdrawals, .malformedPolicy: .undecided
        case .notThePinnedRoot, .rootSignatures, .rootExpired, .rootConflict, .policyExpired, .policyRepository:
            .rejected
        }
    }
}
