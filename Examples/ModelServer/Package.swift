// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Where this folder was copied out of Hallmark's repository, HALLMARK_PATH says where that is.
let hallmark = Context.environment["HALLMARK_PATH"] ?? "\(Context.packageDirectory)/../.."

let package = Package(
    name: "ModelServer",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Hallmark", path: hallmark, traits: [])],
    targets: [
        .executableTarget(
            name: "ModelServer",
            dependencies: [.product(name: "HallmarkVerification", package: "Hallmark")]
        )
    ],
    swiftLanguageModes: [.v6]
)
