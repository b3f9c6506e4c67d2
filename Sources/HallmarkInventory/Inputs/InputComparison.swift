internal import HallmarkCore

/// The differences between the inputs that an SBOM lists and those of a tree.
package struct InputComparison: Sendable, Equatable {
    /// What is wrong with one input.
    package enum Difference: Sendable, Equatable {
        /// The SBOM lists it and the tree hasn't got it, or it is no input there.
        case missing(String)
        /// Its bytes are others.
        case changed(String)
        /// The tree has it and the SBOM doesn't list it.
        case unlisted(String)
    }

    /// Sorted by path; empty when all agree.
    package let differences: [Difference]

    /// Compares what an SBOM lists with what ``SBOMInputRule`` selects in a tree.
    package init(recorded: [SBOMInput], actual: [SBOMInput]) {
        let listed = Dictionary(recorded.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
        let present = Dictionary(actual.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
        let paths = Set(listed.keys).union(present.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        differences = paths.compactMap { path in
            switch (listed[path], present[path]) {
            case (.some, nil): .missing(path)
            case (nil, .some): .unlisted(path)
            case (let one, let other): one == other ? nil : .changed(path)
            }
        }
    }
}

extension InputComparison.Difference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path): "\(path): the SBOM was made from it, and the tree hasn't got it"
        case .changed(let path): "\(path): changed since the SBOM was made"
        case .unlisted(let path): "\(path): belongs to what an SBOM is made from, and this one doesn't list it"
        }
    }
}
