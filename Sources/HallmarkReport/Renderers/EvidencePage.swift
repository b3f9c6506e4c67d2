package import HallmarkCore
package import HallmarkVerification

/// An evidence file on one page: what was released, who signed what, what was excepted, and what was not checked.
package struct EvidencePage: Sendable {
    /// The schema that the JSON form names.
    package static let schema = TypeURI.make("evidence-page", version: 1)

    /// A part of the page.
    struct Section: Sendable {
        let title: String
        var entries: [Entry] = []
        /// What is said where there is no entry.
        let otherwise: String
    }

    /// A line of a section, and what is below it.
    struct Entry: Sendable {
        let text: String
        var details: [String] = []
    }

    let title: String
    let decision: Decision
    let sections: [Section]

    /// - Parameter judgement: that of the file's inquiry.
    package init(_ file: EvidenceFile, _ judgement: Judgement) {
        let inquiry = file.inquiry
        let verdict = judgement.verdict
        decision = verdict.decision
        title = inquiry.evidence.release.map { "Release \($0.tag)" } ?? "Verification of \(inquiry.name)"
        sections = [
            Self.subject(file, judgement),
            Self.signed(file, judgement),
            Self.refused(verdict),
            Self.softened("What was excepted", .excepted, verdict, otherwise: "Nothing."),
            Self.softened("What was observed and not enforced", .observed, verdict, otherwise: "Nothing."),
            Section(
                title: "What was NOT checked",
                entries: UncheckedList(inquiry, judgement).entries.map { Entry(text: $0) },
                otherwise: "Nothing that is known of."
            ),
        ]
    }

    private static func subject(_ file: EvidenceFile, _ judgement: Judgement) -> Section {
        let inquiry = file.inquiry
        let evidence = inquiry.evidence
        var section = Section(title: "What was judged", otherwise: "Nothing.")
        if let release = evidence.release { section.entries.append(Entry(text: "tag \(release.tag)")) }
        if let commit = evidence.commit {
            section.entries.append(
                Entry(text: "commit \(commit.id ?? "unknown")", details: ["gitTree \(commit.tree.hex)"])
            )
        }
        section.entries += evidence.artifacts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            Entry(text: "artifact \($0.key)", details: ["\($0.value)"])
        }
        section.entries.append(Entry(text: "at \(inquiry.time)", details: ["by \(file.tool), rules \(file.rules)"]))
        var trust = ["pinned root \(inquiry.pin.digest)"]
        if let chain = judgement.chain {
            trust.append("root version \(chain.root.root.version) of \(chain.root.root.repository)")
            if let policy = chain.policy, let bytes = chain.policyBytes {
                trust.append("policy version \(policy.version), \(Digest.sha256(bytes))")
            }
        }
        section.entries.append(Entry(text: "under", details: trust))
        return section
    }

    private static func signed(_ file: EvidenceFile, _ judgement: Judgement) -> Section {
        var section = Section(title: "Who signed what", otherwise: "Nothing that counts was signed.")
        for line in judgement.verdict.lines where !line.signers.isEmpty || !line.envelopes.isEmpty {
            let signers = line.signers.isEmpty ? "" : ": \(line.signers.joined(separator: ", "))"
            let details = file.statements(of: line, under: judgement.chain?.root).map { statement in
                let keys = statement.signatures.map { "\($0.principal) by key \($0.key)" }.joined(separator: ", ")
                return "\(statement.kind) statement \(statement.envelope)\(keys.isEmpty ? "" : ", \(keys)")"
            }
            section.entries.append(Entry(text: "\(line.kind) \(line.name)\(signers)", details: details))
        }
        return section
    }

    private static func refused(_ verdict: Verdict) -> Section {
        var section = Section(title: "What was not accepted", otherwise: "Nothing.")
        for line in verdict.lines where line.decision != .accepted {
            section.entries.append(
                Entry(
                    text: "\(line.kind) \(line.name): \(line.decision.rawValue)",
                    details: line.reasons.map { "\($0.message) [\($0.code)]" }
                )
            )
        }
        return section
    }

    private static func softened(
        _ title: String,
        _ word: RuleOutcome.Word,
        _ verdict: Verdict,
        otherwise: String
    ) -> Section {
        var section = Section(title: title, otherwise: otherwise)
        for line in verdict.lines {
            for rule in line.rules where rule.word == word {
                let end = rule.until.map { ", until \($0)" } ?? ""
                section.entries.append(
                    Entry(
                        text: "\(line.kind) \(line.name), rule \"\(rule.rule)\"\(end)",
                        details: rule.reasons.map { "\($0.message) [\($0.code)]" }
                    )
                )
            }
        }
        return section
    }

    /// The page as text; ends in a line feed.
    package var text: String {
        var lines = [title, "decision: \(decision.rawValue)"]
        for section in sections {
            lines += ["", section.title]
            lines += section.entries.isEmpty ? ["  \(section.otherwise)"] : []
            for entry in section.entries { lines += ["  \(entry.text)"] + entry.details.map { "    \($0)" } }
        }
        return lines.map(DisplayText.escape).joined(separator: "\n") + "\n"
    }

    /// The JSON form.
    package var json: JSONValue {
        [
            "schema": .string(Self.schema),
            "decision": .string(decision.rawValue),
            "exit": .integer(Int64(decision.exitCode)),
            "title": .string(title),
            "sections": .array(
                sections.map { section in
                    [
                        "title": .string(section.title),
                        "entries": .array(
                            section.entries.map { entry in
                                ["text": .string(entry.text), "details": .array(entry.details.map { .string($0) })]
                            }
                        ),
                    ]
                }
            ),
        ]
    }

    /// The page as HTML that loads nothing and runs nothing.
    package var html: String {
        var body = "<h1>\(Self.escaped(title))</h1>\n"
        body += "<p class=\"\(decision.rawValue)\">decision: \(decision.rawValue)</p>\n"
        for section in sections {
            body += "<h2>\(Self.escaped(section.title))</h2>\n"
            if section.entries.isEmpty { body += "<p>\(Self.escaped(section.otherwise))</p>\n" }
            if !section.entries.isEmpty { body += "<ul>\n\(section.entries.map(Self.item).joined())</ul>\n" }
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(title))</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            li ul { font-family: ui-monospace, monospace; font-size: .85rem; overflow-wrap: anywhere }
            .accepted { color: #060 } .rejected { color: #a00 } .missing, .undecided { color: #850 }
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private static func item(_ entry: Entry) -> String {
        let details = entry.details.map { "<li>\(escaped($0))</li>" }.joined()
        return "<li>\(escaped(entry.text))\(details.isEmpty ? "" : "<ul>\(details)</ul>")</li>\n"
    }

    // Names come from whoever made the files: no character of theirs is markup, and none turns the direction of text.
    private static func escaped(_ text: String) -> String {
        DisplayText.escape(text).reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }
}
