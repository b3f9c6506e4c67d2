// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Brings the plugin `generate-sbom`, and no target uses it: where this folder was copied out of Hallmark's repository, the
// package does without.
let hallmark = Context.environment["HALLMARK_PATH"] ?? "\(Context.packageDirectory)/../.."
let hasHallmark = FileManager.default.fileExists(atPath: "\(hallmark)/Plugins/GenerateSBOM")

let package = Package(
    name: "ModelApp",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "ModelApp", targets: ["ModelApp"]),
        .library(name: "ModelStore", targets: ["ModelStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(path: "Packages/Vocabulary"),
    ] + (hasHallmark ? [.package(name: "Hallmark", path: hallmark, traits: [])] : []),
    targets: [
        .executableTarget(
            name: "ModelApp",
            dependencies: [
                "ModelStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Vocabulary", package: "Vocabulary"),
            ]
        ),
        .target(
            name: "ModelStore",
            dependencies: [
                "CModelZlib",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]
        ),
        // Not CZlib: Hallmark has a target of that name, and names are unique in a package graph.
        .systemLibrary(
            name: "CModelZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
