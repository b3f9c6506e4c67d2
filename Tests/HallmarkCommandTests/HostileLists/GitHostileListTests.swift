import Foundation
import Testing

/// The hostile cases of notes and of repositories that carry them, by the number they have in the project's research, and
/// the tests that show for each that it does no harm: a test that is renamed or taken away is missed.
struct GitHostileListTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let number: Int
        let trick: String
        let tests: [String]

        init(_ number: Int, _ trick: String, _ tests: String...) {
            self.number = number
            self.trick = trick
            self.tests = tests
        }

        var testDescription: String { "\(number) \(trick)" }
    }

    static let cases = [
        Case(1, "no notes at all", "withoutNotesThereIsAnEmptyNote"),
        Case(
            6,
            "a flat note hidden by a directory of its digits",
            "everyCopyOfANoteCountsAndOneRemains",
            "aFanOutHidesNoCopy"
        ),
        Case(7, "one object at two depths", "everyCopyOfANoteCountsAndOneRemains", "theCopiesOfANoteAreLimited"),
        Case(8, "one name twice in a tree", "oneNameTwiceInATreeLosesNothing"),
        Case(9, "files beside notes that are none", "whatIsNoNoteSurvives"),
        Case(10, "a key in upper case", "upperCaseIsNoKey", "whatIsNoNoteSurvives"),
        Case(11, "a symbolic link as a note", "onlyFilesAreNotes"),
        Case(12, "a submodule as a note", "onlyFilesAreNotes"),
        Case(13, "an executable file as a note", "onlyFilesAreNotes"),
        Case(14, "a NUL byte in a note", "aNULByteEndsNothing", "bytesThatAreNoTextSurvive"),
        Case(15, "a huge note in a small pack", "eachLimitOfANoteHasItsOwnError", "aNoteOverBudgetHidesNoOther"),
        Case(16, "a tree that names another many times", "aTreeBombDoesNotHoldAReader", "aBombOfSixObjectsIsRefused"),
        Case(
            17,
            "a notes reference that names no commit, or another reference",
            "aReferenceToSomethingElseIsAnError",
            "aSymbolicReferenceIsNotFollowed"
        ),
        Case(18, "a reference below the notes reference", "aReferenceToSomethingElseIsAnError"),
        Case(19, "a tree out of order", "anUnsortedTreeIsReadWhole"),
        Case(20, "an uncommon depth", "readsEveryDepth", "aNoteThatLiesTooDeepIsUndecidedAlone"),
        Case(21, "a replaced commit", "replacementsAreNotLookedAt"),
        Case(22, "a replaced blob", "replacementsAreNotLookedAt"),
        Case(60, "a repository of the other object format", "aFormatThatLibgit2DoesNotReadIsAnError"),
        Case(
            63,
            "writers at once",
            "processesLoseNothing",
            "manyProcessesLoseNothing",
            "theFirstNoteIsNotLost",
            "gitsOwnWritesBesideOursSurvive",
            "keepersAtOnceLoseNothing"
        ),
        Case(
            64,
            "a writer that is killed between objects and reference",
            "aPackWithoutItsReferenceChangesNothing",
            "onlyAKilledWritersOwnLockIsRemoved",
            "killedWritersLoseNothing"
        ),
        Case(
            66,
            "notes that are pruned where their objects are not",
            "pruningDropsNoNoteWhoseKeyIsKept",
            "pruningDropsANoteWhoseKeyIsNot",
            "aStatementAboutManyIsStoredOnceAndSurvivesCleaning"
        ),
        Case(69, "names like the notes reference", "onlyTheReferenceOfThatNameIsRead"),
    ]

    @Test func everyTrickHasOneRow() {
        #expect(Self.cases.map(\.number) == Set(Self.cases.map(\.number)).sorted())
    }

    @Test(arguments: cases)
    func isShownByTests(_ trick: Case) throws {
        let missing = try trick.tests.filter { name in try !Self.names.get().contains(name) }
        #expect(missing.isEmpty)
        #expect(!trick.tests.isEmpty)
    }

    /// The names of all test functions below `Tests`.
    private static let names = Result { () throws -> Set<String> in
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        var names: Set<String> = []
        for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            ?? .init()
        where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for test in source.split(separator: "@Test").dropFirst() {
                let words = test.split(separator: "func ", maxSplits: 1)
                guard words.count == 2 else { continue }
                names.insert(String(words[1].prefix { $0.isLetter || $0.isNumber }))
            }
        }
        return names
    }
}
