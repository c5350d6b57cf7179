import DoorstepKit
import DoorstepTesting
import Foundation
import Testing

/// A store that cannot be opened, and secrets that cannot be read: the words say what to do, and nothing is touched.
@Suite struct StorageTests {
    @Test("a store of a newer version is refused and not touched")
    func newerStore() async throws {
        try await Shop.open { shop in
            let doorstep = shop.chen.doorstep
            try await shop.note("before")
            try await doorstep.enterBackground()
            let file = shop.root.appendingPathComponent("chen/store/doorstep.sqlite")
            let written = try Data(contentsOf: file)
            // The version of a database stands in its header.
            var newer = written
            newer.replaceSubrange(60..<64, with: [0x7F, 0xFF, 0xFF, 0xFF])
            try newer.write(to: file)
            #expect(await failure { try await doorstep.enterForeground() } == .UpdateRequired)
            #expect(try Data(contentsOf: file) == newer)
            try written.write(to: file)
            try await doorstep.enterForeground()
            #expect(try await shop.notes() == ["before"])
        }
    }

    @Test("something else in the place of the store is said")
    func occupied() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let folder = root.appendingPathComponent("occupied/doorstep.sqlite")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = root.appendingPathComponent("a file")
        try Data("not a directory".utf8).write(to: file)
        for place in [folder.deletingLastPathComponent(), file, file.appendingPathComponent("below")] {
            let refused = await failure {
                try await Doorstep.open(
                    Config(directory: place.path, language: "en"), secrets: MemorySecrets(), clock: VirtualClock())
            }
            #expect(refused == .Storage(trouble: .unreadable), "\(place.path)")
        }
        #expect(try Data(contentsOf: file) == Data("not a directory".utf8))
    }

    @Test("secrets that cannot be read are storage trouble, and not for ever")
    func lockedSecrets() async throws {
        try await Shop.open { shop in
            let secrets = LockedSecrets()
            let store = shop.root.appendingPathComponent("new").path
            let phone = try await Doorstep.open(
                Config(directory: store, language: "en"), secrets: secrets, clock: shop.chen.clock,
                transport: shop.chen.network)
            let refused = await failure {
                try await phone.enrol(serverUrl: shop.server.url, code: "x", label: "new")
            }
            #expect(refused == .Storage(trouble: .platform))
            secrets.unlock()
            let asked = await failure {
                try await phone.enrol(serverUrl: shop.server.url, code: "x", label: "new")
            }
            guard case .Server("code_refused", _) = asked else {
                Issue.record("unlocked: \(String(describing: asked))")
                return
            }
            try await phone.close()
        }
    }
}

/// A key store on a phone that was not unlocked since it started.
private final class LockedSecrets: SecretStore, @unchecked Sendable {
    private let inner = MemorySecrets()
    private let lock = NSLock()
    private var isLocked = true

    func unlock() {
        lock.withLock { isLocked = false }
    }

    func read(name: String) throws -> Data? {
        try check()
        return try inner.read(name: name)
    }

    func write(name: String, secret: Data) throws {
        try check()
        try inner.write(name: name, secret: secret)
    }

    private func check() throws {
        if lock.withLock({ isLocked }) { throw PlatformError.Locked }
    }
}
