import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// The notes of a clone, held against what was seen there before and what a tag says was there.
struct NoteMarks {
    /// The trailer of a tag's message by which a release names the notes of its time.
    static let trailer = "Hallmark-Notes:"
    /// How many such lines a message may have.
    static let maximumTrailers = 16

    /// Lines of a verdict where something is lost.
    private(set) var lines: [Verdict.Line] = []
    private(set) var remarks: [String] = []
    /// What is kept in the state afterwards, by reference.
    private(set) var marks: [String: String] = [:]

    private let repository: OpenRepository
    private let root: VerifiedRoot

    init(_ repository: OpenRepository, root: VerifiedRoot) {
        self.repository = repository
        self.root = root
    }

    /// Compares with what was seen in this clone before.
    mutating func compare(_ seen: [String: String], expectingEveryCommit: Bool) throws {
        for namespace in NoteStore.Namespace.allCases {
            let present = try repository.git.reference(namespace.rawValue)
            marks[namespace.rawValue] = present?.hex ?? seen[namespace.rawValue]
            guard let mark = seen[namespace.rawValue].flatMap({ ObjectID(hex: $0) }), mark != present else { continue }
            if !expectingEveryCommit, try !repository.git.has(mark) {
                remarks.append("another clone was here before: rollback of \(namespace.rawValue) was not checked")
                continue
            }
            try compare(namespace, from: mark, to: present, decision: .undecided)
        }
    }

    /// Compares with what the message of a release's tag says.
    ///
    /// - Parameter isRequired: whether it must say something: where no state is kept, only the tag can tell that notes
    ///   were taken away.
    mutating func compare(tagMessage message: [UInt8], isRequired: Bool) throws {
        let found = message.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: Self.trailer.utf8) }
        guard found.count <= Self.maximumTrailers else { throw Self.malformed("\(found.count) lines, too many") }
        if found.isEmpty, isRequired { lines.append(Self.missingAnchor) }
        // A clone without any notes lacks them; one that has others was told another story.
        let isBare = try NoteStore.Namespace.allCases.allSatisfy { try repository.git.reference($0.rawValue) == nil }
        for line in found {
            let text = String(decoding: line.dropFirst(Self.trailer.utf8.count), as: UTF8.self)
            let words = text.split(separator: " ")
            guard words.count == 2, let namespace = NoteStore.Namespace(rawValue: String(words[0])),
                let commit = ObjectID(hex: String(words[1]))
            else { throw Self.malformed(text) }
            let present = try repository.git.reference(namespace.rawValue)
            try compare(namespace, from: commit, to: present, decision: isBare ? .missing : .rejected)
        }
    }

    private static let missingAnchor = Verdict.Line(
        kind: "notes",
        name: "rollback",
        decision: .missing,
        reasons: [
            Reason(
                "no-anchor",
                "no state is kept, and the tag names no notes: nobody could tell whether some were taken away",
                mend: "--state FILE, or tag anew with what this prints: hallmark notes anchor"
            )
        ]
    )

    /// The trailers that name the notes as they are now.
    static func trailers(of repository: OpenRepository) throws -> [String] {
        try NoteStore.Namespace.allCases.compactMap { namespace in
            try repository.git.reference(namespace.rawValue).map { "\(trailer) \(namespace.rawValue) \($0)" }
        }
    }

    private mutating func compare(
        _ namespace: NoteStore.Namespace,
        from seen: ObjectID,
        to present: ObjectID?,
        decision: Decision
    ) throws {
        var checkpoints: [NotesCheckpointPredicate] = []
        if let present, let key = NoteStore.checkpointKey {
            checkpoints = try NotesCheckpoints.lying(at: key, namespace, present, repository, root: root)
        }
        let loss = try NoteLoss(namespace, from: seen, to: present, checkpoints: checkpoints, in: repository)
        guard let loss else { return }
        let reason = Reason(
            "notes-rewound",
            "the notes were rewound, deleted or rewritten, and no checkpoint says so: \(loss.description)",
            mend: "hallmark notes fetch"
        )
        lines.append(Verdict.Line(kind: "notes", name: namespace.rawValue, decision: decision, reasons: [reason]))
    }

    private static func malformed(_ text: String) -> Failure {
        Failure(
            .undecided,
            "malformed-anchor",
            "the tag's message has a trailer \(trailer) that cannot be read: \(text)",
            mend: "tag anew with what this prints: hallmark notes anchor"
        )
    }
}
