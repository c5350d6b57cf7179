// swift-tools-version: 6.0

import PackageDescription

// What each screen shows and what may be done on it, without UIKit and SwiftUI: it builds and is tested on Linux, too.
let package = Package(
    name: "SamplePresentation",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "SamplePresentation", targets: ["SamplePresentation"])],
    dependencies: [.package(name: "Doorstep", path: "../../bindings/swift")],
    targets: [
        .target(
            name: "SamplePresentation", dependencies: [.product(name: "DoorstepKit", package: "Doorstep")]),
        .testTarget(
            name: "SamplePresentationTests",
            dependencies: [
                "SamplePresentation",
                .product(name: "DoorstepKit", package: "Doorstep"),
                .product(name: "DoorstepTesting", package: "Doorstep"),
            ]),
    ]
)
