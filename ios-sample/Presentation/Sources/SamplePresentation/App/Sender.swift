import DoorstepKit

/// Sends what waits and fetches what is new while somebody looks at the app. It asks for nothing and shows no spinner:
/// the line on top of the list says how it stands. When the app is gone, the system's own scheduler goes on.
@MainActor final class Sender {
    /// Some seconds after the last of several changes: they go in one request.
    private static let quietFor = Duration.seconds(3)
    private static let between = Duration.seconds(120)
    private static let runMs: UInt64 = 60_000

    private let doorstep: Doorstep
    private let platform: any Platform
    private let isAutomatic: Bool
    private let asked: AsyncStream<Void>
    private let ask: AsyncStream<Void>.Continuation
    private var tasks: [Task<Void, Never>] = []
    private var soon: Task<Void, Never>?

    /// How the last run ended.
    private(set) var status: SyncStatus?

    init(doorstep: Doorstep, platform: any Platform, isAutomatic: Bool) {
        self.doorstep = doorstep
        self.platform = platform
        self.isAutomatic = isAutomatic
        (asked, ask) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Sends and fetches soon.
    func now() {
        ask.yield()
    }

    /// Runs until it is stopped.
    func start() {
        let asked = self.asked
        tasks.append(
            Task { [weak self] in
                for await _ in asked { await self?.run() }
            })
        guard isAutomatic else { return }
        let changes = doorstep.changes()
        tasks.append(
            Task { [weak self] in
                for await change in changes where change.everything || !change.jobs.isEmpty { self?.sendSoon() }
            })
        tasks.append(
            Task { [weak self] in
                while !Task.isCancelled {
                    self?.now()
                    try? await Task.sleep(for: Self.between)
                }
            })
    }

    func stop() {
        ask.finish()
        soon?.cancel()
        tasks.forEach { $0.cancel() }
    }

    private func sendSoon() {
        platform.sendLater()
        soon?.cancel()
        soon = Task { [weak self] in
            do { try await Task.sleep(for: Self.quietFor) } catch { return }
            self?.now()
        }
    }

    private func run() async {
        do {
            guard try await doorstep.me() != nil else { return }
            status = try await doorstep.sync(Budget(millis: Self.runMs)).status
        } catch {
            // Closed for the background, or another run is under way: the next one does it.
            status = nil
        }
    }
}
