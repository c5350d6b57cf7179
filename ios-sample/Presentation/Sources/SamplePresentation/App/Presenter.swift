import DoorstepKit
import Observation

/// What the app does with every presenter, whatever it shows.
@MainActor public protocol AnyPresenter: AnyObject {
    func start()
    func refresh()
    func close()
}

/// What a screen shows, as one value, and what may be done on it, as events. Events are done one after the other, each
/// on what the one before left; whatever changes the store, a colleague's work too, is read again.
///
/// The state is nil until it was read for the first time: a few milliseconds, for which nothing is drawn.
@MainActor @Observable public class Presenter<State: Sendable, Event: Sendable>: AnyPresenter {
    private enum Turn: Sendable {
        case event(Event)
        case read
    }

    /// What the screen shows.
    public private(set) var state: State?

    @ObservationIgnored let desk: Desk
    @ObservationIgnored private let turns: AsyncStream<Turn>
    @ObservationIgnored private let queue: AsyncStream<Turn>.Continuation
    @ObservationIgnored private var tasks: [Task<Void, Never>] = []

    init(_ desk: Desk) {
        self.desk = desk
        (turns, queue) = AsyncStream.makeStream(of: Turn.self)
    }

    /// Reads what is to be shown.
    func read() async throws -> State {
        preconditionFailure("each screen reads its own state")
    }

    /// Does what was asked for.
    func act(_ event: Event) async throws {}

    /// Whether these changes could be seen here.
    func concerns(_ changes: ChangeSet) -> Bool { true }

    /// Asks for something.
    public func on(_ event: Event) {
        queue.yield(.event(event))
    }

    /// Begins to read; once.
    public func start() {
        let (turns, changes) = (self.turns, desk.doorstep.changes())
        tasks.append(
            Task { [weak self] in
                for await turn in turns { await self?.take(turn) }
            })
        tasks.append(
            Task { [weak self] in
                for await change in changes {
                    guard let self else { return }
                    if change.everything || concerns(change) { queue.yield(.read) }
                }
            })
    }

    /// Reads again: somebody came back to this screen.
    public func refresh() {
        queue.yield(.read)
    }

    private func take(_ turn: Turn) async {
        if case .event(let event) = turn { await desk.guarded { try await self.act(event) } }
        await desk.guarded { self.state = try await self.read() }
    }

    public func close() {
        queue.finish()
        tasks.forEach { $0.cancel() }
    }
}

/// A screen of one job. Every command takes the version that the screen shows.
@MainActor public class JobPresenter<State: Sendable, Event: Sendable>: Presenter<State, Event> {
    let id: CaseId
    private var shownJob: Job?

    init(_ desk: Desk, _ id: CaseId) {
        self.id = id
        super.init(desk)
    }

    /// The job as the screen shows it.
    var job: Job {
        get throws {
            guard let shownJob else { throw DoorstepError.NotFound(what: "job") }
            return shownJob
        }
    }

    /// The version that the screen shows.
    var shownVersion: Version {
        get throws { try job.version }
    }

    override func read() async throws -> State {
        let job = try await desk.doorstep.jobs { [id] in try $0.job(case: id) }
        shownJob = job
        return try await read(job)
    }

    func read(_ job: Job) async throws -> State {
        preconditionFailure("each screen reads its own state")
    }

    override func concerns(_ changes: ChangeSet) -> Bool {
        changes.sync || changes.jobs.contains(id)
    }

    func visitOf(_ wanted: VisitId?) throws -> Visit {
        let state = try job.state
        let found = state.visits.first { $0.id == wanted } ?? state.visits.first { $0.id == state.currentVisit }
        guard let found else { throw DoorstepError.NotFound(what: "visit") }
        return found
    }

    /// Reads the job anew: what a command before this one made of it.
    func newest() async throws -> Version {
        try await desk.doorstep.jobs { [id] in try $0.job(case: id) }.version
    }
}
