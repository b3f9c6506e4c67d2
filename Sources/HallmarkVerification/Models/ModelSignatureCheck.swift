internal import HallmarkCore
package import HallmarkStatement

/// Whether the files of a model are the ones that were signed (OpenSSF Model Signing v1.0).
///
/// Who signed, and whether the signature is valid, has been seen to before: a statement from anyone is taken here.
package enum ModelSignatureCheck {
    /// How many differences are named at most.
    package static let maximumReasons = 100

    /// The statement to sign about the model of this name.
    package static func statement(name: String, manifest: ModelManifest) -> Statement {
        ModelSignaturePredicate(files: manifest.files).statement(name: name)
    }

    /// What to leave out when the model on disk is read: what the signature leaves out, and nothing else.
    package static func excludedPaths(signed: Statement) throws(StatementError) -> [String] {
        try ModelSignaturePredicate(statement: signed).ignoredPaths
    }

    /// What the user has to know although it is no reason to refuse: what lies in the model and is not signed.
    package static func remarks(signed: Statement) throws(StatementError) -> [String] {
        furtherIgnoredPaths(of: try ModelSignaturePredicate(statement: signed))
            .map { "not covered by the signature: \($0)" }
    }

    /// Why the files found are not the ones signed; none when they are.
    ///
    /// - Throws: a `StatementError` when the statement is no model signature that is believed at all.
    package static func reasons(signed: Statement, found: ModelManifest) throws(StatementError) -> [Reason] {
        let predicate = try ModelSignaturePredicate(statement: signed)
        var expected: [String: Digest] = [:]
        for resource in predicate.resources { expected[name(of: resource, in: found, predicate)] = resource.digest }
        // Names are looked up by their bytes: one in another Unicode form is another file.
        let unlike = expected.filter { found.files.exactly($0.key) != $0.value }.map(\.key)
        let unlisted = found.files.keys.filter { name in
            expected.exactly(name) == nil && !predicate.ignoredPaths.contains(where: name.isAtOrBelow)
        }
        let differing = (unlike + unlisted).sorted(by: isBefore)
        let reasons = differing.prefix(maximumReasons).map { name in
            switch (expected.exactly(name), found.files.exactly(name)) {
            case (let digest?, nil): missing(name, digest, found)
            case (nil, let digest): extra(name, digest, expected)
            case (let digest?, let other?): changed(name, digest, other, found)
            }
        }
        // OMS v1.0: the signature says what is left out, not the one who looks.
        let unseen = found.leftOut.filter { path in !predicate.ignoredPaths.contains(where: path.isAtOrBelow) }
            .map { Reason("left-out", "\($0) was not looked at, and the signature does not leave it out") }
        guard differing.count > maximumReasons else { return unseen + reasons }
        return unseen + reasons + [Reason("more", "and \(differing.count - maximumReasons) more differences")]
    }

    // OMS v1.0 names the file of a model that is one file, and the reference implementation writes a dot.
    private static func name(
        of resource: ModelSignaturePredicate.Resource,
        in found: ModelManifest,
        _ predicate: ModelSignaturePredicate
    ) -> String {
        guard let fileName = found.fileName, predicate.resources.count == 1, resource.name.isExactly(fileName)
        else { return resource.name }
        return ModelSignaturePredicate.singleFileName
    }

    private static func changed(_ name: String, _ signed: Digest, _ other: Digest, _ found: ModelManifest) -> Reason {
        // The one file of a model goes by a dot in the signature, which tells nobody anything.
        let shown = name.isExactly(ModelSignaturePredicate.singleFileName) ? found.fileName ?? name : name
        return Reason(
            "changed",
            "the file \(shown) is not the one that was signed",
            expected: signed.description,
            found: other.description
        )
    }

    private static func missing(_ name: String, _ digest: Digest, _ found: ModelManifest) -> Reason {
        if name.isExactly(ModelSignaturePredicate.singleFileName) {
            return Reason("kind", "one file was signed, and this is a folder", expected: "a file", found: "a folder")
        }
        if found.files.keys.contains(where: { $0.path(below: name) != nil }) {
            return Reason("kind", "\(name) was signed as a file", expected: "a file", found: "a folder")
        }
        return Reason("removed", "the file \(name) was signed and is not there", expected: digest.description)
    }

    private static func extra(_ name: String, _ digest: Digest?, _ expected: [String: Digest]) -> Reason {
        if name.isExactly(ModelSignaturePredicate.singleFileName) {
            return Reason("kind", "a folder was signed, and this is a file", expected: "a folder", found: "a file")
        }
        if expected.keys.contains(where: { $0.path(below: name) != nil }) {
            return Reason("kind", "\(name) was signed as a folder", expected: "a folder", found: "a file")
        }
        return Reason("unlisted", "the file \(name) is not among what was signed", found: digest?.description)
    }

    private static func furtherIgnoredPaths(of predicate: ModelSignaturePredicate) -> [String] {
        predicate.ignoredPaths
            .filter { path in !ModelSignaturePredicate.defaultIgnoredPaths.contains(where: path.isExactly) }
            .sorted(by: isBefore)
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
