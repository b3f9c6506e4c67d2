import Foundation
import HallmarkCore
import HallmarkInventory
import HallmarkModelScan
import HallmarkVerification

/// `attestations/models.lock` of a work tree.
struct ModelsLockFile {
    /// How a work tree differs from its list.
    struct Differences {
        /// Models that the list does not have.
        let unlisted: [String]
        /// Models that are there with other bytes than the list says.
        let changed: [String]
        /// Models of the list that are not there.
        let absent: [String]

        var isEmpty: Bool { unlisted.isEmpty && changed.isEmpty && absent.isEmpty }
    }

    private let repository: OpenRepository

    init(_ repository: OpenRepository) {
        self.repository = repository
    }

    /// The list, or `nil` when there is none.
    func read() throws -> ModelsLock? {
        let tree = try FileTree(path: repository.workTree())
        return try tree.bytes(of: ModelsLock.path, maximumSize: ModelsLock.maximumSize)
            .map { (bytes) throws(InventoryError) in try ModelsLock(bytes) }
    }

    /// Lists the models of the work tree anew; what is known of an unchanged model's origin stays.
    func update() throws -> ModelsLock {
        var lock = try Self.lock(of: repository.workTreeFiles())
        if let earlier = try read() { lock = lock.keepingOrigins(of: earlier) }
        let folder = try repository.workTree() + TreeContents.folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileWriter.replace(repository.workTree() + ModelsLock.path, bytes: lock.jsonBytes)
        return lock
    }

    /// How the models of a tree differ from a list.
    static func differences(of tree: any SourceTree, from lock: ModelsLock) throws -> Differences {
        let found = try Self.lock(of: tree).models
        let listed = Dictionary(lock.models.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let present = Set(found.map(\.path))
        return Differences(
            unlisted: found.map(\.path).filter { listed[$0] == nil },
            changed: found.filter { listed[$0.path].map(\.files) != $0.files && listed[$0.path] != nil }.map(\.path),
            absent: lock.models.map(\.path).filter { !present.contains($0) }
        )
    }

    private static func lock(of tree: any SourceTree) throws -> ModelsLock {
        let contents = TreeContents(tree)
        let detected = try contents.detectedModels()
        let formats = Dictionary(
            detected.map { ($0.path, $0.format.rawValue) },
            uniquingKeysWith: { first, _ in first }
        )
        return ModelsLock(
            models: try contents.models(detected).map { model in
                ModelsLock.Model(path: model.path, format: formats[model.path] ?? "link", files: model.files)
            }
        )
    }
}
