import DoorstepKit

/// What the office handed out: where the server is, and a one-time code.
public struct Invitation: Hashable, Sendable {
    public let server: String
    public let code: String

    /// What a QR code or a message says: the address and the code, with a space, `#` or a line end between them. Nil if
    /// it is not an invitation.
    public static func read(_ text: String) -> Invitation? {
        let parts = text.split { $0.isWhitespace || $0 == "#" }.map(String.init)
        guard parts.count == 2, parts[0].hasPrefix("http://") || parts[0].hasPrefix("https://") else { return nil }
        return Invitation(server: withoutSlash(parts[0]), code: parts[1])
    }

    static func withoutSlash(_ server: String) -> String {
        String(server.reversed().drop { $0 == "/" }.reversed())
    }
}

/// The screen for a new phone.
public struct EnrolState: Hashable, Sendable {
    public let scanned: Invitation?
}

public enum EnrolEvent: Sendable {
    case scan
    case enrol(server: String, code: String)
}

public final class EnrolPresenter: Presenter<EnrolState, EnrolEvent> {
    private var scanned: Invitation?

    override func read() async throws -> EnrolState { EnrolState(scanned: scanned) }

    override func concerns(_ changes: ChangeSet) -> Bool { false }

    override func act(_ event: EnrolEvent) async throws {
        switch event {
        case .scan: await scan()
        case .enrol(let server, let code): try await enrol(server, code)
        }
    }

    private func scan() async {
        guard let text = await desk.platform.scan() else { return }
        scanned = Invitation.read(text)
        if scanned == nil { desk.tell(desk.words.notAnInvitation) }
    }

    private func enrol(_ server: String, _ code: String) async throws {
        // The whole invitation may have been put into either field.
        let whole = Invitation.read(code) ?? Invitation.read(server)
        let typed = Invitation(server: Invitation.withoutSlash(trimmed(server)), code: trimmed(code))
        let invitation = whole ?? typed
        try await desk.doorstep.enrol(
            serverUrl: invitation.server, code: invitation.code, label: desk.platform.label)
        desk.sender.now()
        desk.navigator.restart(.today)
    }
}

/// Without the spaces around it.
func trimmed(_ text: String) -> String {
    let from = text.drop { $0.isWhitespace }
    return String(from.reversed().drop { $0.isWhitespace }.reversed())
}

/// Nil instead of nothing but spaces.
func written(_ text: String?) -> String? {
    guard let text, !trimmed(text).isEmpty else { return nil }
    return trimmed(text)
}
