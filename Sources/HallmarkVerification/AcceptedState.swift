package import HallmarkCore
package import HallmarkStatement

/// What a user has accepted so far: the newest root and policy, which judge every revision and are never gone back on.
///
/// Kept outside of anything that travels with a repository (the user's state folder, or a CI cache). It is trusted
/// because of where it lies.
package struct AcceptedState: Sendable, Hashable {
    /// The schema of the state file.
    package static let schema = TypeURI.make("state", version: 1)
    /// How many bytes a state file may have.
    package static let maximumSize = 16 << 20

    /// Every root accepted so far.
    package var roots: [Envelope]
    /// The highest root version accepted; 0 for none.
    package var rootVersion: Int64
    /// The newest accepted policy's bytes.
    package var policy: [UInt8]?
    /// The bytes of the policies that it extends, by their SHA-256.
    package var shared: [Digest: [UInt8]]
    /// Its version; 0 for none.
    package var policyVersion: Int64
    /// The envelopes of the statements by which it was accepted: where the state is shown to others, they prove it.
    package var policyStatements: [Envelope]
    /// The newest list of each name that takes something away, by the envelopes that were accepted.
    package var withdrawals: [Envelope]
    /// The commits of notes that were seen, 40 hex, by reference, for each place where notes lie: a clone or a remote.
    package var notes: [String: [String: String]]

    /// A state in which nothing was accepted yet.
    package init() {
        self.roots = []
        self.rootVersion = 0
        self.policy = nil
        self.shared = [:]
        self.policyVersion = 0
        self.policyStatements = []
        self.withdrawals = []
        self.notes = [:]
    }

    /// Reads a state file.
    package init(json bytes: [UInt8]) throws(StatementError) {
        do {
            var reader = try JSONReader(JSONParser.parse(bytes, maximumSize: Self.maximumSize), path: "state")
            let schema = try reader.string("schema")
            guard schema == Self.schema else { throw StatementError(.json, "the state's schema is \(schema)") }
            self.roots = try reader.array("roots").map { try Envelope($0) }
            self.rootVersion = try reader.integer("rootVersion")
            self.policyVersion = try reader.integer("policyVersion")
            self.policy = nil
            if let text = try reader.optionalString("policy") {
                guard let bytes = Base64.decode(text.utf8) else {
                    throw StatementError(.base64, "the state's policy is not Base64")
                }
                self.policy = bytes
            }
            self.shared = try Self.shared(reader.optional("shared"))
            self.policyStatements = try Self.envelopes("policyStatements", &reader)
            self.withdrawals = try Self.envelopes("withdrawals", &reader)
            self.notes = try Self.notes(reader.optional("notes"))
            try reader.finish()
            // A high-water mark without what it is the mark of would leave nothing that judges.
            guard rootVersion >= 0, policyVersion >= 0, roots.isEmpty == (rootVersion == 0),
                (policy == nil) == (policyVersion == 0)
            else { throw StatementError(.json, "the state's versions do not go with its roots and policy") }
        } catch {
            throw StatementError(reading: error)
        }
    }

    /// The state file's bytes.
    package func jsonBytes() throws(StatementError) -> [UInt8] {
        do {
            var members: [String: JSONValue] = [
                "schema": .string(Self.schema),
                "roots": .array(try roots.map { try JSONParser.parse($0.jsonBytes) }),
                "rootVersion": .integer(rootVersion),
                "policyVersion": .integer(policyVersion),
            ]
            if let policy { members["policy"] = .string(Base64.encode(policy)) }
            if !shared.isEmpty {
                members["shared"] = .array(shared.values.map(Base64.encode).sorted().map { .string($0) })
            }
            for (name, envelopes) in [("policyStatements", policyStatements), ("withdrawals", withdrawals)]
            where !envelopes.isEmpty {
                members[name] = .array(try envelopes.map { try JSONParser.parse($0.jsonBytes) })
            }
            if !notes.isEmpty { members["notes"] = .object(notes.mapValues { .object($0.mapValues { .string($0) }) }) }
            return JSONWriter.bytes(of: .object(members), layout: .indented)
        } catch {
            throw StatementError(.json, "\(error)")
        }
    }

    private static func envelopes(_ name: String, _ reader: inout JSONReader) throws -> [Envelope] {
        reader.optional(name) == nil ? [] : try reader.array(name).map { try Envelope($0) }
    }

    private static func shared(_ value: JSONValue?) throws(JSONError) -> [Digest: [UInt8]] {
        var shared: [Digest: [UInt8]] = [:]
        for element in value?.array ?? [] {
            guard let bytes = element.string.flatMap({ Base64.decode($0.utf8) }) else {
                throw JSONError(.unexpected, detail: "state.shared is not a list of Base64")
            }
            shared[Digest.sha256(bytes)] = bytes
        }
        return shared
    }

    /// Takes over what another run has accepted meanwhile: of each list the newer one counts.
    package mutating func merge(withdrawalsOf other: AcceptedState) throws(TrustError) {
        let newest = try WithdrawalVerdict.newest(withdrawals + other.withdrawals)
        withdrawals = newest.sorted { $0.key < $1.key }.map(\.value.envelope)
    }

    private static func notes(_ value: JSONValue?) throws(JSONError) -> [String: [String: String]] {
        guard let value else { return [:] }
        var places = try JSONReader(value, path: "state.notes")
        var notes: [String: [String: String]] = [:]
        for place in places.names {
            var marks = try places.object(place)
            for reference in marks.names {
                let commit = try marks.string(reference)
                guard commit.utf8.count == 40, Hex.decode(commit.utf8) != nil else {
                    throw JSONError(.unexpected, detail: "\(marks.place(reference)) is not a commit's id")
                }
                notes[place, default: [:]][reference] = commit
            }
        }
        return notes
    }
}
