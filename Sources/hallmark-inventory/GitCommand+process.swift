import Foundation
import HallmarkInventory

extension GitCommand {
    /// The `git` of the search path, run with Foundation.
    static let process = GitCommand { (arguments) throws(InventoryError) in
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        var environment = ProcessInfo.processInfo.environment
        for name in unwantedVariables { environment[name] = nil }
        process.environment = environment.merging(wantedVariables) { _, wanted in wanted }
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Output(status: process.terminationStatus, bytes: Array(bytes))
        } catch {
            throw InventoryError(.repository, "git", "cannot be run: \(error.localizedDescription)")
        }
    }
}
