/// "The Minimum Elements for a Software Bill of Materials", NTIA, 12 July 2021: the seven data fields.
package struct NTIAProfile: SBOMProfile {
    package let name = "ntia"
    package let title = "NTIA minimum elements, July 2021"

    package init() {}

    package func findings(in document: CycloneDXDocument) -> [SBOMFinding] {
        let elements = SBOMElements(profile: name, document: document)
        // The tools of the time named themselves as authors, and checkers accept that.
        return elements.author(allowingTool: true) + elements.timestamp() + elements.root() + elements.supplier()
            + elements.name() + elements.version() + elements.identifier() + elements.dependencies()
    }
}
