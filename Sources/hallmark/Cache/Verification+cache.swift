import HallmarkCore
import HallmarkGit
import HallmarkVerification

extension Verification {
    /// The verdict on a commit; the one that is kept, where nothing that it rests on has changed.
    ///
    /// - Parameters:
    ///   - name: what the user called the commit.
    ///   - withWorkTree: whether the models of the work tree are judged too.
    func verdict(
        on commit: ObjectID,
        named name: String,
        in repository: OpenRepository,
        withWorkTree: Bool = false,
        usingCache: Bool = true
    ) throws -> Verdict {
        let workTree = withWorkTree ? try repository.workTreeFiles() : nil
        // Without a home nothing is kept.
        let cache = usingCache ? try? VerdictCache(surroundings) : nil
        let kept = cache == nil ? nil : try key(commit, repository, workTree)
        if let kept, let verdict = cache?.verdict(for: kept.digest, at: surroundings.now) { return verdict }

        var target = try VerifyCommand.target(commit.hex, repository, named: name)
        target.workTree = workTree
        let result = try run(target)
        guard let kept, let cache, !kept.isTooNew, result.verdict.decision == .accepted, let expires = result.expires,
            // What moved meanwhile, the state that this run has advanced for one, was not judged by this key.
            try key(commit, repository, workTree)?.digest == kept.digest
        else { return result.verdict }
        // A full disk, for instance, takes nothing from the verdict.
        try? cache.save(KeptVerdict(key: kept.digest, expires: expires, verdict: result.verdict))
        return result.verdict
    }

    // Another time than now and revocation lists are asked for seldom. A repository that nobody can write to has no mark,
    // and one without a pin of its own is judged by the roots that it holds.
    private func key(
        _ commit: ObjectID,
        _ repository: OpenRepository,
        _ workTree: FolderTree?
    ) throws -> VerdictKey? {
        guard options.judgement.at == nil, options.judgement.crl.isEmpty,
            let anchor = try TrustAnchor.find(
                options,
                at: repository.git.commonDirectory,
                surroundings: surroundings
            )
        else { return nil }
        return try? VerdictKey(
            commit: commit,
            repository: repository,
            workTree: workTree,
            anchor: anchor,
            surroundings: surroundings
        )
    }
}
