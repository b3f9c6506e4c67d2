import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// Puts signed envelopes where verification finds them: in notes, and on request into `attestations/recorded`.
///
/// An envelope about several objects, or too large for a note, is stored once, as a blob that the tree of notes keeps;
/// each note has a line that refers to it.
struct StatementStore {
    /// An envelope and the object that its note is about.
    struct Item {
        let envelope: Envelope
        let object: ObjectID
        let namespace: NoteStore.Namespace
        /// A word for the recorded file's name, such as `model-classifier.safetensors`.
        let label: String
        /// Objects that the envelope refers to and that have to travel with its note.
        let blobs: Set<ObjectID>
        /// The artifact outside of the repository that the object stands for.
        let artifact: Digest?

        init(
            envelope: Envelope,
            object: ObjectID,
            namespace: NoteStore.Namespace,
            label: String,
            blobs: Set<ObjectID> = []
        ) {
            self.envelope = envelope
            self.object = object
            self.namespace = namespace
            self.label = label
            self.blobs = blobs
            self.artifact = nil
        }

        /// An envelope about something outside of the repository.
        init(envelope: Envelope, artifact: Digest, label: String, blobs: Set<ObjectID> = []) throws {
            self.envelope = envelope
            self.object = try ArtifactKey.object(of: artifact)
            self.namespace = .blobs
            self.label = label
            self.blobs = blobs
            self.artifact = artifact
        }
    }

    /// In how many notes an envelope lies itself, as one of a commit does at the commit and at its tree; one about more
    /// objects is stored once and referred to.
    private static let maximumCopies = 2
    private static let message = "Add attestations by hallmark"

    let repository: OpenRepository
    let records: Bool

    /// Stores envelopes, one commit of notes for each namespace, after the keys of what lies outside of the repository.
    ///
    /// - Returns: what was stored and where, a line for each label, sorted.
    func add(_ items: [Item]) throws -> [String] {
        let keys = items.compactMap(\.artifact).map(ArtifactKey.bytes)
        if !keys.isEmpty {
            try KeptObjects().add(keys, to: repository.git, message: Self.message, wait: Self.pause)
        }
        let places = Dictionary(grouping: items, by: \.envelope).mapValues { Set($0.map(\.object)).count }
        for namespace in NoteStore.Namespace.allCases {
            let items = items.filter { $0.namespace == namespace }
            guard !items.isEmpty else { continue }
            var lines: [ObjectID: [[UInt8]]] = [:]
            var kept: Set<ObjectID> = []
            for item in items {
                let (line, blob) = try line(
                    for: item.envelope,
                    isShared: places[item.envelope, default: 1] > Self.maximumCopies
                )
                lines[item.object, default: []].append(line)
                kept.formUnion(item.blobs.union([blob].compactMap(\.self)))
            }
            try NoteStore(namespace).add(
                lines,
                keeping: kept,
                to: repository.git,
                message: Self.message,
                wait: Self.pause
            )
        }
        return try report(items)
    }

    /// Waits before a further attempt: longer each time up to a limit, and not the same for two writers.
    static func pause(_ attempt: Int) {
        usleep(UInt32.random(in: 1_000...2_000) * UInt32(min(attempt, 32)))
    }

    // The line of a note, and the blob that it names.
    private func line(for envelope: Envelope, isShared: Bool) throws -> ([UInt8], ObjectID?) {
        let bytes = envelope.jsonBytes
        guard isShared || bytes.count > EnvelopeReference.threshold else { return (bytes, nil) }
        let blob = try repository.git.writeBlob(bytes)
        return (EnvelopeReference(object: blob.hex, envelope: envelope.digest).jsonBytes, blob)
    }

    private func report(_ items: [Item]) throws -> [String] {
        var places: [String: Set<String>] = [:]
        for item in items {
            places[item.label, default: []].insert(item.namespace.rawValue)
            if records { places[item.label, default: []].insert(try record(item)) }
        }
        return places.map { "\($0.key) into \($0.value.sorted().joined(separator: ", "))" }.sorted()
    }

    private func record(_ item: Item) throws -> String {
        let folder = try repository.workTree() + GitDigest.excludedPath
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let safe = item.label.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) ? $0 : "-" }
        let name = "\(String(safe))-\(item.envelope.digest.hex.prefix(12))\(TreeContents.recordedSuffix)"
        try FileWriter.replace("\(folder)/\(name)", bytes: Note(lines: [item.envelope.jsonBytes]).content)
        return "\(GitDigest.excludedPath)/\(name)"
    }
}
