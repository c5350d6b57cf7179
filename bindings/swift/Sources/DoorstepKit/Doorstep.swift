@_exported import DoorstepFFI
import Dispatch
import Foundation

/// The core as Swift likes it: every call is `async` and runs off the caller's thread, changes are an `AsyncStream`,
/// cancelling a task cancels its synchronisation.
///
/// The commands themselves are those of the generated services; this class adds no name of its own to them:
///
/// ```swift
/// let job = try await doorstep.jobs { try $0.job(case: id) }
/// try await doorstep.visits { try $0.complete(case: id, seen: job.version, visit: visit) }
/// ```
///
/// Whatever they throw is a `DoorstepError`. One per process and directory. ``close()`` it when the process is done
/// with it; for the background of an app there is ``enterBackground()``.
public final class Doorstep: Sendable {
    private let core: DoorstepCore
    private let queue: DispatchQueue
    private let jobService: Jobs
    private let visitService: Visits
    private let evidenceService: Evidence
    private let aroundService: Around
    private let client: SyncClient
    private let streams = Streams()

    private init(core: DoorstepCore, queue: DispatchQueue) {
        self.core = core
        self.queue = queue
        jobService = core.jobs()
        visitService = core.visits()
        evidenceService = core.evidence()
        aroundService = core.around()
        client = core.sync()
    }

    /// Opens the core. Without `clock` it reads the clocks of Linux itself, and on Apple ``AppleClock``. Without
    /// `transport` it uses HTTP of its own where the library was built with it, and otherwise never reaches a server.
    ///
    /// - Throws: `DoorstepError.Busy` if the directory is open elsewhere, `UpdateRequired`, `Storage`.
    public static func open(
        _ config: Config, secrets: any SecretStore, clock: (any DoorstepFFI.Clock)? = nil,
        transport: (any HttpTransport)? = nil
    ) async throws -> Doorstep {
        let queue = DispatchQueue(label: "dev.doorstep", qos: .userInitiated, attributes: .concurrent)
        let clock = try clock ?? systemClock()
        let core = try await away(on: queue) {
            try DoorstepCore.open(config: config, secrets: secrets, clock: clock, transport: transport)
        }
        return Doorstep(core: core, queue: queue)
    }

    /// What changed; the first element comes at once and says `everything`. Read again what the screen shows.
    ///
    /// Each call gives a stream of its own. It ends with the task that reads it, and when the core is closed for good.
    public func changes() -> AsyncStream<ChangeSet> {
        // At most ten a second, and none may be lost.
        AsyncStream(bufferingPolicy: .unbounded) { continuation in
            guard let number = streams.add(continuation) else { return continuation.finish() }
            let subscription = core.subscribe(listener: Listener(continuation))
            continuation.onTermination = { [streams] _ in
                subscription.cancel()
                streams.remove(number)
            }
        }
    }

    /// Enrols this device with the office's one-time code. Needs the network.
    @discardableResult
    public func enrol(serverUrl: String, code: String, label: String) async throws -> Me {
        try await away { [core] in try core.enrol(serverUrl: serverUrl, code: code, label: label) }
    }

    /// Who uses this device; nil before the enrolment.
    public func me() async throws -> Me? {
        try await away { [core] in try core.me() }
    }

    /// Writes a bundle for whoever helps: this device without customers. `doorstep replay` folds it again on a desktop.
    public func diagnosticsBundle(path: String) async throws {
        try await away { [core] in try core.diagnosticsBundle(path: path) }
    }

    /// Calls of `Jobs`: the list, one job, what people write into it.
    @discardableResult
    public func jobs<T: Sendable>(_ call: @escaping @Sendable (Jobs) throws -> T) async throws -> T {
        try await away { [jobService] in try call(jobService) }
    }

    /// Calls of `Visits`: what happens at the customer's.
    @discardableResult
    public func visits<T: Sendable>(_ call: @escaping @Sendable (Visits) throws -> T) async throws -> T {
        try await away { [visitService] in try call(visitService) }
    }

    /// Calls of `Evidence`: photos and signatures.
    @discardableResult
    public func evidence<T: Sendable>(_ call: @escaping @Sendable (Evidence) throws -> T) async throws -> T {
        try await away { [evidenceService] in try call(evidenceService) }
    }

    /// Calls of `Around`: what happens beside the visit, such as follow-ups, approvals and parts.
    @discardableResult
    public func around<T: Sendable>(_ call: @escaping @Sendable (Around) throws -> T) async throws -> T {
        try await away { [aroundService] in try call(aroundService) }
    }

    /// Calls of `SyncClient` other than synchronising: is the work safe?
    @discardableResult
    public func office<T: Sendable>(_ call: @escaping @Sendable (SyncClient) throws -> T) async throws -> T {
        try await away { [client] in try call(client) }
    }

    /// Synchronises until everything is done or the budget is used up. Cancelling the task stops it after the request
    /// that is under way; whatever it did is kept.
    ///
    /// - Throws: `CancellationError` if the task was cancelled; `DoorstepError.Busy`, `Closed`.
    @discardableResult
    public func sync(_ budget: Budget = Budget()) async throws -> SyncReport {
        try Task.checkCancellation()
        let run = CancellableRun(client: client, queue: queue)
        let report = try await withTaskCancellationHandler {
            defer { run.end() }
            return try await away { [client] in try client.syncNow(budget: budget) }
        } onCancel: {
            run.cancel()
        }
        try Task.checkCancellation()
        return report
    }

    /// Lets go of everything that the system may not find open in a suspended app.
    public func enterBackground() async throws {
        try await away { [core] in try core.enterBackground() }
    }

    /// Opens everything again.
    public func enterForeground() async throws {
        try await away { [core] in try core.enterForeground() }
    }

    /// Closes the core for good, after the write that is under way; every later call is `Closed`. The memory goes with
    /// the last reference.
    public func close() async throws {
        streams.endAll()
        try await away { [core] in try core.shutdown() }
    }

    private func away<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async throws -> T {
        try await Self.away(on: queue, call)
    }

    /// Off the threads of Swift's tasks, of which there are only as many as cores: calls of the core block.
    private static func away<T: Sendable>(
        on queue: DispatchQueue, _ call: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: call)) }
        }
    }

    private static func systemClock() throws -> (any DoorstepFFI.Clock)? {
        #if canImport(Darwin)
            return try AppleClock()
        #else
            return nil
        #endif
    }
}

/// Hands what changed to a stream.
private final class Listener: ChangeListener {
    private let continuation: AsyncStream<ChangeSet>.Continuation

    init(_ continuation: AsyncStream<ChangeSet>.Continuation) {
        self.continuation = continuation
    }

    func changed(changes: ChangeSet) throws {
        continuation.yield(changes)
    }
}

/// The streams that somebody reads, so that they end with the core.
private final class Streams: @unchecked Sendable {
    private let lock = NSLock()
    private var open: [Int: AsyncStream<ChangeSet>.Continuation] = [:]
    private var last = 0
    private var hasEnded = false

    /// The number of the stream; nil if the core is closed.
    func add(_ continuation: AsyncStream<ChangeSet>.Continuation) -> Int? {
        lock.withLock {
            guard !hasEnded else { return nil }
            last += 1
            open[last] = continuation
            return last
        }
    }

    func remove(_ number: Int) {
        lock.withLock { open[number] = nil }
    }

    /// Outside of the lock: the end of a stream takes it out of here.
    func endAll() {
        let ending = lock.withLock {
            hasEnded = true
            return Array(open.values)
        }
        ending.forEach { $0.finish() }
    }
}

/// A run that can be cancelled, more than once: it may just be about to begin. It never cancels the run after it.
private final class CancellableRun: @unchecked Sendable {
    private let client: SyncClient
    private let queue: DispatchQueue
    private let lock = NSLock()
    private var hasEnded = false

    init(client: SyncClient, queue: DispatchQueue) {
        self.client = client
        self.queue = queue
    }

    func end() {
        lock.withLock { hasEnded = true }
    }

    func cancel() {
        let goesOn = lock.withLock {
            if !hasEnded { client.cancel() }
            return !hasEnded
        }
        if goesOn { queue.asyncAfter(deadline: .now() + .milliseconds(20)) { self.cancel() } }
    }
}
