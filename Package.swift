// swift-tools-version: 6.2

import Foundation
import PackageDescription

/// Settings of every Swift target: all unsafe code is marked, nothing leaks through an import, no warning survives.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Dependencies of the command-line tool, behind a trait, so that a package that only wants the plugins
/// (`.package(url: …, traits: [])`) neither fetches nor compiles them.
let commandLine = TargetDependencyCondition.when(traits: ["CommandLine"])

let package = Package(
    name: "Hallmark",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "hallmark", targets: ["hallmark"]),
        .executable(name: "hallmark-inventory", targets: ["hallmark-inventory"]),
        .library(name: "HallmarkVerification", targets: ["HallmarkVerification"]),
        .plugin(name: "GenerateSBOM", targets: ["GenerateSBOM"]),
        .plugin(name: "VerifyAttestations", targets: ["VerifyAttestations"]),
    ],
    traits: [
        .trait(name: "CommandLine", description: "The hallmark command and the policy reader."),
        .default(enabledTraits: ["CommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CHallmarkLibgit2",
            pkgConfig: "libgit2",
            providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]
        ),
        .systemLibrary(
            name: "CHallmarkOpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        .systemLibrary(
            name: "CHallmarkZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        // Declarations alone: the module that drives a token is chosen, and loaded, at run time.
        .target(name: "CHallmarkPKCS11"),
        // Declarations of the C library and nothing to install.
        .systemLibrary(name: "CHallmarkSealing"),
        .target(
            name: "HallmarkCore",
            dependencies: ["CHallmarkOpenSSL", "CHallmarkSealing"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkModelScan",
            dependencies: ["HallmarkCore", "CHallmarkZlib"],
            exclude: ["Formats/README.md"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkInventory",
            dependencies: ["HallmarkCore", "HallmarkModelScan"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkStatement",
            dependencies: ["HallmarkCore"],
            exclude: ["Predicates/README.md"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkSigning",
            dependencies: ["HallmarkStatement", "CHallmarkOpenSSL", "CHallmarkPKCS11"],
            exclude: ["Signers/README.md", "Verification/README.md"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkGit",
            dependencies: ["HallmarkStatement", "CHallmarkLibgit2", "CHallmarkZlib"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkVerification",
            dependencies: [
                "HallmarkStatement", "HallmarkSigning",
                .product(name: "Yams", package: "Yams", condition: commandLine),
            ],
            exclude: ["Rules/README.md"],
            swiftSettings: strict
        ),
        .target(
            name: "HallmarkReport",
            dependencies: ["HallmarkVerification", "HallmarkInventory", "HallmarkModelScan"],
            exclude: ["Renderers/README.md"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "hallmark",
            dependencies: [
                "HallmarkCore", "HallmarkModelScan", "HallmarkInventory", "HallmarkStatement", "HallmarkSigning",
                "HallmarkGit", "HallmarkVerification", "HallmarkReport",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: commandLine),
            ],
            exclude: ["Commands/README.md"],
            // The walk that the plugins compile; the command writes it into a package of its own to run it.
            resources: [.embedInCode("Resources/PackageGraphWalk.swift")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "hallmark-inventory",
            dependencies: ["HallmarkCore", "HallmarkModelScan", "HallmarkInventory"],
            swiftSettings: strict
        ),
        .plugin(
            name: "GenerateSBOM",
            capability: .command(
                intent: .custom(
                    verb: "generate-sbom",
                    description: "Writes a CycloneDX SBOM of the package, its dependencies and its model files."
                )
            ),
            dependencies: ["hallmark-inventory"]
        ),
        // Needs the trait CommandLine, as the command does.
        .plugin(
            name: "VerifyAttestations",
            capability: .command(
                intent: .custom(
                    verb: "verify-attestations",
                    description: "Verifies the package and what Package.resolved pins, with hallmark verify."
                )
            ),
            dependencies: ["hallmark"]
        ),
        .testTarget(name: "HallmarkCoreTests", dependencies: ["HallmarkCore"], swiftSettings: strict),
        .testTarget(name: "HallmarkModelScanTests", dependencies: ["HallmarkModelScan"], swiftSettings: strict),
        .testTarget(name: "HallmarkInventoryTests", dependencies: ["HallmarkInventory"], swiftSettings: strict),
        .testTarget(
            name: "HallmarkSigningTests",
            dependencies: ["HallmarkStatement", "HallmarkSigning"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HallmarkGitTests",
            dependencies: ["HallmarkGit", "HallmarkStatement", "HallmarkCore"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HallmarkVerificationTests",
            dependencies: [
                "HallmarkVerification", "HallmarkStatement", "HallmarkSigning", "HallmarkReport", "HallmarkModelScan",
                "HallmarkCore",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HallmarkCommandTests",
            dependencies: ["HallmarkCore", "HallmarkStatement", "HallmarkSigning", "hallmark"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)

/// The fuzz targets and what each reads; `Scripts/fuzz` builds them with `HALLMARK_FUZZ=1` and the sanitizers.
///
/// A parser's fuzz target is a folder `Tests/Fuzz/NAME` with a `main.swift`, seeds in `Seeds/`, and a line here.
let fuzzers: KeyValuePairs<String, [Target.Dependency]> = [
    "Base64Fuzzer": ["HallmarkCore"],
    "JSONFuzzer": ["HallmarkCore"],
    "EnvelopeFuzzer": ["HallmarkCore", "HallmarkStatement"],
    "BundleFuzzer": ["HallmarkCore", "HallmarkStatement"],
    "NoteFuzzer": ["HallmarkStatement"],
    "PacketLineFuzzer": ["HallmarkCore", "HallmarkGit"],
    "NoteTreeFuzzer": ["HallmarkGit"],
    "DifferenceFuzzer": ["HallmarkCore", "HallmarkGit"],
    "PublicKeyFuzzer": ["HallmarkSigning"],
    "PKCS11URIFuzzer": ["HallmarkSigning"],
    "CertificateFuzzer": ["HallmarkCore", "HallmarkSigning"],
    "TimestampFuzzer": ["HallmarkCore", "HallmarkSigning"],
    "SSHSignatureFuzzer": ["HallmarkCore", "HallmarkSigning"],
    "ConfigurationFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "CoreMLFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "FlaxFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "GGUFFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "LightGBMFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "MXNetFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "PickleFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "SafetensorsFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "XGBoostFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "ZipFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "HDF5Fuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "ONNXFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "NumPyFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "PackageResolvedFuzzer": ["HallmarkCore", "HallmarkInventory"],
    "PolicyFuzzer": ["HallmarkCore", "HallmarkVerification"],
    "ConditionFuzzer": ["HallmarkCore", "HallmarkStatement", "HallmarkVerification"],
    "TemplateFuzzer": ["HallmarkCore", "HallmarkModelScan"],
    "TrustFuzzer": ["HallmarkCore", "HallmarkStatement", "HallmarkVerification"],
    "EvidenceFuzzer": ["HallmarkCore", "HallmarkReport", "HallmarkVerification"],
]

if Context.environment["HALLMARK_FUZZ"] == "1" {
    for (name, dependencies) in fuzzers {
        let path = "Tests/Fuzz/\(name)"
        let isThere = { (file: String) -> Bool in
            FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(path)/\(file)")
        }
        guard isThere("main.swift") else { continue }
        package.targets.append(
            .executableTarget(
                name: name,
                dependencies: dependencies,
                path: path,
                exclude: ["Seeds", "dictionary"].filter(isThere),
                swiftSettings: strict
            )
        )
    }
}

/// What `Benchmarks/` measures, for that package alone: its scripts set `HALLMARK_BENCHMARKS=1`.
if Context.environment["HALLMARK_BENCHMARKS"] == "1" {
    package.products.append(.library(name: "HallmarkWorkloads", targets: ["HallmarkWorkloads"]))
    package.targets.append(
        .target(
            name: "HallmarkWorkloads",
            dependencies: ["HallmarkCore", "HallmarkStatement", "HallmarkSigning"],
            path: "Benchmarks/Workloads",
            swiftSettings: strict
        )
    )
}
