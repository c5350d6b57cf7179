import DoorstepKit
import SamplePresentation
import UIKit

/// One core per process, whoever woke it: a screen, or the system's scheduler. While neither needs it the store is
/// closed: iOS ends a suspended app that holds a lock on a file.
@MainActor final class Life {
    private static let key = "way"

    let app: SampleApp
    private var isVisible = false
    private var workers = 0
    private var hasStarted = false
    private var isOpen = true

    init() {
        app = SampleApp(Phone(), saved: UserDefaults.standard.stringArray(forKey: Self.key) ?? [])
    }

    /// Opens the store the first time.
    func appear() async {
        guard !hasStarted else { return }
        hasStarted = true
        await app.start()
    }

    func comeToFront() {
        isVisible = true
        Task { await settle() }
    }

    /// Sends what was written last, in the time that iOS gives, and closes.
    func leave() {
        UserDefaults.standard.set(app.way, forKey: Self.key)
        let held = Hold()
        workers += 1
        isVisible = false
        let sending = Task { await app.send(millis: 20_000, conditions: Phone.conditions()) }
        held.onExpiration = { sending.cancel() }
        Task {
            _ = await sending.value
            workers -= 1
            await settle()
            held.release()
        }
    }

    /// Sends once for the system's scheduler. Cancelling stops it after the request that is under way.
    func send(millis: UInt64) async -> SyncStatus? {
        workers += 1
        await appear()
        await settle()
        let status = await app.send(millis: millis, conditions: Phone.conditions())
        workers -= 1
        await settle()
        return status
    }

    private func settle() async {
        let shallBeOpen = isVisible || workers > 0
        guard shallBeOpen != isOpen else { return }
        isOpen = shallBeOpen
        if shallBeOpen { await app.enterForeground() } else { await app.enterBackground() }
    }
}

/// Holds the app awake for the half minute that iOS gives.
@MainActor private final class Hold {
    var onExpiration: @MainActor () -> Void = {}
    private var id = UIBackgroundTaskIdentifier.invalid

    init() {
        id = UIApplication.shared.beginBackgroundTask(withName: "send") { [weak self] in
            MainActor.assumeIsolated { self?.onExpiration() }
        }
    }

    func release() {
        guard id != .invalid else { return }
        UIApplication.shared.endBackgroundTask(id)
        id = .invalid
    }
}
