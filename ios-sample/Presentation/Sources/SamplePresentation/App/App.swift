import DoorstepKit
import Foundation
import Observation

/// What is to be drawn: a place and who knows what it shows.
@MainActor public struct Shown {
    public let place: Place
    public let presenter: any AnyPresenter
    public let canGoBack: Bool
}

/// The app without its screens: it opens the core, follows the way that somebody takes through the places, and keeps a
/// presenter for each of them. One per process. What `saved` wrote is given back after the process died.
@MainActor @Observable public final class SampleApp {
    /// How it looks and speaks.
    public private(set) var look: Look

    /// Something to be read now.
    public private(set) var message: Message?

    /// The screen; nil until the core is open.
    public private(set) var screen: Shown?

    @ObservationIgnored private let platform: any Platform
    @ObservationIgnored private let isAutomatic: Bool
    @ObservationIgnored private let preferences: Preferences
    @ObservationIgnored private let airplane: AirplaneSwitch
    @ObservationIgnored private var saved: [String]
    @ObservationIgnored private var opened: Opened?
    @ObservationIgnored private var turn: Task<Void, Never>?

    private struct Opened {
        let desk: Desk
        var presenters: [Place: any AnyPresenter] = [:]
    }

    /// - Parameters:
    ///   - saved: the way that `way` wrote before the process died.
    ///   - isAutomatic: whether it sends by itself; tests say when.
    public init(_ platform: any Platform, saved: [String] = [], isAutomatic: Bool = true) {
        self.platform = platform
        self.saved = saved
        self.isAutomatic = isAutomatic
        preferences = Preferences(
            file: platform.directory.appendingPathComponent("preferences.json"),
            systemLanguage: platform.systemLanguage)
        airplane = AirplaneSwitch(platform.transport)
        look = preferences.read()
    }

    public var words: Words { Words(look.language) }

    /// Whether the airplane switch of the settings is on.
    public var isAirplane: Bool { airplane.isOn }

    /// Opens the core and shows the first screen, or the one that was left.
    public func start() async {
        await inTurn { await $0.openCore($0.saved.compactMap(Place.read)) }
    }

    private func openCore(_ way: [Place]) async {
        guard opened == nil else { return }
        let config = Config(
            directory: platform.directory.appendingPathComponent("store").path, language: look.language)
        do {
            let doorstep = try await Doorstep.open(
                config, secrets: platform.secrets, clock: platform.clock, transport: airplane)
            let isNew = try await doorstep.me() == nil
            begin(doorstep, isNew ? [.enrol] : way.isEmpty ? [.today] : way)
        } catch let error as DoorstepError {
            message = Message(words: error.words(look.language))
        } catch {
            message = Message(words: DoorstepError.Internal(detail: "\(error)").words(look.language))
        }
    }

    private func begin(_ doorstep: Doorstep, _ way: [Place]) {
        let sender = Sender(doorstep: doorstep, platform: platform, isAutomatic: isAutomatic)
        let navigator = Navigator(first: way) { [weak self] way in self?.follow(way) }
        let desk = Desk(
            doorstep: doorstep, platform: platform, words: words, navigator: navigator, airplane: airplane,
            sender: sender
        ) { [weak self] message in self?.message = message }
        opened = Opened(desk: desk)
        sender.start()
        follow(way)
    }

    private func follow(_ way: [Place]) {
        guard var opened, let place = way.last else { return }
        let known = opened.presenters[place]
        let presenter = known ?? make(opened.desk, place)
        if known == nil { presenter.start() } else { presenter.refresh() }
        opened.presenters[place] = presenter
        let left = opened.presenters.filter { !way.contains($0.key) }
        for (place, presenter) in left {
            opened.presenters[place] = nil
            presenter.close()
        }
        self.opened = opened
        saved = way.map(\.written)
        screen = Shown(place: place, presenter: presenter, canGoBack: way.count > 1)
    }

    private func make(_ desk: Desk, _ place: Place) -> any AnyPresenter {
        switch place {
        case .enrol: EnrolPresenter(desk)
        case .today: TodayPresenter(desk)
        case .settings:
            SettingsPresenter(desk, look: { [weak self] in self?.look }, change: { [weak self] in self?.change($0) })
        case .followUps: FollowUpsPresenter(desk)
        case .jobPage(let job, let visit): JobPagePresenter(desk, job, visit)
        case .steps(let job, let visit, let outcome, let step): StepsPresenter(desk, job, visit, outcome, step)
        case .ending(let job, let visit): EndingPresenter(desk, job, visit)
        case .quotePage(let job, let visit): QuotePresenter(desk, job, visit)
        case .sign(let job, let visit, let role, let quote): SignPresenter(desk, job, visit, role, quote)
        case .payments(let job, let visit): PaymentsPresenter(desk, job, visit)
        case .photos(let job, let visit): PhotosPresenter(desk, job, visit)
        case .report(let job): ReportPresenter(desk, job)
        case .differences(let job): DifferencesPresenter(desk, job)
        case .goOn(let job, _): GoOnPresenter(desk, job)
        }
    }

    /// A new look; another language needs the core's words, too, which is opened again at the same place.
    private func change(_ new: Look) {
        let isOtherLanguage = new.language != look.language
        do {
            try preferences.write(new)
        } catch {
            message = Message(words: DoorstepError.Storage(trouble: .unreadable).words(look.language))
        }
        look = new
        guard isOtherLanguage else { return }
        Task {
            await inTurn { app in
                let way = app.opened?.desk.navigator.way ?? []
                await app.closeCore()
                await app.openCore(way)
            }
        }
    }

    @discardableResult
    public func back() -> Bool {
        opened?.desk.navigator.back() ?? false
    }

    public func go(to place: Place) {
        message = nil
        opened?.desk.navigator.open(place)
    }

    public func dismissMessage() {
        message = nil
    }

    /// The way so far, to be given back after the process died.
    public var way: [String] { saved }

    /// Nothing stays open while the system may suspend the app.
    public func enterBackground() async {
        await inTurn { app in
            guard let desk = app.opened?.desk else { return }
            await desk.guarded { try await desk.doorstep.enterBackground() }
        }
    }

    public func enterForeground() async {
        await inTurn { app in
            guard let desk = app.opened?.desk else { return }
            await desk.guarded { try await desk.doorstep.enterForeground() }
            desk.sender.now()
        }
    }

    /// Sends and fetches once, for a scheduler of the system; nil if it could not begin.
    public func send(millis: UInt64, conditions: Conditions) async -> SyncStatus? {
        guard let doorstep = opened?.desk.doorstep else { return nil }
        return try? await doorstep.sync(Budget(millis: millis, conditions: conditions)).status
    }

    /// Ends it for good.
    public func close() async {
        await inTurn { await $0.closeCore() }
    }

    private func closeCore() async {
        guard let closing = opened else { return }
        opened = nil
        screen = nil
        closing.desk.sender.stop()
        closing.desk.decisions.cancelAll()
        closing.presenters.values.forEach { $0.close() }
        try? await closing.desk.doorstep.close()
    }

    /// Opening and closing take a while each and never overlap.
    private func inTurn(_ action: @escaping @MainActor (SampleApp) async -> Void) async {
        let before = turn
        let mine = Task {
            await before?.value
            await action(self)
        }
        turn = mine
        await mine.value
    }
}
