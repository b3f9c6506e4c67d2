import HallmarkCore
import HallmarkModelScan
import HallmarkStatement
import HallmarkVerification

/// A policy as it lies in the work tree, which nobody may have signed yet, and the root below which it would judge.
struct PolicyUnderEdit {
    let policy: Policy
    let bytes: [UInt8]
    /// The newest root of the work tree, whose signatures are not looked at; `nil` where there is none.
    let root: Root?
    let time: Timestamp
    private let name: String
    private let tree: FolderTree?

    init(
        _ path: String?,
        _ repository: RepositoryOptions,
        at time: Timestamp,
        _ surroundings: Surroundings
    ) throws {
        let tree = try? repository.open(surroundings).workTreeFiles()
        let contents = tree.map { TreeContents($0) }
        let bytes: [UInt8]
        if let path {
            bytes = try TrustFile.read(path, surroundings) { $0 }
        } else {
            guard let found = try contents?.policy() else {
                throw Failure(
                    .missing,
                    "no-policy",
                    "there is no \(TreeContents.policyPath) here",
                    mend: "hallmark policy init"
                )
            }
            bytes = found
        }
        self.bytes = bytes
        self.name = path ?? TreeContents.policyPath
        self.tree = tree
        self.time = time
        do {
            self.policy = try PolicyReader.policy(bytes, extending: contents?.shared(by: bytes) ?? [:], at: time)
        } catch let error as TrustError {
            throw Failure(
                error.decision,
                error.code.rawValue,
                error.reason,
                mend: "mend the line, then: hallmark policy check"
            )
        }
        let roots = try contents?.roots().compactMap { try? Root(payload: $0.payload) } ?? []
        self.root = roots.max { $0.version < $1.version }
    }

    /// Whether the policy could be in force.
    var verdict: Verdict {
        var reasons: [Reason] = []
        if policy.expires <= time {
            reasons.append(
                Reason(
                    "policy-expired",
                    "the policy expired at \(policy.expires)",
                    mend: "raise version and expires in \(name)"
                )
            )
        }
        if let root, !root.repository.utf8.elementsEqual(policy.repository.utf8) {
            reasons.append(
                Reason(
                    "policy-repository",
                    "the policy is about another repository than the root",
                    expected: root.repository,
                    found: policy.repository
                )
            )
        }
        if let root, let reason = policy.impossibility(below: root) { reasons.append(reason) }
        let line = Verdict.Line(
            kind: "policy",
            name: "\(name) version \(policy.version)",
            decision: reasons.isEmpty ? .accepted : .rejected,
            reasons: reasons
        )
        var remarks = ["\(policy.rules.count) rules, good until \(policy.expires)"]
        if root == nil { remarks.append("there is no root here, so nobody knows who could meet it: hallmark init") }
        for rule in policy.rules {
            guard case .observe(let end) = rule.mode else { continue }
            remarks.append(
                time < end
                    ? "rule \"\(rule.name)\" is observed until \(end)"
                    : "rule \"\(rule.name)\" is enforced since \(end)"
            )
        }
        return Verdict(lines: [line], remarks: remarks)
    }

    /// The rules about models at these paths.
    func rules(about paths: [String], _ surroundings: Surroundings) throws -> [Policy.Rule] {
        guard let tree else {
            throw Failure(.undecided, "not-a-repository", "only in a repository is a path one of the policy's")
        }
        let top = surroundings.realPath(tree.folder.path)
        let models = try TreeContents(tree).detectedModels()
        var rules: [Policy.Rule] = []
        for path in paths {
            let real = surroundings.realPath(surroundings.absolute(path))
            guard let below = real.path(below: top) else {
                throw Failure(.undecided, "outside-work-tree", "\(path) is not in this work tree")
            }
            let format = models.first { $0.path == below }?.format.rawValue
            let found = policy.rules(for: .model, path: below, formats: Set([format].compactMap(\.self)))
            rules += found.filter { !rules.contains($0) }
        }
        return rules
    }
}
