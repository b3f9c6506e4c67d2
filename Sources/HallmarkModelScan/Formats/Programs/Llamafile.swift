package import HallmarkCore

/// A program for several systems with a zip at its end, in which a model in GGUF lies.
package struct Llamafile: ModelFormat {
    package let name = FormatName(rawValue: "llamafile")
    package let extensions: Set<String> = ["llamafile"]
    package var rules: [FindingRule] { [ProgramRules.llamafile, GeneralRules.unsupported] }

    package init() {}

    package func recognises(_: [UInt8]) -> Bool { false }

    /// A program whose zip has weights, or the arguments with which it loads them.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard Program.kind(head) != nil else { return false }
        do throws(InspectionError) {
            return try ZipDirectory(source).entries.contains { ModelFormats.standard.isModelName($0.text) }
        } catch {
            guard case .file(let error) = error else { return false }
            throw error
        }
    }

    package func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var context = ScanContext()
        return try inspect(source, in: &context)
    }

    package func inspect(_ source: any ByteSource, in context: inout ScanContext) throws(FileError) -> Inspection {
        var scope = context
        scope.archive = nil
        defer { context.inflatable = scope.inflatable }
        return try Inspection.collect { (inspection) throws(InspectionError) in
            let head = try SourceCursor(source, truncated: ZipRules.malformed)
                .bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), source.count)))
            guard let kind = Program.kind(head) else {
                throw .refused(GeneralRules.unsupported, "no program, and so no llamafile", at: 0)
            }
            inspection.report(ProgramRules.llamafile, "\(kind) with a model in it", at: 0)
            // The program stands before the zip, and its members lie on pages: none of it is hidden.
            var ignored = Inspection()
            do throws(InspectionError) {
                let reader = try ZipReader(source, into: &ignored)
                try reader.inspectMembers(in: &scope, into: &inspection)
            } catch {
                guard case .refused(let finding) = error else { throw error }
                inspection.report(GeneralRules.unsupported, "its zip cannot be read: \(finding.message)", at: 0)
            }
        }
    }
}
