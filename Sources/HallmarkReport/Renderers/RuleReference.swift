/// What the references of a rule stand for on the web.
enum RuleReference {
    /// The page of a weakness, an advisory, a technique or a proposal; `nil` for what has none of its own.
    static func page(_ reference: String) -> String? {
        let number = reference.drop { !$0.isNumber }
        if reference.hasPrefix("CVE-") { return "https://nvd.nist.gov/vuln/detail/\(reference)" }
        if reference.hasPrefix("CWE-") { return "https://cwe.mitre.org/data/definitions/\(number).html" }
        if reference.hasPrefix("ATLAS "), let technique = reference.split(separator: " ").last {
            return "https://atlas.mitre.org/techniques/\(technique)"
        }
        if reference.hasPrefix("PEP ") {
            return "https://peps.python.org/pep-\(String(repeating: "0", count: max(0, 4 - number.count)))\(number)/"
        }
        if reference.hasPrefix("cpython#") { return "https://github.com/python/cpython/issues/\(number)" }
        return nil
    }
}
