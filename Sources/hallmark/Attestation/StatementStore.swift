import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// Puts signed envelopes where verification finds them: in notes, and on request into `attestations/recorded`.
///
/// An envelope about several objects is stored once, as the note about the artifact that it is itself: at the key of
/// `sha256:<digest of its JSON form>`. Every other note has a line that refers there. So the envelope travels, merges and
/// is kept as any note is.
struct StatementStore {
    /// An envelope and the object that its note is about.
    struct Item {
        let envelope: Envelope
        let object: ObjectID
        let namespace: NoteStore.Namespace
        /// A word for the recorded file's name, such as `model-classifier.safetensors`.
        let label: String
        /// The artifact outside of the repository that the object stands for.
        let artifact: Digest?

        init(
            envelope: Envelope,
            object: ObjectID,
            namespace: NoteStore.Namespace,
            label: String
        ) {
            self.envelope = envelope
            self.object = object
            self.namespace = namespace
            self.label = label
            self.artifact = nil
        }

        /// An envelope about something outside of the repository.
        init(envelope: Envelope, artifact: Digest, label: String) throws {
            self.envelope = envelope
            self.object = try ArtifactKey.object(of: artifact)
            self.namespace = .blobs
            self.label = label
            self.artifact = artifact
        }
    }

    private static let message = "Add attestations by hallmark"

    let repository: OpenRepository
    let records: Bool

    /// Stores envelopes, one commit of notes for each namespace.
    ///
    /// What a note refers to is there before the note: keys first, then envelopes, then what leads to them.
    ///
    /// - Returns: what was stored and where, a line for each label, sorted.
    func add(_ items: [Item]) throws -> [String] {
        let shared = try Self.sharedEnvelopes(of: items)
        var kept = items.compactMap(\.artifact).map(ArtifactKey.bytes)
        var lines: [NoteStore.Namespace: [ObjectID: [[UInt8]]]] = [:]
        for envelope in shared.keys {
            // The blob itself too: whoever adds a line to the note makes another of it.
            kept += [ArtifactKey.bytes(of: envelope.digest), Note(lines: [envelope.jsonBytes]).content]
            lines[.blobs, default: [:]][try ArtifactKey.object(of: envelope.digest), default: []]
                .append(envelope.jsonBytes)
        }
        for item in items {
            let line = shared[item.envelope]?.jsonBytes ?? item.envelope.jsonBytes
            lines[item.namespace, default: [:]][item.object, default: []].append(line)
        }
        if !kept.isEmpty {
            try KeptObjects().add(kept, to: repository.git, message: Self.message, wait: Self.pause)
        }
        for namespace in [NoteStore.Namespace.blobs, .attestations] {
            guard let lines = lines[namespace] else { continue }
            try NoteStore(namespace).add(lines, to: repository.git, message: Self.message, wait: Self.pause)
        }
        var places: [String: Set<String>] = [:]
        for item in items {
            places[item.label, default: []].insert(item.namespace.rawValue)
            if records { places[item.label, default: []].insert(try record(item)) }
        }
        return places.map { "\($0.key) into \($0.value.sorted().joined(separator: ", "))" }.sorted()
    }

    /// Waits before a further attempt: longer each time up to a limit, and not the same for two writers.
    static func pause(_ attempt: Int) {
        usleep(UInt32.random(in: 1_000...2_000) * UInt32(min(attempt, 32)))
    }

    /// The envelopes that several notes share or that are too large for one, with what refers to each.
    private static func sharedEnvelopes(of items: [Item]) throws -> [Envelope: EnvelopeReference] {
        var shared: [Envelope: EnvelopeReference] = [:]
        for (envelope, items) in Dictionary(grouping: items, by: \.envelope) {
            let json = envelope.jsonBytes
            guard Set(items.map(\.object)).count > 1 || json.count > EnvelopeReference.threshold else { continue }
            let blob = try Repository.blobID(of: Note(lines: [json]).content)
            shared[envelope] = EnvelopeReference(object: blob.hex, envelope: envelope.digest)
        }
        return shared
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
