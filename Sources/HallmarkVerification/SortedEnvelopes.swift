internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

/// An envelope without any trusted signature: it counts as absent, but is named where it is missed.
struct UntrustedEnvelope: Sendable {
    /// The statement, without any signer.
    let statement: SignedStatement
    let keyIDs: [String]
    /// Why the certificates that came along speak for no principal.
    let refusals: [String]
}

/// Envelopes by what their signatures are worth, each checked once and on all cores.
struct SortedEnvelopes: Sendable {
    private(set) var signed: [StatementKind: StatementIndex<SignedStatement>] = [:]
    private(set) var untrusted: [StatementKind: StatementIndex<UntrustedEnvelope>] = [:]
    /// Envelopes that are no statements.
    private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - wanted: the only kind of statement that is looked at; `nil` for all that have a rule.
    ///   - byDigest: the kinds of which some are found by the digests of their subjects.
    init(
        _ evidence: Evidence,
        by verified: VerifiedRoot,
        only wanted: StatementKind?,
        byDigest: Set<StatementKind> = []
    ) {
        let (root, withdrawals) = (verified.root, verified.withdrawals)
        var budget = SignatureBudget()
        var checks: [CertifiedPrincipals.Check] = []
        var timestamps: TimestampTrust?
        do {
            checks = try root.certificates.checks(revocationLists: evidence.revocationLists, at: verified.time)
            timestamps = try root.timestampTrust(revocationLists: evidence.revocationLists)
        } catch {
            remarks.append("no certificate and no timestamp was looked at: \(error)")
        }
        let revoked = withdrawals.revokedKeys(timestamps: timestamps)
        // One envelope may lie in thousands of places. Callers gather in sets: the same evidence gives the same reasons
        // in the same order.
        let looked = wanted.map { wanted in evidence.envelopes.filter { $0.isPossibly(wanted) } } ?? evidence.envelopes
        let examined = Dictionary(grouping: Set(looked), by: \.digest)
            .compactMap { found in found.value.first.map { (found: $0, origins: found.value.map(\.origin)) } }
            .concurrentMap { Examined($0.found, $0.origins, by: verified, revoked, only: wanted, byDigest: byDigest) }
            .sorted { $0.digest.bytes.lexicographicallyPrecedes($1.digest.bytes) }
        for envelope in examined {
            switch envelope.content {
            case .failure(let error):
                remarks += envelope.origins.map { "an envelope was skipped (\($0)): \(error)" }
            case .success(nil): continue
            case .success(let content?):
                let (valid, refusals, fallen) = root.signatures(
                    content.signatures,
                    certificates: checks,
                    revoked: revoked,
                    within: &budget
                )
                let standing = withdrawals.standing(valid.map(\.principal), of: content.kind, envelope.digests)
                add(content, envelope, signers: standing.signers, refusals: refusals, fallen: fallen + standing.fallen)
            }
        }
        if budget.isExceeded { remarks.append("too many signatures that name no known key: some were not tried") }
        remarks.sort()
    }

    private mutating func add(
        _ content: Examined.Content,
        _ envelope: Examined,
        signers: [Principal],
        refusals: [String],
        fallen: [Reason]
    ) {
        for origin in envelope.origins {
            // What lies in the note about an object says something of it, whatever it names.
            var marks = content.marks
            if case .note(let object) = origin { marks.insert(object) }
            let statement = SignedStatement(
                statement: content.statement,
                origin: origin,
                signers: signers,
                envelope: envelope.digest,
                fallen: fallen
            )
            if signers.isEmpty {
                let envelope = UntrustedEnvelope(statement: statement, keyIDs: envelope.keyIDs, refusals: refusals)
                untrusted[content.kind, default: StatementIndex()].add(envelope, marks: marks)
            } else {
                signed[content.kind, default: StatementIndex()].add(statement, marks: marks)
            }
        }
    }
}

extension Evidence.Found {
    /// Whether it may be a statement of a kind; what cannot be read may be of any.
    fileprivate func isPossibly(_ kind: StatementKind) -> Bool {
        guard case .success(let statement) = statement, let found = try? StatementKind(statement) else { return true }
        return found == kind
    }
}

/// What can be found out about an envelope without the others.
private struct Examined: Sendable {
    struct Content: Sendable {
        let kind: StatementKind
        let statement: Statement
        let marks: Set<String>
        let signatures: HintedSignatures
    }

    let digest: Digest
    /// The digests by which it could be withdrawn; that of the payload is changed by no further signature.
    let digests: [Digest]
    let keyIDs: [String]
    /// In order.
    let origins: [Evidence.Found.Origin]
    /// `nil` for a kind of statement that nobody asked for.
    let content: Result<Content?, StatementError>

    init(
        _ found: Evidence.Found,
        _ origins: [Evidence.Found.Origin],
        by verified: VerifiedRoot,
        _ revoked: RevokedKeys,
        only wanted: StatementKind?,
        byDigest: Set<StatementKind>
    ) {
        digest = found.digest
        digests =
            verified.withdrawals.looksAtEnvelopes ? [found.digest, Digest.sha256(found.envelope.payload)] : []
        keyIDs = found.envelope.signatures.compactMap(\.keyID)
        self.origins = origins.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
        content = Result { () throws(StatementError) in
            let statement = try found.statement.get()
            let kind = try StatementKind(statement)
            guard kind == wanted ?? kind else { return nil }
            var marks = StatementRules.rule(for: kind)?.marks(of: statement) ?? []
            if byDigest.contains(kind) { marks.formUnion(SubjectRule.marks(of: statement)) }
            guard !marks.isEmpty else { return nil }
            return Content(
                kind: kind,
                statement: statement,
                marks: marks,
                signatures: verified.root.hintedSignatures(of: found.envelope, revoked: revoked)
            )
        }
    }
}
