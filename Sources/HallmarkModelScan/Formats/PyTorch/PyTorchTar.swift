package import HallmarkCore

/// What torch.save wrote before 0.2: a tar of pickles and tensors.
package struct PyTorchTar: ModelFormat {
    package let name = FormatName.pyTorch
    package let extensions: Set<String> = []
    package var rules: [FindingRule] { TarRules.all + [ZipRules.program, ZipRules.expansion] }

    package init() {}

    package func recognises(_: [UInt8]) -> Bool { false }

    /// By its members' names.
    package func recognises(_ source: any ByteSource, head: [UInt8]) throws(FileError) -> Bool {
        guard TarHeader.begins(head) else { return false }
        var ignored = Inspection()
        do throws(InspectionError) {
            return TorchTar(try TarReader(source, into: &ignored)) != nil
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
            let reader = try TarReader(source, into: &inspection)
            guard let torch = TorchTar(reader) else {
                throw .refused(TarRules.pyTorchStructure, "no archive of torch.save", at: 0)
            }
            try torch.inspect(into: &inspection)
            try reader.inspectMembers(in: &scope, into: &inspection) { !torch.reads($0) }
        }
    }
}
