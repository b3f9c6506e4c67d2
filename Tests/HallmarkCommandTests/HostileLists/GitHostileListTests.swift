import Testing

/// The hostile cases of notes and of repositories that carry them, by the number they have in the project's research, and
/// the tests that show for each that it does no harm: a test that is renamed or taken away is missed.
struct GitHostileListTests {
    static let cases = [
        HostileCase(1, "no notes at all", "withoutNotesThereIsAnEmptyNote"),
        HostileCase(
            6,
            "a flat note hidden by a directory of its digits",
            "everyCopyOfANoteCountsAndOneRemains",
            "aFanOutHidesNoCopy"
        ),
        HostileCase(7, "one object at two depths", "everyCopyOfANoteCountsAndOneRemains", "theCopiesOfANoteAreLimited"),
        HostileCase(8, "one name twice in a tree", "oneNameTwiceInATreeLosesNothing"),
        HostileCase(9, "files beside notes that are none", "whatIsNoNoteSurvives"),
        HostileCase(10, "a key in upper case", "upperCaseIsNoKey", "whatIsNoNoteSurvives"),
        HostileCase(11, "a symbolic link as a note", "onlyFilesAreNotes"),
        HostileCase(12, "a submodule as a note", "onlyFilesAreNotes"),
        HostileCase(13, "an executable file as a note", "onlyFilesAreNotes"),
        HostileCase(14, "a NUL byte in a note", "aNULByteEndsNothing", "bytesThatAreNoTextSurvive"),
        HostileCase(15, "a huge note in a small pack", "eachLimitOfANoteHasItsOwnError", "aNoteOverBudgetHidesNoOther"),
        HostileCase(
            16,
            "a tree that names another many times",
            "aTreeBombDoesNotHoldAReader",
            "aBombOfSixObjectsIsRefused"
        ),
        HostileCase(
            17,
            "a notes reference that names no commit, or another reference",
            "aReferenceToSomethingElseIsAnError",
            "aSymbolicReferenceIsNotFollowed"
        ),
        HostileCase(18, "a reference below the notes reference", "aReferenceToSomethingElseIsAnError"),
        HostileCase(19, "a tree out of order", "anUnsortedTreeIsReadWhole"),
        HostileCase(20, "an uncommon depth", "readsEveryDepth", "aNoteThatLiesTooDeepIsUndecidedAlone"),
        HostileCase(21, "a replaced commit", "replacementsAreNotLookedAt"),
        HostileCase(22, "a replaced blob", "replacementsAreNotLookedAt"),
        HostileCase(60, "a repository of the other object format", "aFormatThatLibgit2DoesNotReadIsAnError"),
        HostileCase(
            63,
            "writers at once",
            "processesLoseNothing",
            "manyProcessesLoseNothing",
            "theFirstNoteIsNotLost",
            "gitsOwnWritesBesideOursSurvive",
            "keepersAtOnceLoseNothing"
        ),
        HostileCase(
            64,
            "a writer that is killed between objects and reference",
            "aPackWithoutItsReferenceChangesNothing",
            "onlyAKilledWritersOwnLockIsRemoved",
            "killedWritersLoseNothing"
        ),
        HostileCase(
            66,
            "notes that are pruned where their objects are not",
            "pruningDropsNoNoteWhoseKeyIsKept",
            "pruningDropsANoteWhoseKeyIsNot",
            "aStatementAboutManyIsStoredOnceAndSurvivesCleaning"
        ),
        HostileCase(69, "names like the notes reference", "onlyTheReferenceOfThatNameIsRead"),
    ]

    @Test func everyTrickHasOneRow() {
        #expect(Self.cases.map(\.number) == Set(Self.cases.map(\.number)).sorted())
    }

    @Test(arguments: cases)
    func isShownByTests(_ trick: HostileCase) throws {
        #expect(try trick.missingTests() == [])
        #expect(!trick.tests.isEmpty)
    }
}
