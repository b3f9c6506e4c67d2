import Foundation
import PackagePlugin

/// Verifies the package and its dependencies: `swift package plugin verify-attestations`.
///
/// It asks for no permission. SwiftPM has run the manifests by the time a plugin starts, so this tells and is no gate:
/// the gates are `hallmark resolve`, `hallmark checkout` and the hooks.
@main
struct VerifyAttestations: CommandPlugin {
    private static let usage = """
        usage: swift package plugin verify-attestations [--dependencies] [OPTION]…

          --dependencies  verifies what Package.resolved pins, and not the package
          OPTION          goes to hallmark verify, such as --trust-root sha256:HEX or --format json

        Every failure ends with status 1; pipelines that tell them apart call hallmark verify.

        For example: swift package plugin verify-attestations --dependencies
        """

    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        if extractor.extractFlag(named: "help") > 0 {
            print(Self.usage)
            return
        }
        let isAboutDependencies = extractor.extractFlag(named: "dependencies") > 0
        let tool = try context.tool(named: "hallmark").url
        let folder = context.package.directoryURL.path(percentEncoded: false)
        let kinds = (isAboutDependencies ? [] : [["verify"]]) + [["verify", "dependencies"]]
        for kind in kinds {
            let process = Process()
            process.executableURL = tool
            process.arguments = kind + ["-C", folder] + extractor.remainingArguments
            try process.run()
            process.waitUntilExit()
            guard process.terminationReason == .exit, process.terminationStatus == 0 else {
                Diagnostics.error("hallmark \(kind.joined(separator: " ")): status \(process.terminationStatus)")
                return
            }
        }
    }
}
