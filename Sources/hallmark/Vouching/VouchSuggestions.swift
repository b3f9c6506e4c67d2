import HallmarkCore
import HallmarkGit
import HallmarkStatement
import HallmarkVerification

/// What is missing so that every pinned dependency is accepted, the smallest reading first.
struct VouchSuggestions {
    /// The schema that the JSON form names.
    static let schema = TypeURI.make("vouch-suggestions", version: 1)

    /// One dependency that a reading would cover.
    struct Suggestion {
        let dependency: Evidence.Dependency
        let reading: Reading
        let command: String
    }

    let decision: Decision
    private(set) var suggestions: [Suggestion] = []
    /// What no reading of ours mends, with the reason.
    private(set) var others: [Verdict.Line] = []

    /// - Throws: a ``Failure`` when nothing could be judged.
    init(_ survey: ReviewSurvey) throws {
        guard let verdict = survey.verdict else {
            throw Failure(.undecided, "no-pin", survey.remark ?? "nothing was judged", mend: "hallmark trust init")
        }
        decision = verdict.decision
        let found = Dictionary(survey.found.map { ($0.dependency.name, $0) }, uniquingKeysWith: { first, _ in first })
        for line in verdict.lines where line.decision != .accepted {
            guard line.kind == Policy.ArtifactKind.dependency.rawValue, line.decision == .missing,
                let found = found[line.name], found.mirror != nil, found.dependency.tree != nil,
                let criteria = survey.criteria(for: found.dependency)
            else {
                others.append(line)
                continue
            }
            let readable = try ReadableDependency(found)
            let deltas = try readable.deltas(
                from: survey.coveredRevisions(of: found.dependency, criteria: criteria)
            )
            let full = try Reading(readable.commit, from: nil, in: readable.copy)
            var command = "hallmark vouch add \(ShellWord.quoted(found.dependency.identity))"
            if criteria != .safeToDeploy { command += " --criteria \(criteria.rawValue)" }
            let nearest = deltas.first { $0.size.lines <= full.size.lines }
            if nearest == nil, !deltas.isEmpty { command += " --full" }
            suggestions.append(
                Suggestion(dependency: found.dependency, reading: nearest ?? full, command: command)
            )
        }
        suggestions.sort { one, other in
            let (first, second) = (one.reading.size, other.reading.size)
            // What cannot be shown is the most to look at.
            return (first.unshown, first.lines, one.dependency.name) < (
                second.unshown, second.lines, other.dependency.name
            )
        }
    }

    /// For people; it quotes untrusted names.
    var text: String {
        var text = ""
        for suggestion in suggestions {
            let base = suggestion.reading.base.map { "the difference from \($0.name)" } ?? "everything"
            let hint = suggestion.reading.size.isMinimal ? "" : " at most"
            text += "\(suggestion.dependency.name)\n"
            text += "  to read:\(hint) \(suggestion.reading.size.text) (\(base))\n  \(suggestion.command)\n"
        }
        for line in others {
            text += "\(line.kind) \(line.name): \(line.word?.rawValue ?? line.decision.rawValue)\n"
            for reason in line.reasons {
                text += "  \(reason.message) [\(reason.code)]\n"
                if let mend = reason.mend { text += "  \(mend)\n" }
            }
        }
        if suggestions.isEmpty, others.isEmpty { text += "nothing is missing\n" }
        return text
    }

    /// The JSON form.
    var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(decision.rawValue),
            "exit": .integer(Int64(decision.exitCode)),
            "suggestions": .array(suggestions.map(\.json)),
            "others": .array(
                others.map { line in
                    let reasons = line.reasons.map { reason in
                        ["code": .string(reason.code), "message": .string(reason.message)] as JSONValue
                    }
                    return [
                        "kind": .string(line.kind), "name": .string(line.name),
                        "decision": .string(line.decision.rawValue), "reasons": .array(reasons),
                    ]
                }
            ),
        ]
    }
}

extension VouchSuggestions.Suggestion {
    fileprivate var json: JSONValue {
        let size = reading.size
        var members: [String: JSONValue] = [
            "package": .string(dependency.package),
            "commit": .string(dependency.commit),
            "reading": .string(reading.base == nil ? "full" : "delta"),
            "files": .integer(Int64(size.files)),
            "added": .integer(Int64(size.added)),
            "removed": .integer(Int64(size.removed)),
            "unshown": .integer(Int64(size.unshown)),
            "minimal": .bool(size.isMinimal),
            "command": .string(command),
        ]
        members["version"] = dependency.version.map { .string($0) }
        members["from"] = reading.base.map { .string($0.name) }
        return .object(members)
    }
}
