/// "2025 Minimum Elements for a Software Bill of Materials", CISA, draft of 22 August 2025: NTIA's, with hash, licence,
/// tool and generation context.
package struct CISA2025Profile: SBOMProfile {
    package let name = "cisa-2025"
    package let title = "CISA minimum elements, draft of August 2025"

    package init() {}

    package func findings(in document: CycloneDXDocument) -> [SBOMFinding] {
        let elements = SBOMElements(profile: name, document: document)
        return elements.author(allowingTool: false) + elements.tool() + elements.timestamp()
            + elements.generationContext() + elements.root() + elements.supplier() + elements.name()
            + elements.version() + elements.identifier() + elements.digest() + elements.licence()
            + elements.dependencies()
    }
}
