import DoorstepKit
import DoorstepTesting
import Foundation

/// A phone with its owner.
final class Phone: Sendable {
    let doorstep: Doorstep
    let clock: VirtualClock
    let network: SwitchedNetwork
    private let directory: URL
    private let photos = Counter()

    private init(doorstep: Doorstep, clock: VirtualClock, network: SwitchedNetwork, directory: URL) {
        self.doorstep = doorstep
        self.clock = clock
        self.network = network
        self.directory = directory
    }

    /// A photo as the camera leaves it.
    func camera() throws -> String {
        let number = photos.next()
        let file = directory.appendingPathComponent("camera-\(number).jpg")
        try jpeg(seed: number).write(to: file)
        return file.path
    }

    static func enrolled(
        _ directory: URL, _ server: LocalServer, user: String, language: String
    ) async throws -> Phone {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let (clock, network) = (VirtualClock(), SwitchedNetwork())
        let store = directory.appendingPathComponent("store").path
        let doorstep = try await Doorstep.open(
            Config(directory: store, language: language), secrets: MemorySecrets(), clock: clock, transport: network)
        try await doorstep.enrol(serverUrl: server.url, code: server.code(for: user), label: "\(user)'s phone")
        return Phone(doorstep: doorstep, clock: clock, network: network, directory: directory)
    }
}

private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var last: UInt8 = 0

    func next() -> UInt8 {
        lock.withLock {
            last += 1
            return last
        }
    }
}

/// A server, a desk, and two phones that know the same job.
struct Shop: Sendable {
    let root: URL
    let server: LocalServer
    let office: Office
    let chen: Phone
    let li: Phone
    let id: CaseId

    /// Opens for business, does it, and closes whatever happened.
    static func open(_ business: (Shop) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let server = try await LocalServer(
            directory: root.appendingPathComponent("server"), inviting: ["chen:Chen:technician", "li:Li:leader"])
        defer { server.stop() }
        let chen = try await Phone.enrolled(
            root.appendingPathComponent("chen"), server, user: "chen", language: "en")
        let li = try await Phone.enrolled(root.appendingPathComponent("li"), server, user: "li", language: "zh-CN")
        let office = server.office()
        let id = try await office.createCellarJob(startMs: chen.clock.startMs)
        try await chen.doorstep.sync()
        try await li.doorstep.sync()
        try await business(Shop(root: root, server: server, office: office, chen: chen, li: li, id: id))
        try await chen.doorstep.close()
        try await li.doorstep.close()
    }

    /// Chen writes a note at the version on the screen; answers its id.
    @discardableResult
    func note(_ text: String) async throws -> NoteId {
        try await chen.doorstep.jobs { [id] in
            let seen = try $0.job(case: id)
            guard let visit = seen.state.currentVisit else { throw TestTrouble("no visit is planned") }
            return try $0.addNote(case: id, seen: seen.version, visit: visit, text: text).note
        }
    }

    /// What the notes of the job say.
    func notes() async throws -> [String] {
        try await chen.doorstep.jobs { [id] in try $0.job(case: id).notes.map(\.text) }
    }
}

extension Office {
    /// Creates the job of catalogue scenario 5 and gives it to two people.
    func createCellarJob(startMs: Int64) async throws -> CaseId {
        try await create(
            """
            {"service": "longfor-dispatch", "area": "indoor",
             "report": "Cellar: lamp out, toilet blocked",
             "customer": {"name": "Mr Wang", "phone": "138 0000 0000"},
             "site": {"address": "Building 5, cellar 12", "time_zone": "CST-8"},
             "users": ["chen", "li"], "start_ms": \(startMs)}
            """)
    }
}

/// What a call throws; nil if it does not.
func failure<T>(_ call: () async throws -> T) async -> DoorstepError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error as? DoorstepError
    }
}
