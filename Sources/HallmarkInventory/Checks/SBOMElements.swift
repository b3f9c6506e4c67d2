/// Questions that several profiles ask, each answered in one place and named by the profile that asks.
struct SBOMElements {
    let profile: String
    let document: CycloneDXDocument

    /// What the SBOM is about, then its components; the parts of a component count with it.
    private var parts: [CycloneDXDocument.Part] {
        [document.root].compactMap(\.self) + document.components.filter { !$0.isNested }
    }

    func author(allowingTool: Bool) -> [SBOMFinding] {
        if (document.authors + document.organisations).contains(where: \.isNamed) { return [] }
        let severity: SBOMFinding.Severity = allowingTool && !document.tools.isEmpty ? .note : .error
        let message = severity == .note ? "no author; the tool stands for one" : "no author of the SBOM"
        return [SBOMFinding("\(profile)-author", severity, message: "\(message) (metadata.authors)")]
    }

    func timestamp() -> [SBOMFinding] {
        guard let timestamp = document.timestamp else {
            return [
                SBOMFinding("\(profile)-timestamp", message: "no time at which the SBOM was made (metadata.timestamp)")
            ]
        }
        return RFC3339.isTime(timestamp)
            ? [] : [SBOMFinding("\(profile)-timestamp", message: "metadata.timestamp is no RFC 3339 time")]
    }

    func tool() -> [SBOMFinding] {
        document.tools.contains { !$0.name.isEmpty }
            ? [] : [SBOMFinding("\(profile)-tool", message: "no tool that made the SBOM (metadata.tools)")]
    }

    func generationContext() -> [SBOMFinding] {
        document.lifecycles.isEmpty
            ? [
                SBOMFinding(
                    "\(profile)-context",
                    message: "not said when in its life the software was looked at (metadata.lifecycles)"
                )
            ]
            : []
    }

    func root() -> [SBOMFinding] {
        document.root == nil
            ? [SBOMFinding("\(profile)-subject", message: "not said what the SBOM is about (metadata.component)")] : []
    }

    func name() -> [SBOMFinding] {
        each("name", "no name") { !$0.name.isEmpty }
    }

    func version() -> [SBOMFinding] {
        each("version", "no version") { $0.version?.isEmpty == false }
    }

    func supplier() -> [SBOMFinding] {
        each("supplier", "no supplier, manufacturer or author") { $0.producers.contains(where: \.isNamed) }
    }

    func identifier() -> [SBOMFinding] {
        each("identifier", "neither purl, cpe, swid, swhid nor omniborId") { !$0.identifiers.isEmpty }
    }

    // What the SBOM is about is seldom built when it is written, and has no bytes yet.
    func digest() -> [SBOMFinding] {
        each("digest", "no hash", withRoot: false) { !$0.hashes.isEmpty }
    }

    func licence() -> [SBOMFinding] {
        each("license", "no licence") { !$0.licences.isEmpty }
    }

    /// Each component must be in the graph, with an empty list where it uses nothing; the graph leads nowhere else.
    func dependencies() -> [SBOMFinding] {
        var findings = each("dependency", "not in the dependency graph") { part in
            part.reference.map { document.dependencies[$0] != nil } ?? false
        }
        let known = Set(([document.root].compactMap(\.self) + document.components).compactMap(\.reference))
        for (user, used) in document.dependencies.sorted(by: { $0.key < $1.key }) {
            for reference in [user] + used where !known.contains(reference) {
                findings.append(
                    SBOMFinding(
                        "\(profile)-dependency",
                        component: user,
                        message: "the graph names \"\(reference)\", which isn't there"
                    )
                )
            }
        }
        return findings
    }

    private func each(
        _ element: String,
        _ message: String,
        withRoot: Bool = true,
        isThere: (CycloneDXDocument.Part) -> Bool
    ) -> [SBOMFinding] {
        let asked = withRoot ? parts : document.components.filter { !$0.isNested }
        return asked.filter { !isThere($0) }.map { part in
            let isDeclared = part.values("hallmark:unknown").contains(element)
            return SBOMFinding(
                "\(profile)-\(element)",
                isDeclared ? .note : .error,
                component: part.label,
                message: isDeclared ? "\(message); the SBOM says that it isn't known" : message
            )
        }
    }
}
