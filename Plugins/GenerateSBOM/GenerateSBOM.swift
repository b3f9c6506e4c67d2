import Foundation
import PackagePlugin

/// Writes a CycloneDX SBOM of the package: `swift package plugin generate-sbom`.
///
/// It asks for no permission: the SBOM goes to the plugin's own folder unless `--output` says otherwise. What is in the
/// graph comes from SwiftPM, everything else from the tool.
@main
struct GenerateSBOM: CommandPlugin {
    private static let usage = """
        usage: swift package plugin generate-sbom [--product NAME] [--output FILE]

          --product NAME  limits the SBOM to one product of the package
          --output FILE   where to write; by default the plugin's own folder below .build. On macOS, writing into the
                          package needs: swift package plugin --allow-writing-to-package-directory generate-sbom …

        For example: swift package plugin generate-sbom --product App
        """

    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        if extractor.extractFlag(named: "help") > 0 {
            print(Self.usage)
            return
        }
        let products = extractor.extractOption(named: "product")
        let outputs = extractor.extractOption(named: "output")
        guard products.count <= 1, outputs.count <= 1, extractor.remainingArguments.isEmpty else {
            Diagnostics.error("these arguments make no sense: \(arguments.joined(separator: " "))\n\(Self.usage)")
            return
        }
        let folder = context.pluginWorkDirectoryURL
        let graph = folder.appending(path: "package-graph.json")
        try PackageGraphWalk(root: context.package).json().write(to: graph)
        let output =
            outputs.first.map { URL(filePath: $0) }
            ?? folder.appending(path: "\(products.first ?? context.package.displayName).cdx.json")

        let tool = Process()
        tool.executableURL = try context.tool(named: "hallmark-inventory").url
        tool.arguments = [
            "--graph", graph.path(percentEncoded: false),
            "--package-path", context.package.directoryURL.path(percentEncoded: false),
            "--output", output.path(percentEncoded: false),
        ]
        if let product = products.first { tool.arguments? += ["--product", product] }
        try tool.run()
        tool.waitUntilExit()
        guard tool.terminationReason == .exit, tool.terminationStatus == 0 else {
            Diagnostics.error("no SBOM was written (hallmark-inventory ended with status \(tool.terminationStatus))")
            return
        }
    }
}
