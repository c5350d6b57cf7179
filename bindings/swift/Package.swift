// swift-tools-version: 6.0

import Foundation
import PackageDescription

// `generated` and `build` are made by `bindings/run swift-sources` and `cargo x apple`; neither is committed.
let package = Package(
    name: "Doorstep",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "DoorstepKit", targets: ["DoorstepKit", "DoorstepFFI"]),
        .library(name: "DoorstepTesting", targets: ["DoorstepTesting"]),
    ],
    targets: [
        nativeLibrary(),
        // Made by uniffi, whose Swift is written for the language mode 5.
        .target(
            name: "DoorstepFFI", dependencies: ["doorstep_ffiFFI"], path: "generated/DoorstepFFI",
            swiftSettings: [.swiftLanguageMode(.v5)], linkerSettings: whereTheLibraryIs()),
        .target(name: "DoorstepKit", dependencies: ["DoorstepFFI"]),
        .target(name: "DoorstepTesting", dependencies: ["DoorstepKit"]),
        .testTarget(name: "DoorstepKitTests", dependencies: ["DoorstepKit", "DoorstepTesting"]),
    ]
)

/// On Apple an XCFramework: the one that was built here, otherwise the released one. On Linux the shared library.
func nativeLibrary() -> Target {
    let name = "doorstep_ffiFFI"
    #if os(Linux)
        return .systemLibrary(name: name, path: "generated/doorstep_ffiFFI")
    #else
        let local = "build/DoorstepFFI.xcframework"
        if FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(local)") {
            return .binaryTarget(name: name, path: local)
        }
        let (address, checksum) = release()
        return .binaryTarget(name: name, url: address, checksum: checksum)
    #endif
}

/// `release.txt`, written when a version is published: the address of the XCFramework and its checksum, a line each.
func release() -> (address: String, checksum: String) {
    let file = "\(Context.packageDirectory)/release.txt"
    let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
    guard lines.count == 2 else {
        fatalError("No XCFramework was built here and none is released: run `cargo x apple` first.")
    }
    return (lines[0], lines[1])
}

/// Only on Linux, where the tests link against the library of the workspace.
func whereTheLibraryIs() -> [LinkerSetting] {
    #if os(Linux)
        guard let directory = Context.environment["DOORSTEP_LIBRARY_DIR"] else { return [] }
        return [.unsafeFlags(["-L", directory, "-Xlinker", "-rpath", "-Xlinker", directory])]
    #else
        return []
    #endif
}
