import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// A reference that git is about to change.
struct ReferenceUpdate {
    let old: String
    let new: String
    let name: String

    var isDeletion: Bool { new.allSatisfy { $0 == "0" } }
    var isBranch: Bool { name.hasPrefix("refs/heads/") }
    /// Whether it is one of the notes, or would stand in the way of one.
    var isOfNotes: Bool {
        NoteStore.Namespace.allCases.contains { name == $0.rawValue || name.hasPrefix($0.rawValue + "/") }
    }

    /// The updates that git lists on standard input: `<old oid> <new oid> <reference>` (githooks(5)).
    static func read() -> [ReferenceUpdate] {
        var updates: [ReferenceUpdate] = []
        while let line = readLine() {
            let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard fields.count == 3 else { continue }
            updates.append(ReferenceUpdate(old: fields[0], new: fields[1], name: fields[2]))
        }
        return updates
    }

    /// Throws when notes would be taken away, but for the lines that a signed checkpoint lets vanish.
    ///
    /// - Parameters:
    ///   - present: what the reference is at.
    ///   - repository: where the notes can be read as they are and as they would be.
    ///   - trust: who may let lines vanish; asked for only where some do.
    func refuseLoss(present: ObjectID?, in repository: OpenRepository, trust: () throws -> NoteTrust) throws {
        guard let namespace = NoteStore.Namespace(rawValue: name) else {
            throw Self.lost("\(name) would stand in the way of notes")
        }
        guard let present else { return }
        guard !isDeletion, let next = ObjectID(hex: new) else {
            throw Self.lost("\(name) would be deleted, and notes are only added to")
        }
        let goesOn = try repository.git.descends(next, from: present)
        if goesOn, try NoteLoss(namespace, from: present, to: next, checkpoints: [], in: repository) == nil { return }
        // What a rewriting drops has to be named, and its new history has to begin where a checkpoint says.
        let checkpoints = try trust().checkpoints(namespace, at: next, in: repository)
        let isCut = try checkpoints.contains { checkpoint in
            try ObjectID(hex: checkpoint.new).map { try repository.git.descends(next, from: $0) } ?? false
        }
        if let loss = try NoteLoss(namespace, from: present, to: next, checkpoints: checkpoints, in: repository) {
            throw Self.lost(loss.description)
        }
        guard goesOn || isCut else {
            throw Self.lost("\(name) would go from \(present) to \(next), which does not come after it")
        }
    }

    private static func lost(_ message: String) -> Failure {
        let mend = "hallmark notes fetch, and push again; lines are left out by hallmark notes compact alone"
        return Failure(.rejected, "lost-notes", message, mend: mend)
    }
}
