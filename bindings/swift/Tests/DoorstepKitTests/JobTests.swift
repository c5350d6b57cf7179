import DoorstepKit
import DoorstepTesting
import Foundation
import Testing

/// One job from the office's desk to the customer's signature, through the exported interface, against a real server.
/// Two phones and the desk change it at the same time (catalogue scenario 5).
@Suite struct JobTests {
    @Test("a job done offline merges with what others did meanwhile")
    func merges() async throws {
        try await Shop.open { shop in
            let (chen, li, id) = (shop.chen, shop.li, shop.id)
            let customers = try await chen.doorstep.jobs { try $0.list(filter: JobFilter()) }.map(\.customer)
            #expect(customers == ["Mr Wang"])
            chen.network.isOn = false
            let hands = try await Technician.at(chen, id)
            let quote = try await doTheJob(hands)
            #expect(try await chen.doorstep.sync().status == .offline)
            #expect(try await hands.job().outbox.delivery == .waitingForSignal)

            try await Technician.at(li, id).write("He leaves at 11.", phoneNumber: "138 2222")
            #expect(try await li.doorstep.sync().status == .done)
            let later = chen.clock.startMs + 3_600_000
            try await shop.office.ask("jobs/\(id)/appoint", #"{"start_ms": \#(later), "reason": "he asked"}"#)

            chen.network.isOn = true
            let report = try await chen.doorstep.sync()
            #expect(report.status == .done)
            #expect(report.waiting == 0 && report.refused == 0)
            #expect(try await li.doorstep.sync().status == .done)
            try await expectMerged(shop, quote)
            try await expectDecidedOnceForAll(shop, hands)
            #expect(try await shop.office.comesToSay(id, #""outcome":"completed""#))
        }
    }

    /// From the door to the end, without a network.
    private func doTheJob(_ hands: Technician) async throws -> QuoteId {
        try await hands.visit { try $0.enterPhase(case: $1, seen: $2, visit: $3, phase: .travelling) }
        try await hands.visit {
            try $0.attemptDoor(case: $1, seen: $2, visit: $3, method: .bell, isAnswered: true)
        }
        try await hands.doSteps()
        let quote = try await makeQuote(hands)
        try await expectNoWorkBeforeConsent(hands)
        try await consent(hands, quote)
        try await hands.doSteps()
        try await work(hands)
        let rating = Rating(scale: "satisfaction", grade: "satisfied", opinion: "quick")
        try await hands.visit { try $0.rate(case: $1, seen: $2, visit: $3, rating: rating) }
        try await hands.doSteps()
        #expect(try await hands.sign(.customerAccept, quote).contains("46"))
        try await hands.doSteps()
        #expect(try await hands.missing().map(\.words) == [])
        try await hands.visit { try $0.complete(case: $1, seen: $2, visit: $3) }
        try await hands.visit { try $0.endVisit(case: $1, seen: $2, visit: $3, end: EndOfVisit(outcome: .done)) }
        return quote
    }

    private func makeQuote(_ hands: Technician) async throws -> QuoteId {
        let doorstep = hands.phone.doorstep
        let quote = try await doorstep.jobs { try $0.newQuote() }
        try await hands.addLine(quote, item: "bulb-change")
        try await hands.addLine(quote, item: "toilet-unblock")
        try await hands.addLine(quote, what: "special wax ring", costMinor: 1_234)
        try await hands.visit {
            try $0.offerQuote(case: $1, seen: $2, visit: $3, quote: quote, estimatedMinutes: 30)
        }
        let id = hands.id
        let priced = try await doorstep.jobs { try $0.quote(case: id, quote: quote, estimatedMinutes: 30) }
        #expect(priced.total?.minor == 4_600)
        return quote
    }

    private func expectNoWorkBeforeConsent(_ hands: Technician) async throws {
        let refused = await failure {
            try await hands.visit { try $0.startWork(case: $1, seen: $2, visit: $3, lines: []) }
        }
        guard case .Rejected(.missing) = refused else {
            Issue.record("work before consent: \(String(describing: refused))")
            return
        }
        #expect(refused?.words("en").contains("agree") == true)
    }

    private func consent(_ hands: Technician, _ quote: QuoteId) async throws {
        let asks = try await hands.missing().first {
            if case .consent("quote", _, _) = $0.what { true } else { false }
        }
        try await hands.consent(.quote, step: asks?.step, quote: quote)
        _ = try await hands.sign(.customerQuoteConsent, quote)
    }

    /// 26 minutes, a note, and a telephone number.
    private func work(_ hands: Technician) async throws {
        try await hands.visit { try $0.startWork(case: $1, seen: $2, visit: $3, lines: []) }
        hands.phone.clock.pass(minutes: 26)
        let session = try #require(try await hands.job().state.visits.flatMap(\.sessions).first)
        try await hands.visit { try $0.stopWork(case: $1, seen: $2, visit: $3, started: session.started) }
        try await hands.write("Wax ring was the wrong size.", phoneNumber: "138 1111")
        try await hands.doSteps()
    }

    /// Both phones show both sides' work, and the same.
    private func expectMerged(_ shop: Shop, _ quote: QuoteId) async throws {
        let id = shop.id
        let hers = try await shop.chen.doorstep.jobs { try $0.job(case: id) }
        let his = try await shop.li.doorstep.jobs { try $0.job(case: id) }
        for job in [hers, his] {
            guard case .completed = job.state.outcome else {
                Issue.record("not completed: \(job.state.outcome)")
                continue
            }
            #expect(Set(job.notes.map(\.text)) == ["Wax ring was the wrong size.", "He leaves at 11."])
            #expect(job.quotes.first { $0.id == quote }?.total?.minor == 4_600)
            let values = try #require(job.conflicts.first).values
            #expect(Set(values.map { "\($0.by): \(text($0.value))" }) == ["Chen: 138 1111", "Li: 138 2222"])
            #expect(job.state.visits.first?.appointment?.start == shop.chen.clock.startMs + 3_600_000)
            #expect(job.signatures.count == 2)
        }
        #expect(hers.version == his.version)
        #expect(hers.photos.map(\.blob) == his.photos.map(\.blob))
    }

    /// The leader decides; the technician's phone has it after a sync.
    private func expectDecidedOnceForAll(_ shop: Shop, _ hands: Technician) async throws {
        let id = shop.id
        let job = try await shop.li.doorstep.jobs { try $0.job(case: id) }
        let conflict = try #require(job.conflicts.first)
        let chosen = try #require(conflict.values.first { $0.by == "Chen" })
        try await shop.li.doorstep.jobs {
            try $0.resolveConflict(case: id, seen: job.version, conflict: conflict, chosen: chosen)
        }
        try await shop.li.doorstep.sync()
        try await shop.chen.doorstep.sync()
        let decided = try await hands.job()
        #expect(decided.conflicts == [])
        #expect(text(decided.corrections.first?.value) == "138 1111")
    }

    private func text(_ value: AnswerValue?) -> String {
        if case .text(let text) = value { text } else { "" }
    }

    @Test("bad arguments are errors that an app can catch")
    func badArguments() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            let job = try await doorstep.jobs { try $0.job(case: id) }
            let swapped = await failure {
                try await doorstep.visits { try $0.complete(case: id, seen: job.version, visit: id) }
            }
            guard case .InvalidInput("visit", _) = swapped else {
                Issue.record("a case for a visit: \(String(describing: swapped))")
                return
            }
            let visit = try #require(job.state.currentVisit)
            let garbage = await failure {
                try await doorstep.visits { try $0.complete(case: id, seen: "garbage", visit: visit) }
            }
            guard case .InvalidInput = garbage else {
                Issue.record("garbage for a version: \(String(describing: garbage))")
                return
            }
            let unknown = "case_" + String(repeating: "0", count: 32)
            let nowhere = await failure { try await doorstep.jobs { try $0.job(case: unknown) } }
            #expect(nowhere?.words("zh-CN") == "本机没有这项内容，请同步后再试")
        }
    }

    @Test("the store opens once and closes for the background")
    func opensOnce() async throws {
        try await Shop.open { shop in
            let store = shop.root.appendingPathComponent("chen/store").path
            let second = await failure {
                try await Doorstep.open(Config(directory: store, language: "en"), secrets: MemorySecrets())
            }
            guard case .Busy = second else {
                Issue.record("open twice: \(String(describing: second))")
                return
            }
            let doorstep = shop.chen.doorstep
            try await doorstep.enterBackground()
            let closed = await failure { try await doorstep.jobs { try $0.list(filter: JobFilter()) } }
            #expect(closed == .Closed)
            try await doorstep.enterForeground()
            #expect(try await doorstep.jobs { try $0.list(filter: JobFilter()) }.count == 1)
        }
    }

    @Test("a listener that throws harms nobody")
    func listenerThrows() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let core = try DoorstepCore.open(
            config: Config(directory: root.path, language: "en"), secrets: MemorySecrets(), clock: VirtualClock(),
            transport: nil)
        let (calls, heard) = AsyncStream.makeStream(of: Void.self)
        let subscription = core.subscribe(listener: Thrower(heard))
        var each = calls.makeAsyncIterator()
        // Changes that come close together are told in one call: wait for the first.
        #expect(await each.next() != nil)
        try core.enterBackground()
        try core.enterForeground()
        #expect(await each.next() != nil)
        subscription.cancel()
        try core.shutdown()
    }

    @Test("changes are a stream that begins with everything")
    func changes() async throws {
        try await Shop.open { shop in
            let id = shop.id
            var changes = shop.chen.doorstep.changes().makeAsyncIterator()
            #expect(await changes.next()?.everything == true)
            try await Technician.at(shop.chen, id).write("heard?", phoneNumber: "138 3333")
            var heard: ChangeSet?
            while let next = await changes.next() {
                heard = next
                if next.jobs.contains(id) { break }
            }
            #expect(heard?.jobs == [id])
        }
    }

    @Test("cancelling the task stops the sync and it goes on later")
    func cancelling() async throws {
        try await Shop.open { shop in
            let (doorstep, network) = (shop.chen.doorstep, shop.chen.network)
            try await Technician.at(shop.chen, shop.id).takePhoto("survey", "before")
            let (requests, underWay) = AsyncStream.makeStream(of: Void.self)
            let goOn = DispatchSemaphore(value: 0)
            network.before { _ in
                underWay.yield()
                _ = goOn.wait(timeout: .now() + 10)
            }
            let sync = Task { try await doorstep.sync() }
            var each = requests.makeAsyncIterator()
            _ = await each.next()
            sync.cancel()
            goOn.signal()
            await #expect(throws: CancellationError.self) { try await sync.value }
            network.before { _ in }
            let report = try await doorstep.sync()
            #expect(report.status == .done && report.filesSent == 1)
        }
    }
}

/// A listener with a bug.
private final class Thrower: ChangeListener {
    private let heard: AsyncStream<Void>.Continuation

    init(_ heard: AsyncStream<Void>.Continuation) {
        self.heard = heard
    }

    func changed(changes: ChangeSet) throws {
        heard.yield()
        throw TestTrouble("a bug of the app")
    }
}
