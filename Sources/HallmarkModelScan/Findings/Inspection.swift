internal import HallmarkCore

/// What reading one model gave: findings, and what its header says about it.
package struct Inspection: Sendable, Equatable {
    /// How many findings are kept; a graver one than all before is always kept.
    package static let maximumFindings = 200

    /// How many of a container's members are listed by their formats.
    package static let maximumContents = 1000

    /// A model inside of a container.
    package struct Content: Sendable, Hashable {
        /// The members that lead to it, from the outermost to its own.
        package let members: [String]
        package let format: FormatName

        package init(members: [String], format: FormatName) {
            self.members = members
            self.format = format
        }
    }

    package private(set) var findings: [Finding] = []
    /// The models inside of a container, in its own order.
    package private(set) var contents: [Content] = []
    package var metadata = ModelMetadata()
    private var omitted = 0
    private var seen: Set<Finding> = []

    package init() {}

    /// The gravest severity so far; `nil` without a finding.
    var worst: FindingRule.Severity? { findings.map(\.severity).max() }

    /// Adds a finding, once per rule and message.
    mutating func report(_ rule: FindingRule, _ message: String, at offset: UInt64? = nil) {
        report(Finding(rule, message, offset: offset))
    }

    /// Adds a finding, once per rule and message.
    mutating func report(_ finding: Finding) {
        guard !seen.contains(Finding(finding.rule, finding.message)) else { return }
        // That something is missing is never what is left out.
        guard
            findings.count < Self.maximumFindings || worst.map({ finding.severity > $0 }) ?? true
                || finding.rule == GeneralRules.omitted
        else {
            omitted += 1
            return
        }
        seen.insert(Finding(finding.rule, finding.message))
        findings.append(finding)
    }

    /// Notes that a member of a container is a model, and what lies in that.
    mutating func note(_ member: String, _ formats: [FormatName], holding inner: Inspection) {
        let own = formats.prefix(1).map { Content(members: [member], format: $0) }
        let all = own + inner.contents.map { Content(members: [member] + $0.members, format: $0.format) }
        contents += all.prefix(max(0, Self.maximumContents - contents.count))
    }

    /// Adds what another inspection of the same model found.
    mutating func add(_ other: Inspection, inside path: String? = nil) {
        contents += other.contents.prefix(max(0, Self.maximumContents - contents.count))
        for finding in other.findings { report(path.map(finding.inside) ?? finding) }
        omitted += other.omitted
        if metadata == ModelMetadata() { metadata = other.metadata }
    }

    /// Runs a reader to its end or to the finding that ends it, and says how much was left out.
    static func collect(
        _ read: (inout Inspection) throws(InspectionError) -> Void
    ) throws(FileError) -> Inspection {
        var inspection = Inspection()
        do {
            try read(&inspection)
        } catch {
            switch error {
            case .refused(let finding): inspection.report(finding)
            // Only what is compressed is kept in part; what was found until there stays.
            case .file(let error) where error.code == .tooLarge: inspection.report(ZipRules.expansion, error.reason)
            case .file(let error): throw error
            }
        }
        if inspection.omitted > 0 {
            inspection.findings.append(
                Finding(GeneralRules.omitted, "\(inspection.omitted) more findings are left out")
            )
        }
        return inspection
    }
}

/// What ends the reading of a model before its end.
enum InspectionError: Error {
    /// The bytes break a rule in such a way that nothing after them has a meaning.
    case refused(Finding)
    /// The bytes could not be had.
    case file(FileError)

    static func refused(_ rule: FindingRule, _ message: String, at offset: UInt64? = nil) -> InspectionError {
        .refused(Finding(rule, message, offset: offset))
    }
}
