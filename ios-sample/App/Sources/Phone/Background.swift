import BackgroundTasks
import DoorstepKit
import SamplePresentation

/// A task of the scheduler, which was told to call on the main queue: nobody else has it.
private struct Handed: @unchecked Sendable {
    let task: BGTask
}

/// What the system's scheduler does for us: some seconds several times a day, and minutes for photos, mostly at night.
enum Background {
    private static let refresh = "dev.doorstep.sample.refresh"
    private static let photos = "dev.doorstep.sample.photos"

    @MainActor static func register(_ life: Life) {
        for (name, millis) in [(refresh, UInt64(20_000)), (photos, UInt64(240_000))] {
            BGTaskScheduler.shared.register(forTaskWithIdentifier: name, using: .main) { task in
                let handed = Handed(task: task)
                MainActor.assumeIsolated { run(handed.task, life, millis) }
            }
        }
    }

    /// Asks for both; a request counts once, so it is repeated after each run.
    static func ask() {
        let soon = BGAppRefreshTaskRequest(identifier: refresh)
        soon.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        let later = BGProcessingTaskRequest(identifier: photos)
        later.requiresNetworkConnectivity = true
        for request in [soon, later] as [BGTaskRequest] {
            // The user may have switched background work off: then the app sends when it is open.
            try? BGTaskScheduler.shared.submit(request)
        }
    }

    @MainActor private static func run(_ task: BGTask, _ life: Life, _ millis: UInt64) {
        let sending = Task {
            let status = await life.send(millis: millis)
            ask()
            task.setTaskCompleted(success: status == .done)
        }
        task.expirationHandler = { sending.cancel() }
    }
}
