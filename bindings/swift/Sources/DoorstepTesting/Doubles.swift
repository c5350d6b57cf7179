import DoorstepFFI
import DoorstepKit
import Foundation

/// A clock that the test moves. It goes on by a millisecond at each look, so that nothing happens at the same time.
public final class VirtualClock: DoorstepFFI.Clock, @unchecked Sendable {
    public let startMs: Int64
    private let lock = NSLock()
    private var passedMs: Int64 = 0

    public init(startMs: Int64 = Int64(Date().timeIntervalSince1970) * 1_000) {
        self.startMs = startMs
    }

    /// What it shows, without moving it.
    public var nowMs: Int64 { lock.withLock { startMs + passedMs } }

    public func pass(seconds: Int64) {
        lock.withLock { passedMs += seconds * 1_000 }
    }

    public func pass(minutes: Int64) {
        pass(seconds: minutes * 60)
    }

    /// Lets the time pass until a moment; never back.
    public func pass(until ms: Int64) {
        lock.withLock { passedMs = max(passedMs, ms - startMs) }
    }

    public func now() throws -> ClockReading {
        let passed = lock.withLock {
            passedMs += 1
            return passedMs
        }
        return ClockReading(wall: startMs + passed, bootMs: passed, bootId: 7)
    }
}

/// Secrets in memory: a phone whose key store forgets with the process.
public final class MemorySecrets: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: Data] = [:]

    public init() {}

    public func read(name: String) throws -> Data? {
        lock.withLock { kept[name] }
    }

    public func write(name: String, secret: Data) throws {
        lock.withLock { kept[name] = secret }
    }
}

/// The platform's HTTP behind a switch.
///
/// `before` and `after` see each request and its answer; what they throw is what the core meets. With an `after` that
/// throws `PlatformError.Offline`, the server did its part and the answer got lost on the way back.
public final class SwitchedNetwork: HttpTransport, @unchecked Sendable {
    public typealias Before = @Sendable (HttpRequest) throws -> Void
    public typealias After = @Sendable (HttpResponse) throws -> Void

    private let inner: any HttpTransport
    private let lock = NSLock()
    private var on = true
    private var beforeEach: Before = { _ in }
    private var afterEach: After = { _ in }

    public init(_ inner: any HttpTransport = URLSessionTransport()) {
        self.inner = inner
    }

    /// Off: every request fails as in airplane mode.
    public var isOn: Bool {
        get { lock.withLock { on } }
        set { lock.withLock { on = newValue } }
    }

    public func before(_ each: @escaping Before) {
        lock.withLock { beforeEach = each }
    }

    public func after(_ each: @escaping After) {
        lock.withLock { afterEach = each }
    }

    public func send(request: HttpRequest) throws -> HttpResponse {
        let (isOn, before, after) = lock.withLock { (on, beforeEach, afterEach) }
        guard isOn else { throw PlatformError.Offline }
        try before(request)
        let response = try inner.send(request: request)
        try after(response)
        return response
    }
}

/// A photo as a camera leaves it: the beginning of a JPEG will do. The seed makes it differ from others.
public func jpeg(seed: UInt8) -> Data {
    Data([0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: seed, count: 2_000))
}

/// A signature: a wave and a dash, as a finger draws them.
public func strokes() -> [Stroke] {
    let heights: [Int32] = [0, -18, -30, -20, 6, 22, 14, -10, -26, -12, 10, 20, 4, -14, -4, 8, 2]
    let wave = heights.enumerated().map { index, height in
        DoorstepFFI.Point(
            x: 2_000 + 900 * Int32(index), y: 6_000 + 100 * height, tMs: UInt32(30 * index), pressure: 500)
    }
    let dash = (0..<6).map { index in
        DoorstepFFI.Point(
            x: 4_000 + 1_500 * Int32(index), y: 9_000 - 80 * Int32(index), tMs: UInt32(700 + 25 * index))
    }
    return [Stroke(points: wave), Stroke(points: dash)]
}
