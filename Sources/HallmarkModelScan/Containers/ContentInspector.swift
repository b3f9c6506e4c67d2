internal import HallmarkCore

/// Reads bytes of any kind, under a name that may lie, as every model that they are or claim to be.
struct ContentInspector {
    let formats: ModelFormats

    /// What was found, and which formats the bytes were read as; empty for no model.
    func inspect(
        _ source: any ByteSource,
        path: String,
        head: [UInt8],
        in context: inout ScanContext
    ) throws(FileError) -> (inspection: Inspection, formats: [FormatName]) {
        var inspection = Inspection()
        let claimed = formats.formats(name: path, head: head).claimed
        let recognised = try formats.formats(of: source, head: head)
        for format in recognised { inspection.add(try format.inspect(source, in: &context)) }
        let content = Set(recognised.map(\.name))
        if content.count > 1 {
            inspection.report(GeneralRules.mismatch, "is \(Self.list(content)) at once")
        }
        // A loader that trusts the name reads the same bytes in its own way.
        for format in claimed where !content.contains(format.name) && !Self.areRelated(format.name, recognised) {
            if !content.isEmpty {
                inspection.report(
                    GeneralRules.mismatch,
                    "named as \(format.name.rawValue), is \(Self.list(content))"
                )
            }
            inspection.add(try format.inspect(source, in: &context))
        }
        return (inspection, recognised.map(\.name) + claimed.map(\.name))
    }

    private static func list(_ names: Set<FormatName>) -> String {
        names.map(\.rawValue).sorted().joined(separator: " and ")
    }

    // torch.load takes plain pickles too, and torch.save is often given the name of one.
    private static func areRelated(_ name: FormatName, _ others: [any ModelFormat]) -> Bool {
        let related: Set<FormatName> = [.pickle, .pyTorch]
        return related.contains(name) && others.contains { related.contains($0.name) }
    }
}
