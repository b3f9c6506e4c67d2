/// Judges a chat template (Jinja) by what rendering it would do.
package enum ChatTemplate {
    /// The largest template that is read.
    package static let maximumSize = 1 << 20

    /// What rendering a template does that no conversation needs; empty for a template that only writes text.
    static func problems(of bytes: [UInt8]) -> [JinjaJudge.Problem] {
        guard bytes.count <= maximumSize else {
            return [JinjaJudge.Problem(kind: .unread, message: "a template of \(bytes.count) bytes", offset: 0)]
        }
        do {
            return JinjaJudge.problems(of: try JinjaParser.parse(bytes))
        } catch {
            return [JinjaJudge.Problem(kind: .unread, message: error.reason, offset: error.offset)]
        }
    }

    /// What rendering a template does, as findings at their places in it.
    package static func findings(in bytes: [UInt8]) -> [Finding] {
        problems(of: bytes).map { Finding(rule(of: $0), $0.message, offset: UInt64($0.offset)) }
    }

    /// The rule that a problem breaks.
    static func rule(of problem: JinjaJudge.Problem) -> FindingRule {
        switch problem.kind {
        case .code: TemplateRules.code
        case .outside: TemplateRules.outside
        case .unread: TemplateRules.unread
        }
    }
}
