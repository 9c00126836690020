// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The module graph of Sundog, as a table. A module that does not name another here cannot reach it:
// who may touch private data and spend budget is a compile-time fact.
//
//   sundog (command line)
//     SundogEvaluation     never imports a generator: it sees data sets only
//     TabularGenerators    never import evaluation, nor each other
//     ImageGenerators
//     AudioGenerators
//     SchemaGenerators     tables from a schema alone: touches no data, spends nothing
//   SundogLearning         models and training
//   SundogAugment          transforms and pipelines; spends no budget
//   Sundog                 schema, data set, files, media, protocols
//   SundogPrivacy          noise, mechanisms, accounting, ledger
//   SundogNumerics         linear algebra, seeds, digests, threads

/// Warnings are errors in CI (`SUNDOG_STRICT=1`), and only there, so that a newer compiler's new
/// warning never stops a user's build.
let strict = ProcessInfo.processInfo.environment["SUNDOG_STRICT"] == "1"
let settings: [SwiftSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let bigInt: Target.Dependency = .product(name: "BigInt", package: "BigInt")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

func module(
  _ name: String, path: String? = nil, excluding: [String] = [], _ dependencies: [Target.Dependency]
) -> Target {
  .target(name: name, dependencies: dependencies, path: path, exclude: excluding, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "sundog",
  products: [
    .executable(name: "sundog", targets: ["sundog"]),
    .library(
      name: "Sundog",
      targets: [
        "Sundog", "SundogNumerics", "SundogPrivacy", "SundogLearning", "SundogAugment", "SundogEvaluation",
        "TabularGenerators", "ImageGenerators", "AudioGenerators", "SchemaGenerators",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries of the system
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CXGBoost", pkgConfig: "xgboost", providers: [.apt(["libxgboost-dev"])]),

    // C of our own: kernels that Swift cannot express as fast
    .target(name: "CSundogKernels"),
    // C of our own: libraries for pictures and sound behind functions that never jump over Swift's frames
    .target(
      name: "CSundogMedia",
      linkerSettings: ["z", "png", "jpeg", "sndfile", "samplerate"].map { .linkedLibrary($0) }),

    // The floors
    module("SundogNumerics", ["COpenSSL", "COpenBLAS", "CSundogKernels"]),
    module("SundogPrivacy", ["SundogNumerics", "COpenSSL", bigInt, grdb]),
    module("Sundog", ["SundogPrivacy", "SundogNumerics", "CSundogMedia", yams]),
    module("SundogAugment", ["Sundog", "SundogNumerics", "CSundogKernels", "CSundogMedia", yams]),
    module("SundogLearning", ["Sundog", "SundogPrivacy", "SundogNumerics", "CSundogKernels", "CXGBoost"]),

    // The rooms
    module(
      "TabularGenerators", path: "Generators/Tabular",
      excluding: ["AdaptiveMarginals/README.md", "Independent/README.md", "MarginalTree/README.md"],
      ["Sundog", "SundogPrivacy", "SundogNumerics", "SundogLearning"]),
    module(
      "ImageGenerators", path: "Generators/Image", excluding: ["ClassMeans/README.md", "Moments/README.md"],
      ["Sundog", "SundogPrivacy", "SundogNumerics", "SundogLearning"]),
    module(
      "AudioGenerators", path: "Generators/Audio", excluding: ["SpeechMoments/README.md"],
      ["Sundog", "SundogPrivacy", "SundogNumerics", "SundogLearning"]),
    module(
      "SchemaGenerators", path: "Generators/Schema", excluding: ["README.md"], ["Sundog", "SundogNumerics", grdb]),
    module("SundogEvaluation", ["Sundog", "SundogLearning", "SundogAugment", "SundogNumerics"]),

    // The command line
    .executableTarget(
      name: "sundog",
      dependencies: [
        "Sundog", "SundogNumerics", "SundogPrivacy", "SundogLearning", "SundogAugment", "SundogEvaluation",
        "TabularGenerators", "ImageGenerators", "AudioGenerators", "SchemaGenerators", argumentParser,
      ],
      swiftSettings: settings),

    // Tests and benchmarks
    .target(
      name: "SundogTestSupport",
      dependencies: ["Sundog", "SundogAugment", "SundogNumerics", "SundogPrivacy"],
      path: "Tests/SundogTestSupport", swiftSettings: settings),
    tests("SundogNumericsTests", ["SundogNumerics", "CSundogKernels", "SundogTestSupport"]),
    tests("SundogPrivacyTests", ["SundogPrivacy", "SundogNumerics", "SundogTestSupport", bigInt, grdb]),
    tests("SundogTests", ["Sundog", "SundogPrivacy", "SundogNumerics", "SundogTestSupport"]),
    tests(
      "SundogAugmentTests", ["SundogAugment", "Sundog", "SundogNumerics", "CSundogKernels", "SundogTestSupport"]),
    tests("TabularGeneratorsTests", ["TabularGenerators", "Sundog", "SundogPrivacy", "SundogTestSupport"]),
    tests("SchemaGeneratorsTests", ["SchemaGenerators", "Sundog", "SundogNumerics", grdb]),
    tests(
      "ImageGeneratorsTests",
      ["ImageGenerators", "Sundog", "SundogPrivacy", "SundogNumerics", "SundogTestSupport"]),
    tests(
      "AudioGeneratorsTests",
      ["AudioGenerators", "Sundog", "SundogPrivacy", "SundogNumerics", "SundogTestSupport"]),
    tests(
      "SundogLearningTests",
      ["SundogLearning", "Sundog", "SundogPrivacy", "SundogNumerics", "CSundogKernels", "SundogTestSupport"]),
    tests("SundogEvaluationTests", ["SundogEvaluation", "SundogLearning", "Sundog", "SundogTestSupport"]),
    tests("SundogCommandTests", ["sundog", "Sundog", "SundogPrivacy", "SundogTestSupport"]),
    .executableTarget(
      name: "SundogBenchmarks",
      dependencies: [
        "Sundog", "SundogNumerics", "SundogPrivacy", "SundogLearning", "SundogAugment", "SundogEvaluation",
        "TabularGenerators", "SchemaGenerators", "CSundogKernels",
      ],
      path: "Tests/Benchmarks",
      exclude: ["adult.sh", "augment.py", "augment-audio.sh", "schema_peers.py", "sound_sheet.py"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
