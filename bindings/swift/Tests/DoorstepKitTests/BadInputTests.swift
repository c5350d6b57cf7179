import DoorstepKit
import DoorstepTesting
import Foundation
import Testing

private let hostile = [
    "'; DROP TABLE jobs; --", "\u{202E}right to left", String(repeating: "🔧", count: 100), "a\nb\tc", "<b>&amp;</b>",
    "\u{0}", "%s%n", "../../etc/passwd", "\u{FEFF}", "\" OR 1=1 *",
]

/// What a careless app passes in, and what a hostile customer types: typed errors, nothing lost.
@Suite struct BadInputTests {
    @Test("hostile texts are kept as they are")
    func hostileTexts() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            for text in hostile { try await shop.note(text) }
            let kept = try await shop.notes()
            // Byte by byte: Swift takes strings for equal that are written in different ways.
            #expect(Set(kept.map { Data($0.utf8) }) == Set(hostile.map { Data($0.utf8) }))
            // The search takes them for words, not for a language of its own.
            for text in hostile { try await doorstep.jobs { try $0.list(filter: JobFilter(text: text)) } }
            let found = try await doorstep.jobs { try $0.list(filter: JobFilter(text: "wang")) }
            #expect(found.map(\.case) == [id])
        }
    }

    @Test("a text that is too large names its limit")
    func tooLarge() async throws {
        try await Shop.open { shop in
            let refused = await failure { try await shop.note(String(repeating: "x", count: 3_000_000)) }
            guard case .Rejected(.tooLarge) = refused else {
                Issue.record("three million letters: \(String(describing: refused))")
                return
            }
            #expect(refused?.words("en").contains("Too large") == true)
            try await shop.note("")
            #expect(try await shop.notes() == [""])
        }
    }

    @Test("wrong ids are errors that name the argument")
    func wrongIds() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            let job = try await doorstep.jobs { try $0.job(case: id) }
            let visit = try #require(job.state.currentVisit)
            let long = String(repeating: "x", count: 1_000_000)
            for wrong in ["", "case_", "visit_0", "\u{0}", id.uppercased(), "\(id) ", visit, long] {
                let error = await failure { try await doorstep.jobs { try $0.job(case: wrong) } }
                #expect(field(error) == "case", "\(wrong.prefix(20))")
            }
            let version = await failure {
                try await doorstep.jobs { try $0.addNote(case: id, seen: "garbage", visit: visit, text: "x") }
            }
            #expect(field(version) == "version")
            let line = NewLine(quote: id, visit: visit, quantity: "1")
            let quote = await failure {
                try await doorstep.jobs { try $0.addLine(case: id, seen: job.version, line: line) }
            }
            #expect(field(quote) == "quote")
        }
    }

    @Test("steps that nobody knows are refused")
    func unknownSteps() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            let job = try await doorstep.jobs { try $0.job(case: id) }
            let visit = try #require(job.state.currentVisit)
            for step in hostile + ["", "no-such-step"] {
                let error = await failure {
                    try await doorstep.visits {
                        try $0.finishStep(case: id, seen: job.version, visit: visit, step: step)
                    }
                }
                #expect(error != nil, "\(step)")
            }
            #expect(try await doorstep.jobs { try $0.job(case: id) }.version == job.version)
        }
    }

    @Test("wrong paths are errors that name the path")
    func wrongPaths() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            for path in ["", "/nowhere/x.dsjob", "\u{0}", shop.root.path, String(repeating: "x", count: 5_000)] {
                let imported = await failure { try await doorstep.jobs { try $0.importJob(path: path) } }
                #expect(field(imported) == "path", "\(path.prefix(20))")
            }
            let nowhere = shop.root.appendingPathComponent("no/such/report.html").path
            let report = NewReport(path: nowhere, format: .html, company: "A company")
            let written = await failure { try await doorstep.jobs { try $0.writeReport(case: id, report: report) } }
            #expect(field(written) == "path")
        }
    }

    @Test("names that nobody knows are refused with those that are")
    func unknownNames() async throws {
        try await Shop.open { shop in
            let (doorstep, id) = (shop.chen.doorstep, shop.id)
            let job = try await doorstep.jobs { try $0.job(case: id) }
            let visit = try #require(job.state.currentVisit)
            let photo = shop.root.appendingPathComponent("photo.jpg")
            try Data([0xff, 0xd8, 0xff, 0xe0, 1]).write(to: photo)
            for name in hostile + ["", "no-such-name"] {
                for (step, role, named) in [(name, "before", "step"), ("survey", name, "role")] {
                    let taken = await failure {
                        try await doorstep.evidence {
                            try $0.takePhoto(
                                case: id, seen: job.version, visit: visit, step: step, role: role, path: photo.path)
                        }
                    }
                    #expect(field(taken) == named)
                }
                let corrected = await failure {
                    try await doorstep.jobs {
                        try $0.correct(case: id, seen: job.version, field: name, value: .text(value: "138"))
                    }
                }
                #expect(field(corrected) == "field")
            }
            // The prices of this job say nothing about payment.
            #expect(try await doorstep.jobs { try $0.waysToPay(case: id) }.isEmpty)
            #expect(try await doorstep.jobs { try $0.job(case: id) }.version == job.version)
        }
    }

    @Test("a file that is no job file changes nothing")
    func noJobFile() async throws {
        try await Shop.open { shop in
            let doorstep = shop.chen.doorstep
            let file = shop.root.appendingPathComponent("x.dsjob")
            let noise = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
            for bytes in [Data(), Data([0]), Data("DSJB".utf8), noise] {
                try bytes.write(to: file)
                let imported = await failure { try await doorstep.jobs { try $0.importJob(path: file.path) } }
                #expect(field(imported) != nil)
                #expect(try await doorstep.jobs { try $0.verifyJobFile(path: file.path) }.holds == false)
            }
            #expect(try await doorstep.jobs { try $0.list(filter: JobFilter()) }.count == 1)
        }
    }

    @Test("an enrolment that cannot work says why and can be repeated")
    func enrolments() async throws {
        try await Shop.open { shop in
            let store = shop.root.appendingPathComponent("new").path
            let phone = try await Doorstep.open(
                Config(directory: store, language: "en"), secrets: MemorySecrets(), clock: shop.chen.clock,
                transport: shop.chen.network)
            for code in hostile + [""] {
                let refused = await failure {
                    try await phone.enrol(serverUrl: shop.server.url, code: code, label: "new")
                }
                guard case .Server = refused else {
                    Issue.record("\(code): \(String(describing: refused))")
                    continue
                }
            }
            for url in ["", "not a url", "ftp://example.com", "http://127.0.0.1:1", "file:///etc/passwd"] {
                let refused = await failure { try await phone.enrol(serverUrl: url, code: "x", label: "new") }
                #expect(refused == .Offline || field(refused) != nil, "\(url): \(String(describing: refused))")
            }
            #expect(try await phone.me() == nil)
            try await phone.close()
        }
    }

    @Test("a closed core says so, whatever it is asked, and closing twice is once")
    func closed() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let doorstep = try await Doorstep.open(
            Config(directory: root.path, language: "en"), secrets: MemorySecrets(), clock: VirtualClock())
        let reading = Task {
            for await _ in doorstep.changes() {}
        }
        try await doorstep.close()
        try await doorstep.close()
        // A stream ends with its core; one that is asked for afterwards is at its end.
        await reading.value
        var changes = doorstep.changes().makeAsyncIterator()
        #expect(await changes.next() == nil)
        #expect(await failure { try await doorstep.me() } == .Closed)
        #expect(await failure { try await doorstep.sync() } == .Closed)
        #expect(await failure { try await doorstep.enterBackground() } == .Closed)
        #expect(await failure { try await doorstep.enterForeground() } == .Closed)
        let listed = await failure { try await doorstep.jobs { try $0.list(filter: JobFilter()) } }
        #expect(listed == .Closed)
    }

    /// The argument that an error names.
    private func field(_ error: DoorstepError?) -> String? {
        if case .InvalidInput(let field, _) = error { field } else { nil }
    }
}
