internal import HallmarkCore
internal import HallmarkSigning
internal import HallmarkStatement

extension Evidence {
    /// The JSON form: what the order of the gathered things does not mean is sorted.
    func json() throws(JSONError) -> JSONValue {
        var teams: [String: JSONValue] = [:]
        for (name, team) in self.teams { teams[name.text] = try team.json() }
        return .object(members: [
            "commit": commit?.json,
            "isBeforeAdoption": .bool(isBeforeAdoption),
            "isStrict": .bool(isStrict),
            "ignoresSummaries": .bool(ignoresSummaries),
            "history": .array(history.map(\.json)),
            "models": .array(models.map(\.json)),
            "packages": .array(packages.map(\.json)),
            "artifacts": .digests(artifacts),
            "dependencies": .array(try dependencies.map { dependency throws(JSONError) in try dependency.json() }),
            "teams": .object(teams),
            "release": release.map { ["tag": .string($0.tag), "commit": .string($0.commit)] },
            "envelopes": .array(try envelopes.json()),
            "revocationLists": .array(revocationLists.map { .string(Base64.encode($0.der)) }),
            "documents": .object(documents.blobs.mapValues { .string(Base64.encode($0)) }),
            "uncovered": .texts(uncovered),
            "unreadable": .texts(unreadable),
            "damage": .strings(damage),
            "hasNotes": hasNotes.map { .bool($0) },
        ])
    }
}

extension JSONReader {
    mutating func evidence(_ name: String) throws(JSONError) -> Evidence {
        var reader = try object(name)
        var evidence = Evidence()
        evidence.commit = try reader.optional("commit").map { value throws(JSONError) in
            try Evidence.Commit(json: value)
        }
        evidence.isBeforeAdoption = try reader.bool("isBeforeAdoption")
        evidence.isStrict = try reader.bool("isStrict")
        evidence.ignoresSummaries = try reader.bool("ignoresSummaries")
        for value in try reader.array("history") { evidence.history.append(try Evidence.Commit(json: value)) }
        for value in try reader.array("models") { evidence.models.append(try Evidence.Model(json: value)) }
        for value in try reader.array("packages") { evidence.packages.append(try Evidence.Package(json: value)) }
        evidence.artifacts = try reader.digests("artifacts")
        for value in try reader.array("dependencies") {
            evidence.dependencies.append(try Evidence.Dependency(json: value))
        }
        var teams = try reader.object("teams")
        for name in teams.names {
            guard let team = TeamName(name) else { throw teams.unexpected(name, "the name of a team") }
            evidence.teams[team] = try teams.team(name)
        }
        if reader.optional("release") != nil {
            var release = try reader.object("release")
            evidence.release = Evidence.Release(tag: try release.string("tag"), commit: try release.string("commit"))
            try release.finish()
        }
        evidence.envelopes = try reader.found("envelopes")
        for text in try reader.strings("revocationLists") {
            do {
                evidence.revocationLists.append(try RevocationList(der: reader.bytes(text, "revocationLists")))
            } catch {
                throw JSONError(.unexpected, detail: "\(reader.place("revocationLists")): \(error)")
            }
        }
        var blobs: [String: [UInt8]] = [:]
        for (id, text) in try reader.texts("documents") { blobs[id] = try reader.bytes(text, "documents") }
        evidence.documents = ReferencedDocuments(blobs)
        evidence.uncovered = try reader.texts("uncovered")
        evidence.unreadable = try reader.texts("unreadable")
        evidence.damage = try reader.strings("damage")
        evidence.hasNotes = try reader.optionalBool("hasNotes")
        try reader.finish()
        return evidence
    }
}

extension Evidence.Team {
    fileprivate func json() throws(JSONError) -> JSONValue {
        .object(members: [
            "roots": .array(try roots.sorted { $0.digest.hex < $1.digest.hex }.jsonTexts()),
            "withdrawals": .array(try withdrawals.sorted { $0.digest.hex < $1.digest.hex }.jsonTexts()),
            "known": .object(try known.jsonTexts()),
        ])
    }
}

extension JSONReader {
    fileprivate mutating func team(_ name: String) throws(JSONError) -> Evidence.Team {
        var reader = try object(name)
        let team = Evidence.Team(
            roots: Set(try reader.envelopes("roots")),
            withdrawals: Set(try reader.envelopes("withdrawals")),
            known: try reader.envelopesByPin("known")
        )
        try reader.finish()
        return team
    }
}

extension Evidence.Commit {
    fileprivate var json: JSONValue {
        .object(members: ["id": id.map { .string($0) }, "tree": .string(tree.description)])
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "commit")
        self.init(id: try reader.optionalString("id"), tree: try reader.digest("tree"))
        try reader.finish()
    }
}

extension Evidence.Model {
    fileprivate var json: JSONValue {
        [
            "path": .string(path), "isBundle": .bool(isBundle), "files": .digests(files),
            "isInWorkTree": .bool(isInWorkTree), "formats": .strings(formats.sorted()),
        ]
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "model")
        self.init(
            path: try reader.string("path"),
            isBundle: try reader.bool("isBundle"),
            files: try reader.digests("files")
        )
        isInWorkTree = try reader.bool("isInWorkTree")
        formats = Set(try reader.strings("formats"))
        try reader.finish()
    }
}

extension Evidence.Package {
    fileprivate var json: JSONValue {
        let sets = inputs.map { (scopes: $0.key.sortedByBytes, files: $0.value) }.sorted {
            $0.scopes.lexicographicallyPrecedes($1.scopes) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return [
            "path": .string(path),
            "inputs": .array(sets.map { ["scopes": .strings($0.scopes), "files": .digests($0.files)] }),
        ]
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "package")
        var inputs: [Set<String>: [String: Digest]] = [:]
        for value in try reader.array("inputs") {
            var set = try JSONReader(value, path: reader.place("inputs"))
            inputs[Set(try set.strings("scopes"))] = try set.digests("files")
            try set.finish()
        }
        self.init(path: try reader.string("path"), inputs: inputs)
        try reader.finish()
    }
}
