/// Something that an SBOM lacks.
package struct SBOMFinding: Sendable, Equatable {
    /// How much it weighs.
    package enum Severity: String, Sendable {
        /// Absent, and the SBOM says that it isn't known.
        case note
        /// Absent without a word.
        case error
    }

    /// A stable name, such as `ntia-supplier`.
    package let rule: String
    package let severity: Severity
    /// The component's reference or name; `nil` for the SBOM as a whole.
    package let component: String?
    package let message: String

    package init(_ rule: String, _ severity: Severity = .error, component: String? = nil, message: String) {
        self.rule = rule
        self.severity = severity
        self.component = component
        self.message = message
    }
}
