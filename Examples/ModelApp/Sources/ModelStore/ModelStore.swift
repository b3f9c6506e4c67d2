public import Foundation
public import Logging
public import OrderedCollections

/// A folder of models.
public struct ModelStore {
    private let folder: URL
    private let logger: Logger

    /// Opens `folder`, which isn't read before ``models()``; `logger` hears of files that are no models.
    public init(folder: URL, logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    /// Returns the folder's models by their paths in it, in the order of the paths.
    ///
    /// - Throws: Foundation's error when the folder or a file in it can't be read.
    public func models() throws -> OrderedDictionary<String, Model> {
        var models: OrderedDictionary<String, Model> = [:]
        for name in try files(in: folder, stoppingAtPackages: true) {
            let url = folder.appendingPathComponent(name)
            if let model = try url.pathExtension == "mlpackage" ? package(at: url) : file(at: url) {
                models[name] = model
            } else {
                logger.debug("not a model", metadata: ["path": "\(name)"])
            }
        }
        return models
    }

    private func file(at url: URL) throws -> Model? {
        let data = try Data(contentsOf: url, options: .mappedIfSafe)
        guard let format = ModelFormat(magic: data.prefix(ModelFormat.magicLength)) else { return nil }
        var checksum = Checksum()
        checksum.update(with: data)
        return Model(format: format, size: data.count, checksum: checksum.value)
    }

    private func package(at url: URL) throws -> Model {
        var checksum = Checksum()
        var size = 0
        for name in try files(in: url, stoppingAtPackages: false) {
            let data = try Data(contentsOf: url.appendingPathComponent(name), options: .mappedIfSafe)
            checksum.update(with: data)
            size += data.count
        }
        return Model(format: .coreMLPackage, size: size, checksum: checksum.value)
    }

    /// Returns the paths of the files below `folder`, sorted; a Core ML package counts as a file when asked for.
    private func files(in folder: URL, stoppingAtPackages: Bool) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).flatMap { name -> [String] in
            let url = folder.appendingPathComponent(name)
            let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
            if !isFolder || (stoppingAtPackages && url.pathExtension == "mlpackage") { return [name] }
            return try files(in: url, stoppingAtPackages: stoppingAtPackages).map { "\(name)/\($0)" }
        }
        .sorted()
    }
}
