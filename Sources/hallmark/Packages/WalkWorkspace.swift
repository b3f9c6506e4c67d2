import Foundation
import HallmarkCore

/// A temporary workspace with the user's package and a package whose plugin walks the graph.
struct WalkWorkspace {
    /// The plugin's verb.
    static let verb = "hallmark-walk"

    let folder: URL
    /// The user's package.
    let package: String

    /// The file that `--multiroot-data-file` names.
    var data: String { folder.appending(path: "hallmark.xcworkspace").path(percentEncoded: false) }
    /// Where SwiftPM looks for Package.resolved and for `configuration` of a workspace.
    var settings: String { data + "/xcshareddata/swiftpm" }
    /// Where SwiftPM puts checkouts and builds the plugin.
    var scratch: String { folder.appending(path: "build").path(percentEncoded: false) }

    /// Writes everything.
    func write() throws {
        let walker = folder.appending(path: "hallmark-walk").path(percentEncoded: false)
        try FileManager.default.createDirectory(
            atPath: walker + "/Plugins/Walk",
            withIntermediateDirectories: true
        )
        try FileManager.default.createDirectory(atPath: settings, withIntermediateDirectories: true)
        try FileWriter.create(walker + "/Package.swift", bytes: Array(manifest.utf8))
        try FileWriter.create(walker + "/Plugins/Walk/Walk.swift", bytes: Array(plugin.utf8))
        // The very file that the plugin `generate-sbom` compiles.
        try FileWriter.create(
            walker + "/Plugins/Walk/PackageGraphWalk.swift",
            bytes: PackageResources.PackageGraphWalk_swift
        )
        let locations = [package, walker].map { "<FileRef location=\"absolute:\(Self.xml($0))\"></FileRef>\n" }
        let contents = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Workspace version="1.0">
            \(locations.joined())</Workspace>
            """
        try FileWriter.create(data + "/contents.xcworkspacedata", bytes: Array(contents.utf8))
    }

    // A plugin is run on any one of the roots, so the walker names the user's package as its dependency, too.
    private var manifest: String {
        """
        // swift-tools-version: 6.0
        import PackageDescription
        let package = Package(
            name: "hallmark-walk",
            dependencies: [.package(path: \(Self.literal(package)))],
            targets: [
                .plugin(name: "Walk", capability: .command(intent: .custom(verb: "\(Self.verb)", description: "Walks.")))
            ]
        )
        """
    }

    private var plugin: String {
        """
        import PackagePlugin

        @main
        struct Walk: CommandPlugin {
            func performCommand(context: PluginContext, arguments: [String]) async throws {
                var root = context.package
                if root.displayName == "hallmark-walk", let first = root.dependencies.first { root = first.package }
                print(String(decoding: try PackageGraphWalk(root: root).json(), as: UTF8.self))
            }
        }
        """
    }

    /// A Swift string literal; whatever could end it or begin an interpolation is written by its number.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\", "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{2029}":
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// Text of an XML attribute.
    static func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<", ">", "&", "\"", "'", "\0"..."\u{1F}": escaped += "&#\(scalar.value);"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
