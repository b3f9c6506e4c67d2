/// A published list of what an SBOM must hold: one type of each, which looks at a parsed SBOM and says what is missing.
package protocol SBOMProfile: Sendable {
    /// The name on the command line.
    var name: String { get }
    /// What the list is, with its date.
    var title: String { get }

    /// What is missing, the SBOM as a whole first, then in the order of its components.
    func findings(in document: CycloneDXDocument) -> [SBOMFinding]
}

/// The profiles that this version knows; a new one is added to the list here.
package enum SBOMProfiles {
    /// Every profile.
    package static let all: [any SBOMProfile] = [NTIAProfile(), CISA2025Profile()]

    /// The profile with a name.
    package static func named(_ name: String) -> (any SBOMProfile)? {
        all.first { $0.name == name }
    }
}
