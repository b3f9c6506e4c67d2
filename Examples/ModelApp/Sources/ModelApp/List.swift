import ArgumentParser
import Foundation
import Logging
import ModelStore

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the models of a folder with format, size in bytes and CRC-32.",
        discussion: "Example: ModelApp list Models"
    )

    @Argument(help: "The folder of models.")
    var models = "Models"

    @Flag(help: "Log what is passed over.")
    var verbose = false

    func run() throws {
        var logger = Logger(label: "ModelApp") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbose ? .debug : .notice

        let folder = URL(fileURLWithPath: models, isDirectory: true)
        let found = try ModelStore(folder: folder, logger: logger).models()
        if found.isEmpty { logger.warning("no models", metadata: ["folder": "\(models)"]) }
        for (path, model) in found {
            let hex = String(model.checksum, radix: 16)
            let checksum = String(repeating: "0", count: 8 - hex.count) + hex
            print(checksum, model.size, model.format.rawValue, path, separator: "\t")
        }
    }
}
