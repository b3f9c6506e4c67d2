/// A licence as a component declares it.
package enum Licence: Sendable, Hashable {
    /// An identifier of the SPDX licence list.
    case identifier(String)
    /// An SPDX licence expression.
    case expression(String)
    /// Any other text, by a name.
    case named(String)

    /// A licence from the text of a model's header or card, such as `apache-2.0`.
    ///
    /// Headers write identifiers in any case; what is none of the identifiers that models carry stays a name.
    package init(claim text: String) {
        let identifier = Self.identifiers.first { $0.lowercased() == text.lowercased() }
        self = identifier.map { .identifier($0) } ?? .named(text)
    }

    /// Identifiers of the SPDX licence list that models carry.
    private static let identifiers = [
        "0BSD", "AFL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause",
        "BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-2.0",
        "CC-BY-NC-3.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0",
        "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0", "CDLA-Permissive-1.0",
        "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "ECL-2.0", "EPL-1.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2",
        "GFDL-1.3-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "ISC",
        "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "MS-PL",
        "NCSA", "ODbL-1.0", "OFL-1.1", "OSL-3.0", "PDDL-1.0", "PostgreSQL", "Unlicense", "WTFPL", "Zlib",
    ]
}
