import DoorstepKit

/// One reason why something cannot be done yet, and where to do something about it.
public struct WhyNot: Hashable, Sendable {
    public let words: String
    public let place: Place?
}

/// Something to be read now: a short sentence, or the list of what is missing.
public struct Message: Hashable, Sendable {
    public let words: String
    public var why: [WhyNot] = []
}

/// The way that somebody took through the app.
@MainActor final class Navigator {
    private(set) var way: [Place]
    private let follow: @MainActor ([Place]) -> Void

    init(first: [Place], follow: @escaping @MainActor ([Place]) -> Void) {
        way = first
        self.follow = follow
    }

    /// Going to a place that is already on the way goes back to it.
    func open(_ place: Place) {
        take(way.firstIndex(of: place).map { Array(way.prefix($0 + 1)) } ?? way + [place])
    }

    /// Nothing but this place.
    func restart(_ place: Place) {
        take([place])
    }

    /// Whether there was somewhere to go back to.
    @discardableResult
    func back() -> Bool {
        guard way.count > 1 else { return false }
        take(Array(way.dropLast()))
        return true
    }

    private func take(_ way: [Place]) {
        self.way = way
        follow(way)
    }
}

/// What all screens share.
@MainActor public final class Desk {
    let doorstep: Doorstep
    let platform: any Platform
    let words: Words
    let navigator: Navigator
    let airplane: AirplaneSwitch
    let sender: Sender
    let decisions = Decisions()
    private let notify: @MainActor (Message) -> Void

    init(
        doorstep: Doorstep, platform: any Platform, words: Words, navigator: Navigator, airplane: AirplaneSwitch,
        sender: Sender, notify: @escaping @MainActor (Message) -> Void
    ) {
        self.doorstep = doorstep
        self.platform = platform
        self.words = words
        self.navigator = navigator
        self.airplane = airplane
        self.sender = sender
        self.notify = notify
    }

    /// Who uses this phone; nil before the enrolment.
    func me() async throws -> Me? {
        try await doorstep.me()
    }

    func tell(_ words: String, why: [WhyNot] = []) {
        notify(Message(words: words, why: why))
    }

    /// Does it, and tells the technician what the core says if it cannot be done.
    func guarded(_ action: @MainActor () async throws -> Void) async {
        do {
            try await action()
        } catch DoorstepError.Closed {
            // The app went to the background; it reads everything again when it comes back.
        } catch let error as DoorstepError {
            tell(error.words(words.language))
        } catch is CancellationError {
            // The screen was left.
        } catch {
            tell(DoorstepError.Internal(detail: "\(error)").words(words.language))
        }
    }

    /// Does it; a *not yet* of the rules leads to the steps of a visit that are missing.
    @discardableResult
    func guarded(
        _ job: CaseId, _ visit: VisitId, _ outcome: String, _ action: @MainActor () async throws -> Void
    ) async throws -> Bool {
        do {
            try await action()
            return true
        } catch DoorstepError.Rejected(.missing(let missing)) {
            tell(words.notYet, why: whyNot(job, visit, outcome, missing))
            return false
        }
    }

    /// The lines of *why not*, each with the place where it is done.
    func whyNot(_ job: CaseId, _ visit: VisitId, _ outcome: String, _ missing: [MissingThing]) -> [WhyNot] {
        missing.map {
            WhyNot(words: $0.words, place: .steps(job: job, visit: visit, outcome: outcome, step: $0.step))
        }
    }
}

/// Choices that can still be undone. They belong to the app and not to a screen: leaving the screen does not undo them.
/// If the process dies before, the question is simply still open.
@MainActor final class Decisions {
    private var pending: [String: (choice: Int, run: Task<Void, Never>)] = [:]

    /// The choice that was made and can still be undone.
    func chosen(_ question: String) -> Int? {
        pending[question]?.choice
    }

    /// Does it after a while, unless it is undone.
    func choose(
        _ question: String, _ choice: Int, after: Duration, _ action: @escaping @MainActor () async -> Void
    ) {
        undo(question)
        let run = Task { [weak self] in
            do { try await Task.sleep(for: after) } catch { return }
            await action()
            self?.pending[question] = nil
        }
        pending[question] = (choice, run)
    }

    func undo(_ question: String) {
        pending.removeValue(forKey: question)?.run.cancel()
    }

    func cancelAll() {
        pending.values.forEach { $0.run.cancel() }
        pending = [:]
    }
}
