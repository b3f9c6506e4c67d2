import ArgumentParser
import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

extension NotesCommand {
    /// `hallmark notes show OBJECT|PATH`.
    struct Show: ParsableCommand {
        /// The schema of the JSON form.
        static let schema = TypeURI.make("notes-show", version: 1)
        /// How many subjects of a statement are named.
        static let maximumSubjects = 8

        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Says what each line of the notes about an object is, and who of the pinned root signed it.",
            discussion: "Example: hallmark notes show Models/classifier.safetensors"
        )

        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var trust: TrustOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "A revision or an object's id, a file of HEAD, or sha256:HEX of something outside.")
        var object: String

        /// A line of a note.
        private struct Line {
            let digest: Digest
            let what: String
            var subjects: [String] = []
            var keyIDs: [String] = []
            /// `nil` when no root is pinned.
            var signers: [String]?
        }

        func run() throws {
            let surroundings = Surroundings.current
            let open = try repository.open(surroundings)
            let id = try object(in: open)
            let trust = try NoteTrust(open, trust, surroundings)
            let notes = try NoteStore.Namespace.allCases.map { namespace in
                let note = try NoteStore(namespace).note(about: id, in: open.git)
                return (namespace, zip(note.lines, note.parsed).map { line($0, $1, open, trust.root) })
            }
            switch output.format {
            case .text: Output.result(text(id, notes, trust.remarks))
            case .json: Output.result(json(id, notes))
            case .sarif: try OutputOptions.refuseSARIF()
            }
            guard notes.contains(where: { !$0.1.isEmpty }) else { throw DecisionExit(decision: .missing) }
        }

        private func object(in open: OpenRepository) throws -> ObjectID {
            if let digest = Digest(prefixed: object) { return try ArtifactKey.object(of: digest) }
            // A path first where it is one: `HEAD:path` is what git calls it.
            if ObjectID(hex: object) == nil, object.isPlainPath, let id = try open.git.object("HEAD:\(object)") {
                return id
            }
            if let id = try open.git.object(object) { return id }
            throw Failure(
                .undecided,
                "no-object",
                "\(object) is neither a file of HEAD nor names an object",
                mend: "git rev-parse HEAD:PATH, or give sha256:HEX"
            )
        }

        private func line(
            _ bytes: [UInt8],
            _ parsed: Note.Line,
            _ open: OpenRepository,
            _ root: VerifiedRoot?
        ) -> Line {
            let digest = Digest.sha256(bytes)
            switch parsed {
            case .envelope(let envelope): return line(digest, envelope, "envelope", root)
            case .bundle(let bundle):
                guard case .envelope(let envelope) = bundle.content else {
                    return Line(digest: digest, what: "bundle without a statement")
                }
                return line(digest, envelope, "bundle", root)
            case .reference(let reference):
                do {
                    return line(digest, try open.envelope(behind: reference), "reference", root)
                } catch {
                    let what = "reference to \(reference.envelope) that leads nowhere: \(error)"
                    return Line(digest: digest, what: what)
                }
            case .unknown(let reason): return Line(digest: digest, what: "junk: \(reason)")
            }
        }

        private func line(_ digest: Digest, _ envelope: Envelope, _ form: String, _ root: VerifiedRoot?) -> Line {
            let signers = root.map { $0.signers(of: envelope).map(\.name) }
            let keyIDs = envelope.signatures.map { $0.keyID ?? "(no key id)" }
            let statement: Statement
            do {
                statement = try Statement(payloadOf: envelope)
            } catch {
                return Line(digest: digest, what: "\(form), no statement: \(error)", keyIDs: keyIDs, signers: signers)
            }
            let named = statement.subjects.prefix(Self.maximumSubjects).map { subject in
                let digests = subject.digest.values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
                return "\(subject.name ?? "(no name)") \(digests.joined(separator: " "))"
            }
            let more = statement.subjects.count - named.count
            return Line(
                digest: digest,
                what: "\(form) \(statement.predicateType)",
                subjects: named + (more > 0 ? ["and \(more) more"] : []),
                keyIDs: keyIDs,
                signers: signers
            )
        }

        private func text(_ id: ObjectID, _ notes: [(NoteStore.Namespace, [Line])], _ remarks: [String]) -> String {
            var lines: [String] = []
            for (namespace, note) in notes where !note.isEmpty {
                lines.append("\(namespace.rawValue), about \(id):")
                for line in note {
                    lines.append("  \(line.digest) \(line.what)")
                    lines += line.subjects.map { "    subject \($0)" }
                    lines += line.keyIDs.map { "    names the key \($0)" }
                    if let signers = line.signers {
                        let names = signers.isEmpty ? "nobody of the root" : signers.joined(separator: ", ")
                        lines.append("    signed by \(names)")
                    }
                }
            }
            if lines.isEmpty { lines.append("there is no note about \(id)") }
            lines += remarks.map { "note: \($0)" }
            return lines.map { DisplayText.escape($0) + "\n" }.joined()
        }

        private func json(_ id: ObjectID, _ notes: [(NoteStore.Namespace, [Line])]) -> JSONValue {
            let members = notes.map { namespace, lines in
                let values = lines.map { line -> JSONValue in
                    var members: [String: JSONValue] = [
                        "digest": .string(line.digest.description),
                        "what": .string(line.what),
                        "subjects": .array(line.subjects.map { .string($0) }),
                        "keyIDs": .array(line.keyIDs.map { .string($0) }),
                    ]
                    members["signers"] = line.signers.map { .array($0.map { .string($0) }) }
                    return .object(members)
                }
                return (namespace.rawValue, JSONValue.array(values))
            }
            return [
                "schema": .string(Self.schema), "object": .string(id.hex),
                "references": .object(Dictionary(uniqueKeysWithValues: members)),
            ]
        }
    }
}
