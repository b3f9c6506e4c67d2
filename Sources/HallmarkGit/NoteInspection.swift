internal import HallmarkStatement

extension NoteStore {
    /// Whether a tree holds something, and no note: that of a commit of files, for instance.
    package static func isForeign(_ tree: ObjectID, in repository: borrowing Repository) throws(GitError) -> Bool {
        let entries = try repository.tree(tree)
        let others = entries.filter {
            if case .other = NotePlace($0, digits: NoteLayout.digits) { $0.name != NoteTree.keptFolder } else { false }
        }
        guard !others.isEmpty else { return false }
        guard others.count < entries.count else { return true }
        return try NoteLayout.objects(in: tree, of: repository).isEmpty
    }
}

/// A walk over everything that a notes reference holds, and what is wrong with it.
package struct NoteInspection: Sendable {
    /// The kinds of problem.
    package enum Kind: String, Sendable, CaseIterable {
        /// The reference is redirected to another one.
        case symbolicReference = "symbolic-reference"
        /// The reference names no commit.
        case notACommit = "not-a-commit"
        /// An entry that is neither a note nor leads to notes.
        case nonNote = "non-note"
        /// Several notes about one object.
        case duplicate
        /// Notes and directories of notes in one place, which git never writes.
        case fanOut = "fan-out"
        /// A note over a limit, or one whose content is not here.
        case unreadable
        /// Lines that are not sorted, come twice or are empty.
        case form
        /// A line that is neither an envelope nor a bundle nor a reference.
        case junkLine = "junk-line"
        /// A reference to an envelope that is not here.
        case danglingReference = "dangling-reference"

        /// Whether no tool of git or of ours writes it by accident.
        package var isHostile: Bool {
            switch self {
            case .symbolicReference, .notACommit, .duplicate: true
            default: false
            }
        }
    }

    /// One problem.
    package struct Problem: Sendable, Hashable {
        package let kind: Kind
        /// Where: the path in the notes' tree.
        package let path: String
        package let detail: String
    }

    /// How many problems are listed.
    package static let maximumProblems = 1000

    package private(set) var problems: [Problem] = []
    /// How many problems there are beyond those listed.
    package private(set) var unlisted = 0
    package private(set) var notes = 0
    package private(set) var lines = 0

    private var places: [ObjectID: String] = [:]
    private var budget: Int

    /// Walks a notes reference; one that is not there has no problem.
    ///
    /// - Throws: a ``GitError`` with `.tooLarge` for trees that cannot be walked to their end.
    package init(
        of namespace: NoteStore.Namespace,
        in repository: borrowing Repository,
        maximumEntries: Int = NoteStore.maximumDifferingEntries
    ) throws(GitError) {
        self.budget = maximumEntries
        let tip: ObjectID?
        do {
            tip = try repository.reference(namespace.rawValue)
        } catch {
            guard error.code == .malformed else { throw error }
            report(.symbolicReference, "", error.message)
            return
        }
        guard let tip else { return }
        let commit: Repository.Commit
        do {
            commit = try repository.commit(tip)
        } catch {
            report(.notACommit, "", error.message)
            return
        }
        guard commit.id == tip else {
            report(.notACommit, "", "\(tip) is a tag")
            return
        }
        try walk(commit.tree, prefix: [], path: "", in: repository)
    }

    private mutating func walk(
        _ tree: ObjectID,
        prefix: [UInt8],
        path: String,
        in repository: borrowing Repository
    ) throws(GitError) {
        let digits = NoteLayout.digits - prefix.count
        var kinds: (notes: Bool, directories: Bool) = (false, false)
        for entry in try repository.tree(tree) {
            budget -= 1
            guard budget >= 0 else { throw GitError(.tooLarge, "the notes have too many entries to be checked") }
            let place = path + String(decoding: entry.name, as: UTF8.self)
            switch NotePlace(entry, digits: digits) {
            case .note:
                kinds.notes = true
                guard let object = ObjectID(hex: String(decoding: prefix + entry.name, as: UTF8.self)) else { continue }
                if let other = places.updateValue(place, forKey: object) {
                    report(.duplicate, place, "there is a note about \(object) at \(other) too")
                }
                try read(entry.id, place, in: repository)
            case .directory:
                kinds.directories = true
                try walk(entry.id, prefix: prefix + entry.name, path: place + "/", in: repository)
            case .other where entry.kind == .tree && entry.name == NoteTree.keptFolder && path.isEmpty:
                continue
            case .other:
                report(.nonNote, place, "readers of notes pass it over")
            }
        }
        if kinds.notes && kinds.directories { report(.fanOut, path, "notes lie beside directories of notes") }
    }

    private mutating func read(
        _ blob: ObjectID,
        _ place: String,
        in repository: borrowing Repository
    ) throws(GitError) {
        notes += 1
        guard let note = try NoteStore.readable(blob, in: repository) else {
            report(.unreadable, place, "it is over a limit, or its content is not here")
            return
        }
        lines += note.lines.count
        if try Repository.blobID(of: note.content) != blob {
            report(.form, place, "its lines are not sorted, come twice, or some are empty")
        }
        for line in note.parsed {
            switch line {
            case .envelope, .bundle: continue
            case .unknown(let reason): report(.junkLine, place, reason)
            case .reference(let reference):
                guard let id = ObjectID(hex: reference.object), try repository.has(id) else {
                    report(.danglingReference, place, "the envelope \(reference.envelope) is not here")
                    continue
                }
            }
        }
    }

    private mutating func report(_ kind: Kind, _ path: String, _ detail: String) {
        if problems.count < Self.maximumProblems {
            problems.append(Problem(kind: kind, path: path, detail: detail))
        } else {
            unlisted += 1
        }
    }
}
