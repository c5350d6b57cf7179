import DoorstepKit
import DoorstepTesting
import Foundation
import Testing

/// Many threads, the app's comings and goings, long use: no crash, nothing lost, nothing left behind.
@Suite struct HardUseTests {
    @Test("many tasks write while the phone synchronises and no note is lost")
    func manyTasks() async throws {
        try await Shop.open { shop in
            let doorstep = shop.chen.doorstep
            let syncing = (0..<2).map { _ in
                Task {
                    while !Task.isCancelled {
                        let error = await failure { try await doorstep.sync() }
                        if case .Busy = error { try await Task.sleep(for: .milliseconds(5)) }
                    }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for writer in 0..<6 {
                    writers.addTask {
                        for n in 0..<8 {
                            try await shop.note("\(writer)/\(n)")
                            try await doorstep.jobs { try $0.list(filter: JobFilter()) }
                            try await doorstep.office { try $0.outbox() }
                        }
                    }
                }
                try await writers.waitForAll()
            }
            for task in syncing {
                task.cancel()
                _ = await task.result
            }
            #expect(try await doorstep.sync().status == .done)
            let all = (0..<6).flatMap { writer in (0..<8).map { "\(writer)/\($0)" } }
            #expect(Set(try await shop.notes()) == Set(all))
        }
    }

    @Test("an app that comes and goes while it works is told so and loses nothing")
    func comesAndGoes() async throws {
        try await Shop.open { shop in
            let doorstep = shop.chen.doorstep
            let writer = Task {
                var written: [String] = []
                while !Task.isCancelled {
                    let text = "\(written.count)"
                    let error = await failure { try await shop.note(text) }
                    if error == nil {
                        written.append(text)
                    } else if error == .Closed {
                        try? await Task.sleep(for: .milliseconds(5))
                    } else {
                        throw TestTrouble("\(String(describing: error))")
                    }
                }
                return written
            }
            for _ in 0..<8 {
                try await Task.sleep(for: .milliseconds(60))
                try await doorstep.enterBackground()
                try await Task.sleep(for: .milliseconds(10))
                try await doorstep.enterForeground()
            }
            writer.cancel()
            let written = try await writer.value
            let kept = Set(try await shop.notes())
            #expect(!written.isEmpty && kept.isSuperset(of: written))
        }
    }

    @Test("a listener that blocks holds up nobody but itself")
    func listenerBlocks() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let core = try DoorstepCore.open(
            config: Config(directory: root.path, language: "en"), secrets: MemorySecrets(), clock: VirtualClock(),
            transport: nil)
        let (calls, called) = AsyncStream.makeStream(of: Void.self)
        let goOn = DispatchSemaphore(value: 0)
        let subscription = core.subscribe(listener: Blocker(called, goOn))
        var each = calls.makeAsyncIterator()
        _ = await each.next()
        let jobs = core.jobs()
        let clock = ContinuousClock()
        let took = try clock.measure {
            for _ in 0..<50 { _ = try jobs.list(filter: JobFilter()) }
        }
        #expect(took < .seconds(10))
        try core.enterBackground()
        try core.enterForeground()
        goOn.signal()
        subscription.cancel()
        try core.shutdown()
    }

    @Test("a network that throws what nobody expects is an error and no crash")
    func networkThrows() async throws {
        try await Shop.open { shop in
            try await shop.note("kept")
            shop.chen.network.before { _ in throw TestTrouble("a bug of the app") }
            #expect(try await shop.chen.doorstep.sync().status == .offline)
            shop.chen.network.before { _ in }
            #expect(try await shop.chen.doorstep.sync().status == .done)
            #expect(try await shop.notes() == ["kept"])
        }
    }

    @Test("ten thousand calls of every kind leave the core as it was")
    func tenThousand() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            let unknown = "case_" + String(repeating: "0", count: 32)
            for n in 0..<100 {
                try await doorstep.jobs {
                    for _ in 0..<70 { _ = try $0.list(filter: JobFilter(limit: 20)) }
                    for _ in 0..<5 { _ = try $0.job(case: id) }
                    for wrong in ["garbage \(n)", unknown] {
                        for _ in 0..<10 where (try? $0.job(case: wrong)) != nil { throw TestTrouble(wrong) }
                    }
                }
                for _ in 0..<4 { _ = try await doorstep.me() }
                var changes = doorstep.changes().makeAsyncIterator()
                #expect(await changes.next()?.everything == true)
            }
            #expect(try await doorstep.jobs { try $0.list(filter: JobFilter()) }.count == 1)
        }
    }
}

/// A listener that takes its time.
private final class Blocker: ChangeListener {
    private let called: AsyncStream<Void>.Continuation
    private let goOn: DispatchSemaphore

    init(_ called: AsyncStream<Void>.Continuation, _ goOn: DispatchSemaphore) {
        self.called = called
        self.goOn = goOn
    }

    func changed(changes: ChangeSet) throws {
        called.yield()
        _ = goOn.wait(timeout: .now() + 30)
    }
}
