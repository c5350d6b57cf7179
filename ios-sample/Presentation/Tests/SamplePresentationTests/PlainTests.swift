import DoorstepKit
import Foundation
import Testing

@testable import SamplePresentation

/// What needs no core.
@Suite struct PlainTests {
    @Test(
        "clocks agree with the zone database at every hour of two years",
        arguments: [
            ["CST-8", "Asia/Shanghai"], ["CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"],
            ["EST5EDT,M3.2.0,M11.1.0", "America/New_York"], ["AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney"],
            ["<+0545>-5:45", "Asia/Kathmandu"],
        ])
    func clocks(zone: [String]) throws {
        let (posix, id) = (zone[0], zone[1])
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: id))
        let clock = SiteClock(posix)
        let start = SiteClock(posix).moment(SiteDay(year: 2026, month: 1, day: 1), minuteOfDay: 0)
        for hour in 0..<(2 * 365 * 24) {
            let at = start + Int64(hour) * 3_600_000
            let date = Date(timeIntervalSince1970: TimeInterval(at / 1_000))
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
            let year = try #require(parts.year)
            let day = SiteDay(year: year, month: parts.month ?? 0, day: parts.day ?? 0)
            #expect(clock.day(at) == day, "\(id) \(date)")
            #expect(clock.time(at) == "\(twoDigits(parts.hour ?? 0)):\(twoDigits(parts.minute ?? 0))", "\(id) \(date)")
        }
    }

    @Test("a day of the calendar is the same day when it is taken apart")
    func days() {
        for number in -200_000..<200_000 where number % 37 == 0 {
            let (year, month, day) = SiteDay(number: number).parts
            #expect(SiteDay(year: year, month: month, day: day).number == number)
        }
        #expect(SiteDay(number: 0).parts == (1970, 1, 1))
        #expect(SiteDay(number: 0).weekday == 3)
        #expect(SiteDay(year: 2028, month: 2, day: 29).plus(days: 1) == SiteDay(year: 2028, month: 3, day: 1))
    }

    @Test("a time of day is the moment at which the clocks there show it")
    func moments() {
        let clock = SiteClock("CET-1CEST,M3.5.0,M10.5.0/3")
        for day in 1...364 {
            let date = SiteDay(year: 2026, month: 1, day: 1).plus(days: day)
            #expect(clock.time(clock.moment(date, minuteOfDay: 9 * 60 + 30)) == "09:30")
        }
    }

    @Test(
        "a zone that is not understood shows UTC and says so",
        arguments: [
            "", "Asia/Shanghai", "CST", "C-8", "CST-8,junk", "\u{0}", String(repeating: "x", count: 10_000),
        ])
    func nonsense(zone: String) {
        let clock = SiteClock(zone)
        #expect(!clock.isKnown)
        #expect(clock.time(0) == "00:00 UTC")
    }

    @Test("days are told as people say them")
    func dayWords() {
        let clock = SiteClock("CST-8")
        let now = clock.moment(SiteDay(year: 2026, month: 3, day: 2), minuteOfDay: 23 * 60)
        #expect(clock.moment(now + 2 * 3_600_000, now, Words("en")) == "tomorrow 01:00")
        #expect(clock.moment(now + 2 * 3_600_000, now, Words("zh-CN")) == "明天 01:00")
        #expect(clock.moment(now + 72 * 3_600_000, now, Words("en")) == "Thu 5 Mar 23:00")
        #expect(clock.moment(now + 72 * 3_600_000, now, Words("zh-CN")) == "3月5日 周四 23:00")
    }

    @Test("every place comes back as it was written")
    func places() {
        let places: [Place] = [
            .enrol, .today, .settings, .followUps, .jobPage(job: "case_1"), .jobPage(job: "case_1", visit: "visit_1"),
            .steps(job: "case_1", visit: "visit_1", outcome: "done"),
            .steps(job: "case_1", visit: "visit_1", outcome: "absent", step: "desk/instance_1/place"),
            .ending(job: "case_1", visit: "visit_1"), .quotePage(job: "case_1", visit: "visit_1"),
            .report(job: "case_1"), .differences(job: "case_1"),
            .sign(job: "case_1", visit: "visit_1", role: .customerAccept, quote: nil),
            .goOn(job: "case_1", visit: "visit_1"),
        ]
        for place in places { #expect(Place.read(place.written) == place) }
        for written in ["", "Nowhere", "Steps", "Steps|case_1", "Sign|case_1|visit_1|king|", "JobPage|"] {
            #expect(Place.read(written) == nil, "\(written)")
        }
    }

    @Test("an invitation is an address and a code and nothing else")
    func invitations() {
        let invitation = Invitation(server: "https://sync.example.com", code: "ABCD-1234")
        for text in [
            "https://sync.example.com ABCD-1234", "https://sync.example.com/#ABCD-1234",
            " https://sync.example.com\nABCD-1234 ",
        ] { #expect(Invitation.read(text) == invitation, "\(text)") }
        for text in ["", "ABCD-1234", "ftp://x ABCD", "https://x a b", "javascript:alert(1) x"] {
            #expect(Invitation.read(text) == nil, "\(text)")
        }
    }

    @Test("an amount is read as people write it, to the last digit that the currency has")
    func amounts() {
        let (yen, yuan, dinar) = (Amounts(0), Amounts(2), Amounts(3))
        for (text, minor) in [("12.34", 1_234), ("12", 1_200), ("12,5", 1_250), (" 0.05 ", 5)] as [(String, Int64)] {
            #expect(yuan.read(text) == minor, "\(text)")
        }
        for text in ["", "-1", "1.234", "1.2.3", ".5", "99999999999999999999", "twelve"] {
            #expect(yuan.read(text) == nil, "\(text)")
        }
        #expect(yen.read("1200") == 1_200 && yen.read("1200.5") == nil && dinar.read("1.234") == 1_234)
        #expect(yuan.written(1_205) == "12.05" && yuan.written(-5) == "-0.05")
        #expect(yen.written(1_205) == "1205" && dinar.written(5) == "0.005")
        #expect(TextNumber("1.5")?.plus(1) == "2.5")
        #expect(TextNumber("1.5")?.plus(-1) == "0.5")
        #expect(TextNumber("1")?.plus(-1) == nil)
    }

    @Test("words of packs are the names of the core's roles")
    func roles() {
        #expect(SignatureRole(word: "customer_quote_consent") == .customerQuoteConsent)
        #expect(SignatureRole(word: "king") == nil)
        #expect(Set(SignatureRole.all.map(\.word)).count == SignatureRole.all.count)
        #expect(ConsentWhat(word: "risk") == .risk)
        #expect(ConsentWhat(word: "something else") == .other)
        #expect(VisitOutcome(word: "absent") == .absent)
        #expect(VisitOutcome(word: "open") == nil)
    }

    @Test("the settings come back, and a damaged file has none")
    func preferences() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let preferences = Preferences(file: file, systemLanguage: "zh-Hans-CN")
        #expect(preferences.read() == Look(language: "zh-CN"))
        let look = Look(language: "en", theme: .highContrast, textPercent: 160)
        try preferences.write(look)
        #expect(preferences.read() == look)
        try Data("{".utf8).write(to: file)
        #expect(preferences.read() == Look(language: "zh-CN"))
    }
}
