package import HallmarkCore

/// An in-toto Statement v1: subjects, a predicate type and a predicate.
package struct Statement: Sendable, Hashable {
    /// The `_type` of the one version that is read and written.
    package static let type = "https://in-toto.io/Statement/v1"
    /// How many subjects a statement may have.
    package static let maximumSubjects = 100_000

    package let subjects: [Subject]
    package let predicateType: String
    package let predicate: JSONValue

    package init(subjects: [Subject], predicateType: String, predicate: JSONValue) {
        self.subjects = subjects
        self.predicateType = predicateType
        self.predicate = predicate
    }

    /// A statement with a predicate of our own.
    package init<Value: Predicate>(subjects: [Subject], predicate: Value) {
        self.init(subjects: subjects, predicateType: Value.type, predicate: predicate.json)
    }

    /// Reads the payload of an envelope.
    ///
    /// Members that the framework does not know are left alone (in-toto Statement v1, "Parsing rules"); duplicate
    /// keys, another `_type`, a subject without digest and two of one name are errors.
    package init(payloadOf envelope: Envelope) throws(StatementError) {
        guard Self.isPayloadType(envelope.payloadType) else {
            throw StatementError(.payloadType, "the payload type \"\(envelope.payloadType)\" is not in-toto's")
        }
        do {
            var reader = try JSONReader(JSONParser.parse(envelope.payload))
            let type = try reader.string("_type")
            guard type == Self.type else {
                throw StatementError(.statementType, "the statement type \"\(type)\" is not \(Self.type)")
            }
            let predicateType = try reader.string("predicateType")
            guard URIText.isURI(predicateType) else {
                throw StatementError(.predicate, "the predicate type \"\(predicateType)\" is not a URI")
            }
            self.predicateType = predicateType
            // in-toto Statement v1, `predicate`: "Unset is treated the same as set-but-empty"; null is neither.
            let predicate = reader.optional("predicate") ?? [:]
            guard predicate.object != nil else {
                throw StatementError(.predicate, "the predicate of a statement is not an object")
            }
            self.predicate = predicate
            let elements = try reader.array("subject")
            guard (1...Self.maximumSubjects).contains(elements.count) else {
                throw StatementError(.subject, "a statement has 1 to \(Self.maximumSubjects) subjects")
            }
            var subjects: [Subject] = []
            for element in elements { subjects.append(try Subject(element)) }
            let names = subjects.compactMap(\.name)
            guard Set(names).count == names.count else {
                throw StatementError(.subject, "two subjects of a statement share a name")
            }
            self.subjects = subjects
        } catch {
            throw StatementError(reading: error)
        }
    }

    /// The JSON form: subjects by name, keys sorted, so that the same statement gives the same bytes.
    package var jsonBytes: [UInt8] {
        JSONWriter.bytes(of: [
            "_type": .string(Self.type),
            "subject": .array(subjects.sorted(by: Subject.isBefore).map(\.json)),
            "predicateType": .string(predicateType),
            "predicate": predicate,
        ])
    }

    /// The predicate as a type, or `nil` when the statement has another predicate type.
    package func predicate<Value: Predicate>(as _: Value.Type) throws(StatementError) -> Value? {
        guard Value.reads(type: predicateType) else { return nil }
        do {
            return try Value(json: predicate)
        } catch {
            throw StatementError(.predicate, "predicate \(predicateType): \(error.description)")
        }
    }

    /// The subject of this name, or `nil`.
    package func subject(named name: String) -> Subject? {
        subjects.first { $0.name?.utf8.elementsEqual(name.utf8) == true }
    }

    /// Whether a payload of this type is read as a statement: `application/vnd.in-toto+json`, which is written, and
    /// `application/vnd.in-toto.<predicate>+json` (in-toto Attestation Framework v1.2, `envelope.md`).
    ///
    /// The predicate's word in it decides nothing: `predicateType` does.
    package static func isPayloadType(_ text: String) -> Bool {
        guard text != Envelope.inTotoPayloadType else { return true }
        let prefix = "application/vnd.in-toto."
        let suffix = "+json"
        guard text.hasPrefix(prefix), text.hasSuffix(suffix) else { return false }
        let word = text.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        return !word.isEmpty && word.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789.-".utf8.contains($0) }
    }
}
