package import HallmarkCore

/// The signer, in the role of policy, lets lines vanish from the notes of a repository.
///
/// The one subject is the new commit of notes, by its SHA-1 in `gitCommit`, named as the reference. A line may vanish only
/// if the checkpoint lists its SHA-256: what else is missing in rewritten notes was removed by somebody else.
package struct NotesCheckpointPredicate: Predicate, Hashable {
    package static let type = TypeURI.make("notes-checkpoint", version: 1)
    /// How many lines one checkpoint may drop.
    package static let maximumDropped = 100_000

    package let repository: String
    /// The reference of the notes, such as `refs/notes/attestations`.
    package let reference: String
    /// The commit of notes that was rewritten, 40 hex.
    package let old: String
    /// The commit without the lines, 40 hex; it has no parents.
    package let new: String
    /// The SHA-256 of each line that may vanish.
    package let dropped: Set<Digest>

    package init(repository: String, reference: String, old: String, new: String, dropped: Set<Digest>) {
        self.repository = repository
        self.reference = reference
        self.old = old
        self.new = new
        self.dropped = dropped
    }

    package init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "predicate")
        self.repository = try reader.string("repository")
        self.reference = try reader.string("reference")
        self.old = try Self.commit("old", &reader)
        self.new = try Self.commit("new", &reader)
        let elements = try reader.array("dropped")
        guard (1...Self.maximumDropped).contains(elements.count) else {
            throw JSONError(.unexpected, detail: "predicate.dropped has 1 to \(Self.maximumDropped) digests")
        }
        var dropped: Set<Digest> = []
        for element in elements {
            guard let text = element.string, let digest = Digest(prefixed: text), digest.algorithm == .sha256 else {
                throw JSONError(.unexpected, detail: "predicate.dropped holds what is no SHA-256 digest")
            }
            dropped.insert(digest)
        }
        self.dropped = dropped
        try reader.finish()
    }

    package var json: JSONValue {
        [
            "repository": .string(repository),
            "reference": .string(reference),
            "old": .string(old),
            "new": .string(new),
            "dropped": .array(dropped.map(\.description).sorted().map { .string($0) }),
        ]
    }

    /// The subjects of the statement.
    package var subjects: [Subject] {
        [Subject(name: reference, digest: DigestSet([DigestSet.Name.gitCommit: new]))]
    }

    private static func commit(_ name: String, _ reader: inout JSONReader) throws(JSONError) -> String {
        let text = try reader.string(name)
        guard text.utf8.count == 40, Hex.decode(text.utf8) != nil else {
            throw JSONError(.unexpected, detail: "\(reader.place(name)) is not a commit's id")
        }
        return text
    }
}
