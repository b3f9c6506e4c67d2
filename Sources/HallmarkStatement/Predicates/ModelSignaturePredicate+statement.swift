package import HallmarkCore

extension ModelSignaturePredicate {
    /// The annotation of the subject that binds names to digests, which the subject's own digest does not.
    package static let namesAnnotation = "dirHash"

    /// Reads the predicate of a statement and holds it against the subject.
    ///
    /// There is one subject, its SHA-256 is the one over the listed digests, and ``namesAnnotation``, where it is
    /// there, is the one over names and digests.
    package init(statement: Statement) throws(StatementError) {
        guard statement.predicateType != Self.earlyType else {
            throw StatementError(
                .predicate,
                "the signature is of an early form, \(Self.earlyType), that does not sign what DSSE says; sign again"
            )
        }
        guard let predicate = try statement.predicate(as: Self.self) else {
            throw StatementError(
                .predicate,
                "the predicate type \"\(statement.predicateType)\" is not the one of a model signature, \(Self.type)"
            )
        }
        guard let subject = statement.subjects.first, statement.subjects.count == 1 else {
            throw StatementError(.subject, "a model signature has one subject, not \(statement.subjects.count)")
        }
        guard let digest = subject.digest.sha256, digest == predicate.rootDigest else {
            throw StatementError(.subject, "the subject's sha256 is not the one over the digests of the files")
        }
        if let annotation = subject.annotations[Self.namesAnnotation] {
            guard annotation == .string(predicate.namesDigest.hex) else {
                throw StatementError(.subject, "the subject's dirHash is not the one over the files and their names")
            }
        }
        self = predicate
    }

    /// The SHA-256 over the bytes of all digests in the order listed (OMS v1.0, "root digest"); names don't count.
    package var rootDigest: Digest {
        Digest.sha256(resources.flatMap(\.digest.bytes))
    }

    /// The SHA-256 over a line `<hex>  <name>` of each file, sorted by name (in-toto `digest_set.md`, `dirHash`).
    package var namesDigest: Digest {
        let lines = resources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .flatMap { Array("\($0.digest.hex)  \($0.name)\n".utf8) }
        return Digest.sha256(lines)
    }

    /// The statement about the model of this name.
    package func statement(name: String) -> Statement {
        let subject = Subject(
            name: name,
            digest: DigestSet(rootDigest),
            annotations: [Self.namesAnnotation: .string(namesDigest.hex)]
        )
        return Statement(subjects: [subject], predicate: self)
    }
}
