internal import HallmarkCore

/// What has a model's name and is a program, or an archive that no loader opens.
///
/// Claimed by name and content together: a program of another name is no model.
struct Impostor: ModelFormat {
    let name = FormatName(rawValue: "program")
    let extensions: Set<String> = []
    let rules = [ProgramRules.native, ProgramRules.script, ArchiveRules.instead]

    func recognises(_: [UInt8]) -> Bool { false }

    /// Whether a file's name is a model's, by its extension or as frameworks name their files, and its content is not.
    static func isImpostor(_ path: String, isModelName: Bool, head: [UInt8]) -> Bool {
        // A llamafile is a program by its name.
        guard ModelFormats.fileExtension(of: path) != "llamafile" else { return false }
        guard kind(of: head) != nil, isModelName || isConventionalName(path) else { return false }
        // Sources of Pkl, the configuration language, can be scripts of their own.
        let line = head.prefix { $0 != 0x0A }
        return !(line.starts(with: Array("#!".utf8)) && line.contains("pkl".utf8))
    }

    /// Names under which frameworks keep weights with extensions that other files share.
    private static func isConventionalName(_ path: String) -> Bool {
        let name = (path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? "").lowercased()
        let endings: Set<String> = [
            "bin", "model", "weights", "params", "dat", "data", "msgpack", "pb", "ot", "tar", "zip",
        ]
        guard endings.contains(ModelFormats.fileExtension(of: name)) else { return false }
        return ["model", "weights", "ggml", "checkpoint", "adapter", "training_args", "optimizer"].contains {
            name.utf8.contains($0.utf8)
        }
    }

    private static func kind(of head: [UInt8]) -> Finding? {
        if let (kind, runner) = Program.program(head) {
            return Finding(runner == .machine ? ProgramRules.native : ProgramRules.script, "\(kind)", offset: 0)
        }
        return ArchiveKind(head).map {
            Finding(ArchiveRules.instead, "an archive of the kind \($0.rawValue)", offset: 0)
        }
    }

    func inspect(_ source: any ByteSource) throws(FileError) -> Inspection {
        var inspection = Inspection()
        let head = try source.bytes(at: 0, count: Int(min(UInt64(ModelDetector.headSize), source.count)))
        if let finding = Self.kind(of: head) { inspection.report(finding) }
        return inspection
    }
}
