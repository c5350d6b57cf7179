import DoorstepKit

/// How a visit ends, and what stands against ending it so.
public struct EndingState: Hashable, Sendable {
    public let customer: String
    public let endings: [Option]
    /// What is missing for the chosen ending, each with its place; nil as long as none is chosen.
    public let missing: [WhyNot]?
    public let reasonTitle: String?
    public let reasons: [Option]
    public let isFree: Bool
    /// Whether somebody must take care of what remains.
    public let needsPerson: Bool
    public let me: String
}

public enum EndingEvent: Sendable {
    case choose(String)
    case reason(String)
    case open(Place)
    /// Ends it, with a reason in own words or the chosen one.
    case end(ownReason: String, person: String)
}

/// The good end first.
private let inOrder = ["done", "unfinished", "absent", "declined"]
private let withReason = ["absent", "declined", "unfinished"]

public final class EndingPresenter: JobPresenter<EndingState, EndingEvent> {
    private let visit: VisitId
    private var outcome: String?
    private var reason: String?

    init(_ desk: Desk, _ id: CaseId, _ visit: VisitId) {
        self.visit = visit
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> EndingState {
        let template = try await desk.doorstep.jobs { [id] in try $0.template(case: id) }
        let list = template.reasons.first { $0.reasonFor == outcome }
        let endings = inOrder.compactMap { wanted in template.endings.first { $0.id == wanted } }
        return EndingState(
            customer: job.head.customer,
            endings: endings.map { Option(id: $0.id, title: $0.title, isChosen: $0.id == outcome) },
            missing: try await missing(), reasonTitle: list?.title,
            reasons: (list?.reasons ?? []).map { Option(id: $0.id, title: $0.title, isChosen: $0.id == reason) },
            isFree: withReason.contains(outcome ?? "") && list?.isFree ?? true,
            needsPerson: outcome == "unfinished", me: try await desk.me()?.user ?? "")
    }

    private func missing() async throws -> [WhyNot]? {
        guard let outcome else { return nil }
        return desk.whyNot(id, visit, outcome, try await standsAgainst(outcome))
    }

    private func standsAgainst(_ outcome: String) async throws -> [MissingThing] {
        try await desk.doorstep.jobs { [id, visit] in try $0.whyNot(case: id, visit: visit, outcome: outcome) }
    }

    override func act(_ event: EndingEvent) async throws {
        switch event {
        case .choose(let chosen): (outcome, reason) = (chosen, nil)
        case .reason(let chosen): reason = chosen
        case .open(let place): desk.navigator.open(place)
        case .end(let ownReason, let person): try await end(written(ownReason) ?? reason, written(person))
        }
    }

    private func end(_ reason: String?, _ person: String?) async throws {
        guard let outcome else { return desk.tell(desk.words.chooseFirst) }
        if withReason.contains(outcome) && reason == nil { return desk.tell(desk.words.reasonFirst) }
        let end = EndOfVisit(
            outcome: VisitOutcome(word: outcome) ?? .unfinished, reason: outcome == "done" ? nil : reason,
            person: outcome == "unfinished" ? person : nil)
        let isEnded = try await desk.guarded(id, visit, outcome) {
            try await settle(outcome, reason)
            let seen = try await newest()
            try await desk.doorstep.visits { [id, visit] in
                try $0.endVisit(case: id, seen: seen, visit: visit, end: end)
            }
        }
        if isEnded { desk.navigator.open(.jobPage(job: id)) }
    }

    /// The job itself: completed, or declined with its quote. It may be so already, if the visit could not end then.
    private func settle(_ outcome: String, _ reason: String?) async throws {
        let job = try job
        guard job.state.outcome == .open else { return }
        let seen = job.version
        if outcome == "done" {
            try await desk.doorstep.visits { [id, visit] in try $0.complete(case: id, seen: seen, visit: visit) }
        }
        guard outcome == "declined" else { return }
        let missing = try await standsAgainst(outcome)
        guard missing.isEmpty, let quote = (job.quotes.last { $0.offer != nil } ?? job.quotes.last)?.id else {
            throw DoorstepError.Rejected(why: .missing(missing: missing))
        }
        try await desk.doorstep.visits { [id, visit] in
            try $0.decline(case: id, seen: seen, visit: visit, quote: quote, reason: reason ?? "")
        }
    }
}
