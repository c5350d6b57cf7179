import DoorstepKit

/// The settings, and how safe the work on this phone is.
public struct SettingsState: Hashable, Sendable {
    public let person: String?
    /// The person and the code of the phone.
    public let phone: String?
    public let fingerprint: String?
    public let look: Look
    public let isAirplane: Bool
    public let safety: Chip
    public let refused: [RefusedRow]
}

/// Something that the office did not take: it stays on the phone until somebody did something about it.
public struct RefusedRow: Hashable, Sendable {
    /// What `sendAgain` takes; nil if sending again does not help.
    public let again: Int64?
    public let what: String
    public let next: String
}

public enum SettingsEvent: Sendable {
    case airplane(Bool)
    case language(String)
    case appearance(Theme)
    case textSize(Int)
    case sendAgain(Int64)
    case sendNow
}

public final class SettingsPresenter: Presenter<SettingsState, SettingsEvent> {
    private let look: @MainActor () -> Look?
    private let change: @MainActor (Look) -> Void

    /// `change` makes a new look take effect; another language opens the core again.
    init(_ desk: Desk, look: @escaping @MainActor () -> Look?, change: @escaping @MainActor (Look) -> Void) {
        self.look = look
        self.change = change
        super.init(desk)
    }

    override func read() async throws -> SettingsState {
        let (isSafe, outgoing) = try await desk.doorstep.office {
            (try $0.safeToWipe(), try $0.outgoing(case: nil))
        }
        let (me, words) = (try await desk.me(), desk.words)
        return SettingsState(
            person: me?.name, phone: me.map { "\($0.name) · \($0.code)" }, fingerprint: me?.fingerprint,
            look: look() ?? Look(language: words.language), isAirplane: desk.airplane.isOn,
            safety: isSafe ? Chip(.good, words.safeToLose) : Chip(.waiting, words.notSafeToLose),
            refused: outgoing.filter { $0.code != nil }.map {
                RefusedRow(
                    again: $0.next == .sendAgain ? $0.id : nil, what: $0.detail, next: words.next($0.next))
            })
    }

    override func act(_ event: SettingsEvent) async throws {
        switch event {
        case .airplane(let isOn):
            desk.airplane.isOn = isOn
            if !isOn { desk.sender.now() }
        case .language(let language): with { $0.language = language }
        case .appearance(let theme): with { $0.theme = theme }
        case .textSize(let percent): with { $0.textPercent = percent }
        case .sendAgain(let refused): try await desk.doorstep.office { try $0.sendAgain(refused: refused) }
        case .sendNow: desk.sender.now()
        }
    }

    private func with(_ edit: (inout Look) -> Void) {
        guard var new = look() else { return }
        edit(&new)
        change(new)
    }
}
