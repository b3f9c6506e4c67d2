import ArgumentParser
import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// `hallmark note-store`: the notes as lines, for scripts that measure and strain the store; not listed in the help.
///
/// It attaches what it is given: whether a line proves anything is decided by whoever reads it.
struct NoteStoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note-store",
        abstract: "Adds and reads notes as they are stored.",
        discussion:
            "Example: printf '%s %s\\n' \"$(git rev-parse HEAD)\" \"$(cat envelope.json)\" | hallmark note-store add",
        shouldDisplay: false,
        subcommands: [Add.self, List.self, Read.self]
    )

    /// `hallmark note-store add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads lines of an object id, a space and a line of a note; prints each id that is stored."
        )

        @OptionGroup var repository: RepositoryOptions

        @Flag(help: "Makes a commit for each line, and says so before the next.")
        var each = false

        @Flag(help: "Into the notes about blobs, in place of those about commits, trees and tags.")
        var blobs = false

        func run() throws {
            let repository = try repository.open(.current)
            var batch: [ObjectID: [[UInt8]]] = [:]
            while let text = readLine() {
                let (object, line) = try Self.parse(text)
                if each {
                    try store([object: [line]], in: repository.git)
                    Output.result("\(object)\n")
                    try Output.check()
                } else {
                    batch[object, default: []].append(line)
                }
            }
            guard !each else { return }
            try store(batch, in: repository.git)
            Output.result("\(batch.count) notes\n")
        }

        private func store(_ lines: [ObjectID: [[UInt8]]], in git: borrowing Repository) throws {
            try NoteStore(blobs ? .blobs : .attestations).add(
                lines,
                to: git,
                message: "Add attestations by hallmark",
                wait: StatementStore.pause
            )
        }

        private static func parse(_ text: String) throws -> (ObjectID, [UInt8]) {
            let parts = text.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let object = ObjectID(hex: String(parts[0])) else {
                throw ValidationError("A line is an object id of 40 digits, a space and the line of the note.")
            }
            return (object, Array(parts[1].utf8))
        }
    }

    /// `hallmark note-store list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the id of every object that has a note.")

        @OptionGroup var repository: RepositoryOptions

        @Flag(help: "Prints only how many there are.")
        var count = false

        func run() throws {
            let objects = try NoteStore(.attestations).objects(in: repository.open(.current).git)
            if count {
                Output.result("\(objects.count)\n")
            } else {
                Output.result(objects.map { "\($0)\n" }.joined())
            }
        }
    }

    /// `hallmark note-store read`.
    struct Read: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads object ids, one a line; prints each with the number of lines and bytes of its note."
        )

        @OptionGroup var repository: RepositoryOptions

        func run() throws {
            let repository = try repository.open(.current)
            while let text = readLine() {
                guard let object = ObjectID(hex: text) else { throw ValidationError("An id has 40 digits.") }
                let note = try NoteStore(.attestations).note(about: object, in: repository.git)
                Output.result("\(object) \(note.lines.count) \(note.content.count)\n")
            }
        }
    }
}
