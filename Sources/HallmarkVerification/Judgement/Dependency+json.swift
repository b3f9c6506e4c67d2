internal import HallmarkCore
internal import HallmarkStatement

extension Evidence.Dependency {
    func json() throws(JSONError) -> JSONValue {
        .object(members: [
            "identity": .string(identity), "package": .string(package), "version": version.map { .string($0) },
            "commit": .string(commit), "tree": tree.map { .string($0.description) }, "own": try own?.json(),
            "redirections": .array(redirections.map(\.json)), "unreadable": unreadable.map { .string($0) },
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
        try reader.finish()
    }
}

extension Evidence.OwnEvidence {
    fileprivate func json() throws(JSONError) -> JSONValue {
        let known = try knownRoots.sorted { $0.key.digest.hex < $1.key.digest.hex }.map {
            pin,
            roots throws(JSONError) -> JSONValue in
            ["pin": .string(pin.digest.description), "roots": .array(try roots.jsonTexts())]
        }
        return .object(members: [
            "content": .string(content.description), "roots": .array(try roots.jsonTexts()),
            "knownRoots": .array(known), "envelopes": .array(try envelopes.json()), "uncovered": .texts(uncovered),
            "unreadable": .texts(unreadable), "damage": damage.map { .string($0) }, "isBehind": .bool(isBehind),
            "isFetched": .bool(isFetched), "rollback": rollback?.json,
        ])
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        var reader = try JSONReader(json, path: "own")
        self.init(content: try reader.digest("content"))
        roots = try reader.envelopes("roots")
        for value in try reader.array("knownRoots") {
            var known = try JSONReader(value, path: reader.place("knownRoots"))
            knownRoots[Pin(try known.digest("pin"))] = try known.envelopes("roots")
            try known.finish()
        }
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
