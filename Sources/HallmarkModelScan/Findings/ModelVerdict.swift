/// The class of a file that was scanned for what loading it could do.
package enum ModelVerdict: String, Sendable, CaseIterable {
    /// A model that was read from end to end, in which nothing was found that loading could run.
    case safe
    /// A model that breaks its format's rules or reaches for something that no model needs.
    case suspicious
    /// A model that runs code when it is loaded.
    case malicious
    /// A model that could not be read whole: unsupported, unreadable or over a limit. Never treat it as safe.
    case unknown
    /// Not a model.
    case notAModel = "not-a-model"

    /// The class that the findings of a model amount to.
    package init(_ findings: [Finding]) {
        switch findings.map(\.severity).max() {
        case nil, .note: self = .safe
        case .unknown: self = .unknown
        case .suspicious: self = .suspicious
        case .malicious: self = .malicious
        }
    }
}
