import DoorstepKit

/// One job: who and where, the clock that matters, how far the visit is, and the one thing to do next.
public struct JobPageState: Hashable, Sendable {
    public let visit: VisitId
    public let number: String
    public let customer: String
    public let phone: String?
    public let address: String
    public let what: String
    public let window: String
    public let state: Chip
    public let delivery: Chip
    public let clock: Chip?
    public let visits: [VisitTab]
    public let strips: [Strip]
    public let phases: [PhaseTab]
    public let next: String?
    public let main: MainAction
    public let notes: [NoteRow]
    /// The small pictures of the visit's photos, the newest first.
    public let photos: [URL]
    public let photoCount: Int
    /// What is still to pay, if something is.
    public let due: String?
    public let seals: [String]
    public let canGoOn: Bool
    /// The visit can be ended, and that is not the main action already.
    public let canEnd: Bool
}

public struct VisitTab: Hashable, Sendable, Identifiable {
    public let id: VisitId
    public let words: String
    public let isShown: Bool
}

/// A line that asks for attention, and what a tap on it does.
public struct Strip: Hashable, Sendable {
    public let tone: Tone
    public let words: String
    public let opens: Place?
}

public struct NoteRow: Hashable, Sendable, Identifiable {
    public let id: NoteId
    public let text: String
    public let by: String
}

/// The one main action, in the bar under the thumb.
public struct MainAction: Hashable, Sendable {
    public let words: String
    public let event: JobEvent
}

public enum JobEvent: Hashable, Sendable {
    case showVisit(VisitId)
    case enter(Phase)
    case openStep(String?)
    case openPhase(String)
    case addNote(String)
    case open(Place)
    case call
    case map
    case endVisit
    case quote
    case payments
    case photos
    case report
    case goOn
}

public final class JobPagePresenter: JobPresenter<JobPageState, JobEvent> {
    private var shownVisit: VisitId?
    private var steps: [Step] = []

    init(_ desk: Desk, _ id: CaseId, _ shownVisit: VisitId?) {
        self.shownVisit = shownVisit
        super.init(desk, id)
    }

    override func read(_ job: Job) async throws -> JobPageState {
        let (words, now) = (desk.words, desk.platform.nowMs())
        let visit = try visitOf(shownVisit)
        let site = SiteClock(job.head.timeZone)
        let checklist = try await readChecklist(job, visit)
        let photos = job.photos.filter { $0.visit == visit.id }.sorted { $0.at > $1.at }
        var small: [URL] = []
        for photo in photos.prefix(4) { if let file = try await smallPicture(photo) { small.append(file) } }
        let due = job.quotes.last { $0.offer?.isAccepted == true }?.account?.due
        let next = steps.first { $0.isRequired && $0.state == .open }
        let main = mainAction(visit, next)
        return JobPageState(
            visit: visit.id, number: job.head.number, customer: job.head.customer, phone: job.head.phone,
            address: job.head.address, what: job.head.report,
            window: visit.appointment.map { site.moment($0.start, now, words) } ?? words.noWindow,
            state: words.phase(visit.phase.word), delivery: words.delivery(job.outbox.delivery),
            clock: try await nextClock(visit), visits: tabs(job, visit), strips: strips(job),
            phases: PhaseTab.of(checklist, shown: next?.phase),
            next: next.map { words.nextStep($0.title) } ?? (steps.isEmpty ? nil : words.nothingLeft),
            main: main,
            notes: job.notes.filter { !$0.isDeleted }
                .map { NoteRow(id: $0.id, text: $0.text, by: $0.authors.joined(separator: ", ")) },
            photos: small, photoCount: photos.count, due: due.flatMap { $0.minor > 0 ? $0.words : nil },
            seals: job.signatures.map { words.seal($0.signer.name, site.moment($0.at, now, words)) },
            canGoOn: !job.onward.isEmpty || !job.links.isEmpty,
            canEnd: visit.phase != .ended && main.event != .endVisit)
    }

    private func readChecklist(_ job: Job, _ visit: Visit) async throws -> Checklist? {
        guard job.hasPack else { return nil }
        let checklist = try await desk.doorstep.jobs { [id, visit = visit.id] in
            try $0.checklist(case: id, visit: visit, outcome: "done")
        }
        steps = checklist.steps
        return checklist
    }

    private func tabs(_ job: Job, _ shown: Visit) -> [VisitTab] {
        guard job.state.visits.count > 1 else { return [] }
        return job.state.visits.map {
            VisitTab(id: $0.id, words: desk.words.visit(Int($0.number)), isShown: $0.id == shown.id)
        }
    }

    /// The clock that matters: of those that run, the one that is due first.
    private func nextClock(_ visit: Visit) async throws -> Chip? {
        let timers = try await desk.doorstep.jobs { [id] in try $0.timers(case: id) }
        let running = timers.timers.filter { $0.state == .running && ($0.visit == nil || $0.visit == visit.id) }
        let due = running.filter { $0.due != nil && $0.remainingMs != nil }
        guard let first = due.min(by: { ($0.due ?? 0) < ($1.due ?? 0) }), let left = first.remainingMs else {
            return nil
        }
        let minutes = left / 60_000
        if minutes < 0 { return Chip(.bad, "\(first.title) · \(desk.words.late(-minutes))") }
        let isWarned = first.warn.map { $0 <= timers.now } ?? (minutes < 10)
        return Chip(isWarned ? .attention : .quiet, "\(first.title) · \(desk.words.dueIn(minutes))")
    }

    private func strips(_ job: Job) -> [Strip] {
        let words = desk.words
        let unlike = job.conflicts.count + job.state.decisions.count
        let differences = Place.differences(job: id)
        var strips: [Strip] = []
        if job.state.isUpdateRequired { strips.append(Strip(tone: .bad, words: words.updateNeeded, opens: nil)) }
        if !job.hasPack { strips.append(Strip(tone: .attention, words: words.packMissing, opens: nil)) }
        if let stuck = job.stuck { strips.append(Strip(tone: .bad, words: stuck, opens: nil)) }
        if unlike > 0 { strips.append(Strip(tone: .attention, words: words.unlike(unlike), opens: differences)) }
        if !job.notices.isEmpty {
            strips.append(Strip(tone: .attention, words: words.changedMeanwhile, opens: differences))
        }
        return strips + job.signatures.compactMap { changedSinceSigned(job, $0) }
    }

    private func changedSinceSigned(_ job: Job, _ signature: Signature) -> Strip? {
        guard case .changed(let change) = signature.now else { return nil }
        let again = Place.sign(
            job: id, visit: signature.visit, role: signature.role, quote: job.quotes.first?.id)
        return Strip(tone: .attention, words: change.headline, opens: again)
    }

    private func mainAction(_ visit: Visit, _ next: Step?) -> MainAction {
        let words = desk.words
        return switch visit.phase {
        case .planned: MainAction(words: words.setOut, event: .enter(.travelling))
        case .travelling: MainAction(words: words.arrived, event: .enter(.arrived))
        case .arrived, .working:
            next == nil && !steps.isEmpty
                ? MainAction(words: words.endVisit, event: .endVisit)
                : MainAction(words: words.continueWork, event: .openStep(next?.path))
        case .ended: MainAction(words: words.showReport, event: .report)
        }
    }

    override func act(_ event: JobEvent) async throws {
        let visit = try visitOf(shownVisit).id
        switch event {
        case .showVisit(let other): shownVisit = other
        case .enter(let phase): try await enter(visit, phase)
        case .openStep(let step): desk.navigator.open(checklist(visit, step))
        case .openPhase(let phase):
            let inPhase = self.steps.filter { $0.phase == phase && $0.state != .hidden }
            desk.navigator.open(checklist(visit, (inPhase.first { $0.state == .open } ?? inPhase.first)?.path))
        case .addNote(let text):
            let seen = try shownVersion
            try await desk.doorstep.jobs { [id] in
                try $0.addNote(case: id, seen: seen, visit: visit, text: text)
            }
        case .open(let place): desk.navigator.open(place)
        case .call:
            guard let phone = try job.head.phone else { throw DoorstepError.NotFound(what: "phone") }
            await desk.platform.call(phone)
        case .map: await desk.platform.showOnMap(try job.head.address)
        case .endVisit: desk.navigator.open(.ending(job: id, visit: visit))
        case .quote: desk.navigator.open(.quotePage(job: id, visit: visit))
        case .payments: desk.navigator.open(.payments(job: id, visit: visit))
        case .photos: desk.navigator.open(.photos(job: id, visit: visit))
        case .report: desk.navigator.open(.report(job: id))
        case .goOn: desk.navigator.open(.goOn(job: id, visit: visit))
        }
    }

    private func checklist(_ visit: VisitId, _ step: String?) -> Place {
        .steps(job: id, visit: visit, outcome: "done", step: step)
    }

    private func enter(_ visit: VisitId, _ phase: Phase) async throws {
        let seen = try shownVersion
        try await desk.guarded(id, visit, "done") {
            try await desk.doorstep.visits { [id] in
                try $0.enterPhase(case: id, seen: seen, visit: visit, phase: phase)
            }
        }
    }
}
