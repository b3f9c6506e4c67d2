import Foundation
import HallmarkCore
import HallmarkGit
import HallmarkStatement

/// Puts signed envelopes where verification finds them: in notes, and on request into `attestations/recorded`.
struct StatementStore {
    /// An envelope and the object that its note is about.
    struct Item {
        let envelope: Envelope
        let object: ObjectID
        let namespace: NoteStore.Namespace
        /// A word for the recorded file's name, such as `model-classifier.safetensors`.
        let label: String
        /// Objects that the envelope refers to and that have to travel with its note.
        var blobs: Set<ObjectID> = []
    }

    let repository: OpenRepository
    let records: Bool

    /// Stores envelopes, one commit of notes for each namespace.
    ///
    /// - Returns: what was stored and where, a line for each label, sorted.
    func add(_ items: [Item]) throws -> [String] {
        for namespace in NoteStore.Namespace.allCases {
            var lines: [ObjectID: [[UInt8]]] = [:]
            var kept: Set<ObjectID> = []
            for item in items where item.namespace == namespace {
                let (line, blob) = try line(for: item.envelope)
                lines[item.object, default: []].append(line)
                kept.formUnion(item.blobs.union([blob].compactMap(\.self)))
            }
            guard !lines.isEmpty else { continue }
            let message = "Add attestations by hallmark"
            try NoteStore(namespace).add(lines, keeping: kept, to: repository.git, message: message) {
                Self.pause($0)
            }
        }
        var places: [String: Set<String>] = [:]
        for item in items {
            places[item.label, default: []].insert(item.namespace.rawValue)
            if records { places[item.label, default: []].insert(try record(item)) }
        }
        return places.map { "\($0.key) into \($0.value.sorted().joined(separator: ", "))" }.sorted()
    }

    /// Waits before a further attempt: longer with each, and not the same for two writers.
    static func pause(_ attempt: Int) {
        usleep(UInt32.random(in: 1_000...2_000) * UInt32(min(attempt, 32)))
    }

    // The line of a note, and the blob that it names.
    private func line(for envelope: Envelope) throws -> ([UInt8], ObjectID?) {
        let bytes = envelope.jsonBytes
        guard bytes.count > EnvelopeReference.threshold else { return (bytes, nil) }
        let blob = try repository.git.writeBlob(bytes)
        return (EnvelopeReference(object: blob.hex, envelope: envelope.digest).jsonBytes, blob)
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
