package import HallmarkCore

/// What a scan gave: a report of each model, sorted by path.
package struct ScanReport: Sendable, Equatable {
    /// The least class that a scan refuses (`--fail-on`).
    package enum Threshold: String, Sendable, CaseIterable {
        case suspicious
        case malicious
    }

    package let files: [FileReport]

    /// A report whose files are sorted by the bytes of their paths.
    package init(files: [FileReport]) {
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The decision over all files; a scan that met no model is missing its evidence.
    package func decision(failingOn threshold: Threshold = .suspicious) -> Decision {
        let decisions = files.compactMap { Self.decision(on: $0, failingOn: threshold) }
        return decisions.isEmpty ? .missing : .worst(decisions)
    }

    private static func decision(on file: FileReport, failingOn threshold: Threshold) -> Decision? {
        switch file.verdict {
        case .notAModel: nil
        case .malicious: .rejected
        case .suspicious where threshold == .suspicious: .rejected
        // What could not be read may be malicious, whatever else was found.
        case .suspicious: file.findings.contains { $0.severity == .unknown } ? .undecided : .accepted
        case .unknown: .undecided
        case .safe: .accepted
        }
    }
}
