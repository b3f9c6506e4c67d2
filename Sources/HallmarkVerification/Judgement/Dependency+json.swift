internal import HallmarkCore
internal import HallmarkStatement

extension Evidence.Dependency {
    func json() throws(JSONError) -> JSONValue {
        .object(members: [
            "identity": .string(identity), "package": .string(package), "version": version.map { .string($0) },
            "commit": .string(commit), "tree": tree.map { .string($0.description) }, "own": try own?.json(),
            "redirections": .array(redirections.map(\.json)), "unreadable": unreadable.map { .string($0) },
            "submodule": submodule.map { .string($0) },
        ])
    }

    init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "dependency")
        self.init(
            identity: try reader.string("identity"),
            package: try reader.string("package"),
            version: try reader.optionalString("version"),
            commit: try reader.string("commit"),
            tree: reader.optional("tree") == nil ? nil : try reader.digest("tree")
        )
        own = try reader.optional("own").map { value throws(JSONError) in try Evidence.OwnEvidence(json: value) }
        for value in try reader.array("redirections") { redirections.append(try Reason(json: value)) }
        unreadable = try reader.optionalString("unreadable")
        submodule = try reader.optionalString("submodule")
        try reader.finish()
    }
}

extension Evidence.OwnEvidence {
    fileprivate func json() throws(JSONError) -> JSONValue {
        .object(members: [
            "content": .string(content.description), "roots": .array(try roots.jsonTexts()),
            "knownRoots": .object(try knownRoots.jsonTexts()), "withdrawals": .array(try withdrawals.jsonTexts()),
            "knownWithdrawals": .object(try knownWithdrawals.jsonTexts()),
            "envelopes": .array(try envelopes.json()), "uncovered": .texts(uncovered),
            "unreadable": .texts(unreadable), "damage": damage.map { .string($0) }, "isBehind": .bool(isBehind),
            "isFetched": .bool(isFetched), "rollback": rollback?.json,
        ])
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "own")
        self.init(content: try reader.digest("content"))
        roots = try reader.envelopes("roots")
        knownRoots = try reader.envelopesByPin("knownRoots")
        withdrawals = try reader.envelopes("withdrawals")
        knownWithdrawals = try reader.envelopesByPin("knownWithdrawals")
        envelopes = try reader.found("envelopes")
        uncovered = try reader.texts("uncovered")
        unreadable = try reader.texts("unreadable")
        damage = try reader.optionalString("damage")
        isBehind = try reader.bool("isBehind")
        isFetched = try reader.bool("isFetched")
        rollback = try reader.optional("rollback").map { value throws(JSONError) in try Reason(json: value) }
        try reader.finish()
    }
}
