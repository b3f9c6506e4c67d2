import Testing

/// The list of tricks that a verifier of attestations must not fall for, and the tests that show for each that this one
/// does not: a reader begins here, and a test that is renamed or taken away is missed.
struct AttestationHostileListTests {
    static let cases = [
        HostileCase(
            1,
            "an envelope without signatures",
            "refusesEnvelopesThatAnotherReaderMightTakeOtherwise",
            "refusesAnEnvelopeOfOtherThanOneSignature"
        ),
        HostileCase(
            2,
            "one signature as many: repeated, relabelled, malleated",
            "repeatedSignatureCountsOnce",
            "relabelledSignatureCountsForWhoMadeIt",
            "malleatedSignatureCountsOnce",
            "aThresholdCountsKeysAndNotSignatures",
            "principalsCountHoweverManyKeysCertificatesAndNamesTheyHave"
        ),
        HostileCase(
            3,
            "key ids that lie",
            "hintThatNamesATrustedKeyMakesNoSigner",
            "exchangedHintsDoNotMatter",
            "wrongAndAbsentHintsDoNoHarmToAGoodSignature",
            "aChangedPayloadUnderATrustedHintIsRejected"
        ),
        HostileCase(
            4,
            "a bad signature before a good one",
            "manyForeignSignaturesHideNoTrustedOne",
            "refusesAnEnvelopeOfOtherThanOneSignature"
        ),
        HostileCase(
            5,
            "another payload type than the one signed",
            "aChangedPayloadTypeIsRejected",
            "signatureOverOtherBytesOrAnotherTypeIsNone",
            "refusesPayloadTypesThatOnlyLookLikeThem",
            "encodingCountsBytesAndNotCharacters"
        ),
        HostileCase(
            6,
            "members that two readers take differently",
            "refusesEnvelopesThatAnotherReaderMightTakeOtherwise",
            "refusesWhatAnotherReaderMightTakeOtherwise"
        ),
        HostileCase(
            7,
            "Base64 in another spelling",
            "base64RefusesEveryOtherSpelling",
            "readsTheURLSafeAlphabetButNoMixture",
            "refusesBase64OutsideOfItsCanonicalForm"
        ),
        HostileCase(
            8,
            "bytes around the JSON, and text that is none",
            "refusesWhatAnotherReaderMightTakeOtherwise",
            "refusesBytesThatAreNotUTF8"
        ),
        HostileCase(
            9,
            "depth and size",
            "refusesMoreBytesThanAllowed",
            "takesNoMoreSignaturesThanTheLimit",
            "takesNoMoreSubjectsThanTheLimit",
            "everyListHasALimit",
            "refusesNoFilesAndTooMany"
        ),
        HostileCase(10, "numbers", "refusesWhatAnotherReaderMightTakeOtherwise", "refusesAValueWithoutMeaning"),
        HostileCase(
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
        HostileCase(12, "another statement type, or none", "item12RefusesAnotherOrNoStatementType"),
        HostileCase(13, "members of a statement twice", "item13RefusesDuplicateMembers"),
        HostileCase(
            14,
            "subjects without a digest that counts",
            "item14RefusesASubjectWithoutAUsableDigest",
            "item14DoesNotMatchByWeakDigestsAlone",
            "everyCommonAlgorithmMustAgree",
            "weakAndUnknownAlgorithmsAloneMatchNothing"
        ),
        HostileCase(
            15,
            "names and digests of different subjects",
            "item15DigestsDecideAndNamesAreUnique",
            "anotherArtifactIsRejectedWhateverItsName"
        ),
        HostileCase(
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
        HostileCase(17, "a statement taken away", "refusesADeletedNote", "missingStatementIsMissing"),
        HostileCase(
            18,
            "a predicate that is null or absent",
            "item18RefusesAPredicateThatIsNoObject",
            "item18TakesAnAbsentPredicateForAnEmptyOne"
        ),
        HostileCase(
            19,
            "a model signature over nothing",
            "refusesNoFilesAndTooMany",
            "refusesIgnoredPathsOfMoreThanOneSubtree",
            "onlyWhatBelongsToGitMayBeLeftOut"
        ),
        HostileCase(20, "names that lead elsewhere", "refusesOtherNames"),
        HostileCase(21, "a name twice", "refusesNamesOfOneFile"),
        HostileCase(
            22,
            "names that a file system takes for one",
            "refusesNamesOfOneFile",
            "anotherUnicodeFormIsAnotherFile"
        ),
        HostileCase(23, "shards, and digests of another algorithm", "refusalOfShardsSaysWhy", "refusesOtherAlgorithms"),
        HostileCase(
            24,
            "files more, fewer and of another kind",
            "namesEveryDifference",
            "swappedNamesAreDifferences",
            "fileAndFolderAreTwoKinds",
            "filesMoreFewerAndLinksAreRejected",
            "refusesWhatCannotBeSigned",
            "theListIsHeldAgainstTheSubject"
        ),
        HostileCase(
            25,
            "bytes that change between the check and the use",
            "aFileThatIsWrittenToMeanwhileIsAnError",
            "neverFollowsALink"
        ),
        HostileCase(
            26,
            "attributes and filters that change what is checked out",
            "thePreCommitHookReadsBlobsAndNoConversions",
            "thePreCommitHookFollowsAPointerToItsObject",
            "signedFilesOfGitAreLookedAt"
        ),
        HostileCase(
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
        HostileCase(
            28,
            "timestamps of another time, authority or signature",
            "refusesATokenOverOtherBytes",
            "refusesAnAuthorityThatIsNotTrustedWhateverTheTokenBrings",
            "refusesAnAuthorityThatHadExpired",
            "asksForTheValidityOfTheAuthorityAtTheTimeItGave"
        ),
        HostileCase(29, "entries of a transparency log", "entriesOfALogProveNothing", "everyListHasALimit"),
        HostileCase(30, "a bundle that brings its own key", "nobodyTrustedIsWrongUsage", "keyIDIsTheHint"),
        HostileCase(
            31,
            "trust taken from what is verified",
            "refusesARootThatIsNotThePinnedOne",
            "refusesARootPutInThePlaceOfThePinnedOne",
            "policyThatNobodySignedIsMissing",
            "newerPolicyThatNobodySignedDoesNotJudge"
        ),
        HostileCase(
            32,
            "notes and repositories that lie",
            "refusesANoteCopiedFromAnotherCommit",
            "aNoteOverItsLimitMakesItsObjectUndecided",
            "aTreeBombDoesNotHoldAReader",
            "everyCopyOfANoteCountsAndOneRemains",
            "aSymbolicReferenceIsNotFollowed",
            "replaceObjectsAreNotLookedAt"
        ),
        HostileCase(
            33,
            "escapes in names and messages",
            "hostileTextReachesNoTerminal",
            "aLineFeedInANameBeginsNoLineOfItsOwn"
        ),
        HostileCase(
            34,
            "nothing to verify",
            "nothingIsNeverSuccess",
            "exitCodesAreTheContract",
            "nothingToReleaseIsMissing"
        ),
        HostileCase(
            35,
            "keys and passphrases that others can read",
            "refusesAKeyFileThatOthersCanRead",
            "noProgramInheritsThePassphrase",
            "aPassphraseComesFromTheEnvironment"
        ),
        HostileCase(
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
    func isShownByTests(_ trick: HostileCase) throws {
        #expect(try trick.missingTests() == [])
        #expect(!trick.tests.isEmpty)
    }
}
