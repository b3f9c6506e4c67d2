// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A package of its own, so that what measures is no dependency of what is measured.
///
/// What the benchmarks call is package API, so `Workloads/` is a target of the package above, which exports it only
/// with `HALLMARK_BENCHMARKS=1`; the scripts here set it.
let package = Package(
    name: "HallmarkBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Hallmark", path: "..", traits: []),
        // Without traits it counts neither allocations nor reference counting, and needs no other allocator.
        .package(url: "https://github.com/ordo-one/package-benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "HallmarkBenchmarks",
            dependencies: [
                .product(name: "HallmarkWorkloads", package: "Hallmark"),
                .product(name: "Benchmark", package: "package-benchmark"),
            ],
            path: "HallmarkBenchmarks",
            swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "package-benchmark")]
        ),
        .executableTarget(
            name: "envelope-verification",
            dependencies: [.product(name: "HallmarkWorkloads", package: "Hallmark")],
            path: "EnvelopeVerification",
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
