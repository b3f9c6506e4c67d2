import Foundation
import HallmarkCore
import HallmarkInventory

/// The tool behind the plugin `generate-sbom`: a package graph goes in, an SBOM comes out.
@main
struct InventoryTool {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            let notes = try await generate(options)
            // Not `print`, which would keep the line until after the notes.
            let line = "Hallmark generate-sbom \(hallmarkVersion): wrote \(DisplayText.escape(options.output))\n"
            FileHandle.standardOutput.write(Data(line.utf8))
            for note in notes { write("note: \(DisplayText.escape(note))\n") }
        } catch let error as UsageError {
            write("error: \(DisplayText.escape("\(error)"))\n\(Options.usage)\n")
            exit(UsageError.exitCode)
        } catch {
            write("error: \(DisplayText.escape("\(error)"))\n")
            exit(Decision.undecided.exitCode)
        }
    }

    private static func generate(_ options: Options) async throws -> [String] {
        let graph = try FileBytes(path: options.graph, followingLink: true)
            .allBytes(maximumSize: JSONParser.defaultMaximumSize)
        let directory = URL(filePath: options.packagePath).resolvingSymlinksInPath().path(percentEncoded: false)
        var generator = SBOMGenerator(directory: directory)
        generator.product = options.product
        generator.sourceDateEpoch = ProcessInfo.processInfo.environment[SourceDateEpoch.variable]
        let result = try await generator.generate(graph: graph, git: .process)
        do {
            try FileWriter.replace(options.output, bytes: result.bytes)
        } catch {
            // On macOS a plugin writes only to its own folder, unless it is allowed more.
            throw FileError(
                error.code,
                path: options.output,
                reason: "\(error.reason); to write elsewhere than to the plugin's own folder, run "
                    + "swift package plugin --allow-writing-to-package-directory generate-sbom --output FILE"
            )
        }
        return result.notes
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
