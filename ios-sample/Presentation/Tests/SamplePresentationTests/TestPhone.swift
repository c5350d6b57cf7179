#if os(macOS) || os(Linux)
    import DoorstepFFI
    import DoorstepKit
    import DoorstepTesting
    import Foundation

    @testable import SamplePresentation

    /// A phone whose camera, scanner and clock the test holds in its hand.
    @MainActor final class TestPhone: Platform {
        let directory: URL
        let secrets: any SecretStore = MemorySecrets()
        let virtual: VirtualClock
        let network = SwitchedNetwork()
        let label = "a test's phone"
        let systemLanguage = "en"
        var toScan: String?
        private(set) var shared: [URL] = []
        private(set) var called: [String] = []
        private var photos: UInt8 = 0

        init(_ directory: URL, clock: VirtualClock = VirtualClock()) {
            self.directory = directory
            virtual = clock
        }

        var clock: (any DoorstepFFI.Clock)? { virtual }
        var transport: any HttpTransport { network }

        func nowMs() -> Int64 { virtual.nowMs }

        func takePhoto() async -> URL? {
            photos += 1
            let file = directory.appendingPathComponent("camera-\(photos).jpg")
            do { try jpeg(seed: photos).write(to: file) } catch { return nil }
            return file
        }

        func scan() async -> String? { toScan }

        /// Nobody draws here: one picture for the whole paper, which is enough to see that there is one.
        func drawPages(_ pdf: URL, into folder: URL) async -> [URL] { [pdf] }

        func share(_ file: URL, title: String) async { shared.append(file) }

        func call(_ number: String) async { called.append(number) }

        func showOnMap(_ address: String) async {}

        func sendLater() {}
    }

    /// A finger on the app: it does something and waits until the screen shows what it should.
    @MainActor struct Finger {
        let app: SampleApp

        /// The state of the screen that is there now, once it is as it should be.
        func see<State: Sendable, Event: Sendable>(
            _ presenter: Presenter<State, Event>.Type, _ isSo: (State) -> Bool = { _ in true }
        ) async throws -> (State, Presenter<State, Event>) {
            for _ in 0..<400 {
                if let shown = app.screen?.presenter as? Presenter<State, Event>, let state = shown.state, isSo(state) {
                    return (state, shown)
                }
                try await Task.sleep(for: .milliseconds(25))
            }
            throw TestTrouble("not seen; instead \(String(describing: app.screen?.place)), \(said)")
        }

        private var said: String { app.message?.words ?? "no message" }
    }
#endif
