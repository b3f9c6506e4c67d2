// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "Vocabulary",
    products: [.library(name: "Vocabulary", targets: ["Vocabulary"])],
    targets: [.target(name: "Vocabulary", resources: [.embedInCode("tokens.txt")])],
    swiftLanguageModes: [.v6]
)
