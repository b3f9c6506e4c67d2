/// Who a certificate speaks for, as its subjectAltName says (RFC 5280 §4.2.1.6).
///
/// Two are equal when they have the same bytes: neither case, suffix nor pattern makes a match.
package struct CertificateIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The names of a certificate that count.
    package enum Kind: String, Sendable, CaseIterable {
        case email
        case uri
        case dns
    }

    package let kind: Kind
    package let value: String

    package init(kind: Kind, value: String) {
        self.kind = kind
        self.value = value
    }

    /// Reads `email:…`, `uri:…` or `dns:…`; of other text, `://` makes a URI, `@` an email address, and the rest is
    /// a host.
    package init(_ text: String) {
        for kind in Kind.allCases {
            let prefix = Array("\(kind.rawValue):".utf8)
            if text.utf8.starts(with: prefix) {
                self.init(kind: kind, value: String(decoding: text.utf8.dropFirst(prefix.count), as: UTF8.self))
                return
            }
        }
        let kind: Kind = text.contains("://") ? .uri : text.contains("@") ? .email : .dns
        self.init(kind: kind, value: text)
    }

    package var description: String { "\(kind.rawValue):\(value)" }

    // Unicode has characters that `String` holds to be equal to ASCII, such as the Kelvin sign.
    package static func == (left: CertificateIdentity, right: CertificateIdentity) -> Bool {
        left.kind == right.kind && left.value.utf8.elementsEqual(right.value.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(Array(value.utf8))
    }
}
