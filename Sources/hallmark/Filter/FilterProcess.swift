import HallmarkCore
import HallmarkGit

/// The long-running filter: answers git until git ends (gitattributes(5), "Long Running Filter Process").
///
/// An error ends it, and with `filter.<name>.required` git then checks out nothing that it had not answered yet.
final class FilterProcess {
    /// What becomes of a model that nobody vouches for.
    enum Refusal {
        /// A readable text takes its place.
        case stub
        /// The checkout fails.
        case error
    }

    /// What git gets for its request.
    private enum Answer {
        case content(ContentSpool)
        case bytes([UInt8])
        case error
    }

    private let channel: PacketChannel
    private let judge: ModelJudge
    private let refusal: Refusal
    private let downstream: DownstreamFilter?
    private let surroundings: Surroundings
    /// Where stubs were handed out.
    private var refused: Set<String> = []
    private let content = ContentSpool()
    private let answer = ContentSpool()

    init(
        _ channel: PacketChannel,
        judge: ModelJudge,
        refusal: Refusal,
        downstream: DownstreamFilter?,
        surroundings: Surroundings
    ) {
        self.channel = channel
        self.judge = judge
        self.refusal = refusal
        self.downstream = downstream
        self.surroundings = surroundings
    }

    /// Answers every request.
    func run() throws {
        guard try agree() else { return }
        // Git waits for us at its own end, when all files are written.
        defer { updateList() }
        while let lines = try channel.list() {
            let request = try FilterRequest(lines: lines)
            try channel.content(into: content)
            let answer =
                switch request.command {
                case .smudge: try smudge(request)
                case .clean: try clean(request)
                }
            switch answer {
            case .content(let spool): try channel.write(status: "success", content: spool.pieces)
            case .bytes(let bytes): try channel.write(status: "success", content: [PacketLine.packets(of: bytes)])
            case .error: try channel.write(lists: [["status=error"]])
            }
        }
        try downstream?.finish()
    }

    private func agree() throws -> Bool {
        guard let greeting = try channel.list() else { return false }
        let lines = greeting.map { String(decoding: $0, as: UTF8.self) }
        guard lines.first == "git-filter-client\n", lines.contains("version=2\n") else {
            throw FilterError(.unsupported, "what called this is no git that speaks version 2 of the filter protocol")
        }
        try channel.write(lists: [["git-filter-server", "version=2"]])
        let wanted = FilterRequest.Command.allCases.map { "capability=\($0.rawValue)" }
        let offered = Set((try channel.list() ?? []).map { String(decoding: $0, as: UTF8.self) })
        guard wanted.allSatisfy({ offered.contains($0 + "\n") }) else {
            throw FilterError(.unsupported, "this git does not ask filters both to clean and to smudge")
        }
        try channel.write(lists: [wanted])
        return true
    }

    private func smudge(_ request: FilterRequest) throws -> Answer {
        guard !content.isTooLarge else {
            let limit = "it has more than \(ContentSpool.maximumSize) bytes, which is not looked at"
            return try refuse(request, nil, Failure(.undecided, "model-too-large", limit))
        }
        guard !RefusalStub.isStub(content.head) else {
            let reason = "a stub was committed in the model's place"
            return try refuse(request, nil, Failure(.rejected, "committed-stub", reason))
        }
        guard !LFSPointer.resembles(content.head) else { return try smudgePointer(request) }
        return try judged(content, request, known: nil)
    }

    private func smudgePointer(_ request: FilterRequest) throws -> Answer {
        let pointer: LFSPointer
        do {
            pointer = try LFSPointer(content.bytes())
        } catch let error as FilterError {
            return try refuse(request, nil, Failure(.rejected, "malformed-pointer", error.message))
        }
        // Before anything is fetched: the name says that a model is meant, and the pointer which.
        let isNamed = judge.isModel(request.path, head: content.head)
        if isNamed, let reason = judge.refusal(of: pointer.digest, for: request) {
            return try refuse(request, pointer.digest, reason)
        }
        guard let downstream else { return .content(content) }
        guard try downstream.answer(request, content: content, into: answer) == "success" else { return .error }
        // git-lfs hands out the pointer where it was told not to fetch.
        guard try answer.count != content.count || answer.bytes() != content.bytes() else { return .content(content) }
        let digest = try answer.digest()
        guard digest == pointer.digest, answer.count == pointer.size else {
            let reason = Failure(
                .rejected,
                "other-content",
                "the copy that Git LFS has of it is not what the pointer names: \(digest), \(answer.count) bytes",
                mend: "git lfs fsck, which moves damaged copies away; then git lfs fetch"
            )
            return try refuse(request, pointer.digest, reason)
        }
        return isNamed ? .content(answer) : try judged(answer, request, known: digest)
    }

    private func judged(_ content: ContentSpool, _ request: FilterRequest, known: Digest?) throws -> Answer {
        guard judge.isModel(request.path, head: content.head) else { return .content(content) }
        // By SHA-256, each time: git's own id is SHA-1 and proves nothing, and a cache of digests is trusted by nobody.
        let digest = try known ?? content.digest()
        guard let reason = judge.refusal(of: digest, for: request) else { return .content(content) }
        return try refuse(request, digest, reason)
    }

    private func refuse(_ request: FilterRequest, _ digest: Digest?, _ reason: Failure) throws -> Answer {
        let end = refusal == .stub ? "a stub stands in its place" : "nothing was checked out there"
        let mend = reason.mend ?? "\(RefusalStub.fetchingCommand) (a statement may have come), then check it out again"
        Output.error("hallmark: \(request.path) was refused, and \(end): \(reason.message)\n  mend: \(mend)")
        guard refusal == .stub, request.blob != nil || !content.isTooLarge else { return .error }
        let blob = try request.blob ?? Repository.blobID(of: content.bytes())
        if refused.count < RefusedModels.maximumPaths { refused.insert(request.path) }
        return .bytes(RefusalStub.text(path: request.path, blob: blob, digest: digest, reason: reason))
    }

    // No answer hangs on it.
    private func updateList() {
        do {
            let repository = try OpenRepository(at: surroundings.gitFolder)
            try RefusedModels(aroundFilterOf: repository, surroundings)?.update(adding: refused)
        } catch {
            Output.error("hallmark: \(RefusalList.name) is not up to date: \(error)")
        }
    }

    private func clean(_ request: FilterRequest) throws -> Answer {
        if RefusalStub.isStub(content.head) { return restored(request) }
        guard !content.isTooLarge else {
            Output.error("hallmark: \(request.path) has more than \(ContentSpool.maximumSize) bytes and is not staged")
            return .error
        }
        guard let downstream else { return .content(content) }
        guard try downstream.answer(request, content: content, into: answer) == "success" else { return .error }
        return .content(answer)
    }

    // Whoever stages a stub means no change to the model.
    private func restored(_ request: FilterRequest) -> Answer {
        do {
            let blob = try RefusalStub(content.bytes()).blob
            return .bytes(try OpenRepository(at: surroundings.gitFolder).git.blob(blob))
        } catch {
            Output.error("hallmark: \(request.path) is a stub and is not staged: \(error)")
            return .error
        }
    }
}
