import Foundation
import Testing

/// The list of tricks that a verifier of attestations must not fall for, and the tests that show for each that this one
/// does not: a reader begins here, and a test that is renamed or taken away is missed.
struct HostileListTests {
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
        Case(
            1,
            "an envelope without signatures",
            "refusesEnvelopesThatAnotherReaderMightTakeOtherwise",
            "refusesAnEnvelopeOfOtherThanOneSignature"
        ),
        Case(
            2,
            "one signature as many: repeated, relabelled, malleated",
            "repeatedSignatureCountsOnce",
            "relabelledSignatureCountsForWhoMadeIt",
            "malleatedSignatureCountsOnce",
            "aThresholdCountsKeysAndNotSignatures",
            "principalsCountHoweverManyKeysCertificatesAndNamesTheyHave"
        ),
        Case(
            3,
            "key ids that lie",
            "hintThatNamesATrustedKeyMakesNoSigner",
            "exchangedHintsDoNotMatter",
            "wrongAndAbsentHintsDoNoHarmToAGoodSignature",
            "aChangedPayloadUnderATrustedHintIsRejected"
        ),
        Case(
            4,
            "a bad signature before a good one",
            "manyForeignSignaturesHideNoTrustedOne",
            "refusesAnEnvelopeOfOtherThanOneSignature"
        ),
        Case(
            5,
            "another payload type than the one signed",
            "aChangedPayloadTypeIsRejected",
            "signatureOverOtherBytesOrAnotherTypeIsNone",
            "refusesPayloadTypesThatOnlyLookLikeThem",
            "encodingCountsBytesAndNotCharacters"
        ),
        Case(
            6,
            "members that two readers take differently",
            "refusesEnvelopesThatAnotherReaderMightTakeOtherwise",
            "refusesWhatAnotherReaderMightTakeOtherwise"
        ),
        Case(
            7,
            "Base64 in another spelling",
            "base64RefusesEveryOtherSpelling",
            "readsTheURLSafeAlphabetButNoMixture",
            "refusesBase64OutsideOfItsCanonicalForm"
        ),
        Case(
            8,
            "bytes around the JSON, and text that is none",
            "refusesWhatAnotherReaderMightTakeOtherwise",
            "refusesBytesThatAreNotUTF8"
        ),
        Case(
            9,
            "depth and size",
            "refusesMoreBytesThanAllowed",
            "takesNoMoreSignaturesThanTheLimit",
            "takesNoMoreSubjectsThanTheLimit",
            "everyListHasALimit",
            "refusesNoFilesAndTooMany"
        ),
        Case(10, "numbers", "refusesWhatAnotherReaderMightTakeOtherwise", "refusesAValueWithoutMeaning"),
        Case(
            11,
            "signatures in another form, and keys of another kind",
            "signatureOfTheSpecificationIsValid",
            "ecdsaSignaturesAreTwoMinimalNumbersBelowTheOrder",
            "ecdsaSignaturesHaveOneSpelling",
            "malformedSignaturesAreInvalidAndDoNoHarm",
            "rsaSignaturesArePSSWithSHA256Alone",
            "rsaKeysHaveSecureNumbers",
            "refusesKeysOfOtherAlgorithms",
            "refusesSHA1"
        ),
        Case(12, "another statement type, or none", "item12RefusesAnotherOrNoStatementType"),
        Case(13, "members of a statement twice", "item13RefusesDuplicateMembers"),
        Case(
            14,
            "subjects without a digest that counts",
            "item14RefusesASubjectWithoutAUsableDigest",
            "item14DoesNotMatchByWeakDigestsAlone",
            "everyCommonAlgorithmMustAgree",
            "weakAndUnknownAlgorithmsAloneMatchNothing"
        ),
        Case(
            15,
            "names and digests of different subjects",
            "item15DigestsDecideAndNamesAreUnique",
            "anotherArtifactIsRejectedWhateverItsName"
        ),
        Case(
            16,
            "a statement replayed, rolled back or expired",
            "noteCopiedFromAnotherCommitIsRejected",
            "otherRepositoryIsRejected",
            "olderTreeIsJudgedByThePolicyAcceptedSince",
            "expiredPolicyIsRejectedAndNotKept",
            "rootIsNeverGoneBackOn",
            "aFailureIsNoSuccessWhoeverSignedIt",
            "anythingElseIsNot",
            "refusesAMovedTag"
        ),
        Case(17, "a statement taken away", "refusesADeletedNote", "missingStatementIsMissing"),
        Case(
            18,
            "a predicate that is null or absent",
            "item18RefusesAPredicateThatIsNoObject",
            "item18TakesAnAbsentPredicateForAnEmptyOne"
        ),
        Case(
            19,
            "a model signature over nothing",
            "refusesNoFilesAndTooMany",
            "refusesIgnoredPathsOfMoreThanOneSubtree",
            "onlyWhatBelongsToGitMayBeLeftOut"
        ),
        Case(20, "names that lead elsewhere", "refusesOtherNames"),
        Case(21, "a name twice", "refusesNamesOfOneFile"),
        Case(22, "names that a file system takes for one", "refusesNamesOfOneFile", "anotherUnicodeFormIsAnotherFile"),
        Case(23, "shards, and digests of another algorithm", "refusalOfShardsSaysWhy", "refusesOtherAlgorithms"),
        Case(
            24,
            "files more, fewer and of another kind",
            "namesEveryDifference",
            "swappedNamesAreDifferences",
            "fileAndFolderAreTwoKinds",
            "filesMoreFewerAndLinksAreRejected",
            "refusesWhatCannotBeSigned",
            "theListIsHeldAgainstTheSubject"
        ),
        Case(
            25,
            "bytes that change between the check and the use",
            "aFileThatIsWrittenToMeanwhileIsAnError",
            "neverFollowsALink"
        ),
        Case(
            26,
            "attributes and filters that change what is checked out",
            "thePreCommitHookReadsBlobsAndNoConversions",
            "thePreCommitHookFollowsAPointerToItsObject",
            "signedFilesOfGitAreLookedAt"
        ),
        Case(
            27,
            "certificates that may not sign",
            "refusesASelfSignedLeaf",
            "refusesALeafIssuedByALeaf",
            "refusesALeafWith",
            "refusesNamesOutsideTheConstraintsOfAnIssuer",
            "refusesMoreIssuersThanAnIssuerAllows",
            "refusesAnIssuerWithAWeakKey",
            "asksForTheValidityOfTheLeafAtTheTime",
            "asksForTheValidityOfIssuersAtTheTime",
            "takesNoAnchorFromTheChain",
            "refusesIdentitiesThatAreNotTheSame",
            "refusesNamesThatReadersSeeDifferently",
            "aCertificateSpeaksForThePrincipalWhomItNames"
        ),
        Case(
            28,
            "timestamps of another time, authority or signature",
            "refusesATokenOverOtherBytes",
            "refusesAnAuthorityThatIsNotTrustedWhateverTheTokenBrings",
            "refusesAnAuthorityThatHadExpired",
            "asksForTheValidityOfTheAuthorityAtTheTimeItGave"
        ),
        Case(29, "entries of a transparency log", "entriesOfALogProveNothing", "everyListHasALimit"),
        Case(30, "a bundle that brings its own key", "nobodyTrustedIsWrongUsage", "keyIDIsTheHint"),
        Case(
            31,
            "trust taken from what is verified",
            "refusesARootThatIsNotThePinnedOne",
            "refusesARootPutInThePlaceOfThePinnedOne",
            "policyThatNobodySignedIsMissing",
            "newerPolicyThatNobodySignedDoesNotJudge"
        ),
        Case(
            32,
            "notes and repositories that lie",
            "refusesANoteCopiedFromAnotherCommit",
            "aNoteOverItsLimitMakesItsObjectUndecided",
            "aTreeBombDoesNotHoldAReader",
            "everyCopyOfANoteCountsAndOneRemains",
            "aSymbolicReferenceIsNotFollowed",
            "replaceObjectsAreNotLookedAt"
        ),
        Case(
            33,
            "escapes in names and messages",
            "hostileTextReachesNoTerminal",
            "aLineFeedInANameBeginsNoLineOfItsOwn"
        ),
        Case(34, "nothing to verify", "nothingIsNeverSuccess", "exitCodesAreTheContract", "nothingToReleaseIsMissing"),
        Case(
            35,
            "keys and passphrases that others can read",
            "refusesAKeyFileThatOthersCanRead",
            "noProgramInheritsThePassphrase",
            "aPassphraseComesFromTheEnvironment"
        ),
        Case(
            36,
            "thresholds and policies that mean nothing",
            "refusesAThresholdThatMeansNothing",
            "thresholdCountsPrincipalsWithKeys",
            "refusesAnotherShape",
            "refusesAPolicyOfNothing"
        ),
    ]

    @Test func everyTrickIsListed() {
        #expect(Self.cases.map(\.number) == Array(1...36))
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
