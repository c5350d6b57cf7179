import DoorstepFFI
import DoorstepKit
import Foundation

/// What the phone does for the app. The device and the tests each bring their own.
@MainActor public protocol Platform: AnyObject, Sendable {
    /// Where the app keeps its files; nobody else reads there.
    var directory: URL { get }

    /// Keeps the key of this device.
    var secrets: any SecretStore { get }

    /// The clock of the core; nil: the one of the system.
    var clock: (any DoorstepFFI.Clock)? { get }

    /// The platform's HTTP.
    var transport: any HttpTransport { get }

    /// What this phone is called at the office.
    var label: String { get }

    /// The language of the system, e.g. `zh-CN`.
    var systemLanguage: String { get }

    /// The time that the phone shows, in milliseconds since 1970: for "in 25 min", never for what is recorded.
    func nowMs() -> Int64

    /// Takes a picture; nil if the technician went back without one.
    func takePhoto() async -> URL?

    /// Scans a QR code; nil if there is none.
    func scan() async -> String?

    /// Draws the pages of a PDF as pictures into a folder, in their order: a paper is looked at before it is sent.
    func drawPages(_ pdf: URL, into folder: URL) async -> [URL]

    /// Hands a file to whatever the technician chooses.
    func share(_ file: URL, title: String) async

    /// Offers to call a number.
    func call(_ number: String) async

    /// Shows an address on a map.
    func showOnMap(_ address: String) async

    /// Tells the system that something waits to be sent, also after the app is gone.
    func sendLater()
}

/// The airplane switch of the settings, to try out what happens without a network.
public final class AirplaneSwitch: HttpTransport, @unchecked Sendable {
    private let inner: any HttpTransport
    private let lock = NSLock()
    private var on = false

    public init(_ inner: any HttpTransport) {
        self.inner = inner
    }

    public var isOn: Bool {
        get { lock.withLock { on } }
        set { lock.withLock { on = newValue } }
    }

    public func send(request: HttpRequest) throws -> HttpResponse {
        if isOn { throw PlatformError.Offline }
        return try inner.send(request: request)
    }
}
