import DoorstepKit

/// Customers who wait for a call.
public struct FollowUpsState: Hashable, Sendable {
    public let tasks: [FollowUpRow]
}

public struct FollowUpRow: Hashable, Sendable, Identifiable {
    public let id: String
    public let customer: String
    public let address: String
    public let number: String
    public let title: String
    public let due: Chip?
    public let attempts: Int
}

public enum FollowUpEvent: Sendable {
    case notReached(id: String)
    case satisfied(id: String)
    case dissatisfied(id: String, why: String)
    case open(id: String)
}

private let most: UInt32 = 100

public final class FollowUpsPresenter: Presenter<FollowUpsState, FollowUpEvent> {
    private var tasks: [FollowUpTask] = []

    override func read() async throws -> FollowUpsState {
        tasks = try await desk.doorstep.around { try $0.followUps(limit: most) }
        return FollowUpsState(tasks: tasks.map(row))
    }

    private func row(_ task: FollowUpTask) -> FollowUpRow {
        let now = desk.platform.nowMs()
        let due = task.dueAt.map {
            let moment = SiteClock(task.timeZone).moment($0, now, desk.words)
            return Chip($0 < now ? .bad : .quiet, desk.words.overdue($0 < now, moment))
        }
        return FollowUpRow(
            id: key(task), customer: task.customer, address: task.address, number: task.number, title: task.title,
            due: due, attempts: Int(task.attempts))
    }

    private func key(_ task: FollowUpTask) -> String { "\(task.visit)/\(task.task)" }

    override func act(_ event: FollowUpEvent) async throws {
        switch event {
        case .notReached(let id): try await record(id, isReached: false, .notSaid, nil)
        case .satisfied(let id): try await record(id, isReached: true, .satisfied, nil)
        case .dissatisfied(let id, let why): try await record(id, isReached: true, .dissatisfied, written(why))
        case .open(let id):
            if let task = tasks.first(where: { key($0) == id }) { desk.navigator.open(.jobPage(job: task.case)) }
        }
    }

    private func record(_ id: String, isReached: Bool, _ satisfied: Satisfaction, _ why: String?) async throws {
        guard let task = tasks.first(where: { key($0) == id }) else { return }
        let result = FollowUpResult(
            task: task.task, channel: .phone, isReached: isReached, satisfied: satisfied, reason: why)
        let seen = try await desk.doorstep.jobs { try $0.job(case: task.case) }.version
        try await desk.doorstep.around {
            try $0.followUp(case: task.case, seen: seen, visit: task.visit, result: result)
        }
    }
}

/// What follows from a job: a complaint, a rework, another service, as the pack links them.
public struct GoOnState: Hashable, Sendable {
    public let customer: String
    public let kinds: [GoOnKind]
    public let linked: [LinkedRow]
}

public struct GoOnKind: Hashable, Sendable, Identifiable {
    /// The rule of the pack.
    public let id: String
    public let title: String
}

public struct LinkedRow: Hashable, Sendable, Identifiable {
    public let id: CaseId
    public let words: String
}

public enum GoOnEvent: Sendable {
    case begin(rule: String, report: String)
    case open(CaseId)
}

public final class GoOnPresenter: JobPresenter<GoOnState, GoOnEvent> {
    override func read(_ job: Job) async throws -> GoOnState {
        let linked = job.links.map { link in
            let outcome = link.outcome.flatMap { desk.words.outcome($0)?.words }
            let words = [link.number, link.caseKind, outcome].compactMap { $0 }
            return LinkedRow(id: link.case, words: words.joined(separator: " · "))
        }
        return GoOnState(
            customer: job.head.customer, kinds: job.onward.map { GoOnKind(id: $0.rule, title: $0.title) },
            linked: linked)
    }

    override func act(_ event: GoOnEvent) async throws {
        switch event {
        case .open(let other): desk.navigator.open(.jobPage(job: other))
        case .begin(let rule, let report):
            let users = try await desk.me().map { [$0.user] } ?? []
            let (seen, told) = (try shownVersion, written(report))
            let order = try await desk.doorstep.visits { [id] in
                try $0.followOn(case: id, seen: seen, rule: rule, report: told, users: users)
            }
            desk.tell(desk.words.created)
            desk.navigator.open(.jobPage(job: order.order))
        }
    }
}
