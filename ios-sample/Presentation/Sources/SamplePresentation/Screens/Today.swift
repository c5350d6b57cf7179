import DoorstepKit
import Foundation

/// The list that a technician begins the day with.
public struct TodayState: Hashable, Sendable {
    public let name: String
    public let day: String
    /// Is my work safe? One calm line.
    public let delivery: Chip
    /// What else stands in the way of sending, if anything.
    public let trouble: String?
    public let isAirplane: Bool
    public let open: [JobRow]
    public let finished: [JobRow]
    public let search: String
    public let hasMore: Bool
    public let followUps: Int
}

/// A job in one look: when, who, what, how it stands, whether everything is on this phone.
public struct JobRow: Hashable, Sendable, Identifiable {
    public let id: CaseId
    public let time: String
    public let day: String?
    /// How near or late it is.
    public let clock: Chip?
    public let customer: String
    public let address: String
    public let what: String
    public let number: String
    public let isEmergency: Bool
    public let state: Chip
    public let readiness: Chip
}

public enum TodayEvent: Sendable {
    case open(CaseId)
    case search(String)
    case more
    case sendNow
    case settings
    case followUps
}

private let pageSize: UInt32 = 50
private let soonMinutes: Int64 = 30
private let dayMinutes: Int64 = 1_440

public final class TodayPresenter: Presenter<TodayState, TodayEvent> {
    private var search = ""
    private var pages = 1

    override func read() async throws -> TodayState {
        let (now, words) = (desk.platform.nowMs(), desk.words)
        let jobs = try await listed()
        let isOver = { (job: JobSummary) in [.good, .quiet].contains(words.outcome(job.outcome)?.tone) }
        let site = SiteClock(jobs.first?.timeZone ?? "UTC0")
        let outbox = try await desk.doorstep.office { try $0.outbox() }
        let followUps = try await desk.doorstep.around { try $0.followUps(limit: pageSize) }
        return TodayState(
            name: try await desk.me()?.name ?? "", day: site.dayOfMonth(site.day(now), words),
            delivery: delivery(outbox, now), trouble: desk.sender.status.flatMap(words.trouble),
            isAirplane: desk.airplane.isOn, open: jobs.filter { !isOver($0) }.map { row($0, now) },
            finished: jobs.filter(isOver).map { row($0, now) }, search: search,
            hasMore: jobs.count >= pages * Int(pageSize), followUps: followUps.count)
    }

    private func listed() async throws -> [JobSummary] {
        var found: [JobSummary] = []
        for _ in 0..<pages {
            let filter = JobFilter(limit: pageSize, after: found.last?.position, text: written(search))
            let page = try await desk.doorstep.jobs { try $0.list(filter: filter) }
            found += page
            if page.isEmpty { break }
        }
        return found
    }

    private func delivery(_ outbox: Outbox, _ now: Int64) -> Chip {
        let words = desk.words
        let waiting = Int(outbox.waitingCount + outbox.fileCount)
        if !outbox.refused.isEmpty { return Chip(.bad, words.refused(outbox.refused.count)) }
        if waiting == 0 { return Chip(.good, words.everythingSent) }
        let here = SiteClock(secondsEast: TimeZone.current.secondsFromGMT())
        return Chip(.waiting, words.waits(waiting, outbox.syncedAt.map { here.moment($0, now, words) }))
    }

    private func row(_ job: JobSummary, _ now: Int64) -> JobRow {
        let (words, clock) = (desk.words, SiteClock(job.timeZone))
        let start = job.windowStart
        return JobRow(
            id: job.case, time: start.map(clock.time) ?? words.noWindow,
            day: start.flatMap { clock.day($0) == clock.day(now) ? nil : clock.dayWords($0, now, words) },
            clock: start.flatMap { nearness(job, $0, now) }, customer: job.customer, address: job.address,
            what: job.report, number: job.number, isEmergency: job.isEmergency, state: standing(job),
            readiness: job.missingCount == 0
                ? Chip(.good, words.allHere) : Chip(.attention, words.missingHere(Int(job.missingCount))))
    }

    private func nearness(_ job: JobSummary, _ start: Int64, _ now: Int64) -> Chip? {
        guard job.outcome == "open", ["planned", "travelling"].contains(job.phase) else { return nil }
        let minutes = (start - now) / 60_000
        if minutes < 0 { return Chip(.bad, desk.words.late(-minutes)) }
        if minutes < soonMinutes { return Chip(.attention, desk.words.startsIn(minutes)) }
        return minutes < dayMinutes ? Chip(.quiet, desk.words.startsIn(minutes)) : nil
    }

    private func standing(_ job: JobSummary) -> Chip {
        if job.refusedCount > 0 { return Chip(.bad, desk.words.refused(Int(job.refusedCount))) }
        if job.decisionCount > 0 || job.noticeCount > 0 { return desk.words.delivery(.needsDecision) }
        return desk.words.outcome(job.outcome) ?? desk.words.phase(job.phase)
    }

    override func act(_ event: TodayEvent) async throws {
        switch event {
        case .open(let job): desk.navigator.open(.jobPage(job: job))
        case .search(let text): (search, pages) = (text, 1)
        case .more: pages += 1
        case .sendNow: desk.sender.now()
        case .settings: desk.navigator.open(.settings)
        case .followUps: desk.navigator.open(.followUps)
        }
    }
}
