import HallmarkCore

/// A file at the top of a work tree that names its stubs: git calls each of them unchanged, and this file untracked.
struct RefusalList {
    static let name = "HALLMARK-REFUSED.txt"
    private static let opening = "hallmark-list: at these paths a text stands for a model that nobody vouches for"

    private let folder: String
    private var path: String { folder.hasSuffix("/") ? folder + Self.name : "\(folder)/\(Self.name)" }

    init(in workTree: String) {
        self.folder = workTree
    }

    /// Whether bytes are a list of ours.
    static func isList(_ bytes: [UInt8]) -> Bool { bytes.starts(with: opening.utf8) }

    /// Writes the list, or takes it away where it would be empty.
    ///
    /// - Throws: a ``Failure`` where something stands in its place that is none of ours, which stays as it is.
    func write(_ stubs: [RefusedModels.Stub]) throws {
        let text = stubs.isEmpty ? nil : Self.text(stubs)
        let present: [UInt8]?
        do {
            present = try FileTree(path: folder).bytes(of: Self.name, maximumSize: RefusedModels.maximumSize)
        } catch {
            guard text != nil else { return }
            throw Self.foreign(error.reason)
        }
        guard present != text else { return }
        if let present {
            guard Self.isList(present) else {
                guard text != nil else { return }
                throw Self.foreign("it does not begin as ours does")
            }
            try FileWriter.remove(path)
        }
        if let text { try FileWriter.create(path, bytes: text) }
    }

    private static func text(_ stubs: [RefusedModels.Stub]) -> [UInt8] {
        let more = stubs.count < RefusedModels.maximumPaths ? [] : ["and perhaps more: no further ones are listed"]
        let help = """

            Nothing is lost: git holds each model, and staging such a text stages its model. Where statements have come meanwhile:
              \(RefusalStub.fetchingCommand)
              rm PATH && git checkout -- PATH
            The filter of hallmark brings this file up to date. It belongs into no commit, and may be deleted.
            """
        let lines = [opening] + stubs.map { "  \(DisplayText.escape($0.path)): \($0.code)" } + more + [help]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static func foreign(_ reason: String) -> Failure {
        Failure(
            .undecided,
            "refusal-list",
            "what stands in the place of \(name) is not ours and was left alone (\(reason))",
            mend: "hallmark status names the stubs; move \(name) away, and the next run of the filter writes the list"
        )
    }
}
