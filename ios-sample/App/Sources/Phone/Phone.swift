import DoorstepFFI
import DoorstepKit
import Network
import PDFKit
import SamplePresentation
import UIKit

/// The phone. What needs a screen shows it over the one that is there.
@MainActor final class Phone: Platform {
    private static let network = NetworkWatch()

    let directory: URL
    let secrets: any SecretStore = KeychainSecrets(service: "dev.doorstep.sample")
    /// The core reads the clocks of Apple itself.
    let clock: (any DoorstepFFI.Clock)? = nil
    let transport: any HttpTransport = URLSessionTransport()

    init() {
        var folder = URL.applicationSupportDirectory.appendingPathComponent("doorstep")
        let protection = [FileAttributeKey.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: protection)
        // A restored copy would be a second phone with the same work.
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
        directory = folder
        UIDevice.current.isBatteryMonitoringEnabled = true
    }

    var label: String { "\(UIDevice.current.name) (\(UIDevice.current.model))" }

    var systemLanguage: String { Locale.preferredLanguages.first ?? "en" }

    func nowMs() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

    func takePhoto() async -> URL? {
        guard let top = Self.top() else { return nil }
        return await Camera.picture(over: top)
    }

    func scan() async -> String? {
        guard let top = Self.top() else { return nil }
        return await Scanner.code(over: top)
    }

    func drawPages(_ pdf: URL, into folder: URL) async -> [URL] {
        guard let paper = PDFDocument(url: pdf) else { return [] }
        let width: CGFloat = 1_200
        return (0..<paper.pageCount).compactMap { index in
            guard let page = paper.page(at: index) else { return nil }
            let bounds = page.bounds(for: .mediaBox)
            let size = CGSize(width: width, height: width * bounds.height / bounds.width)
            let file = folder.appendingPathComponent("page-\(index + 1).png")
            let drawn = page.thumbnail(of: size, for: .mediaBox).pngData()
            return (try? drawn?.write(to: file)) == nil ? nil : file
        }
    }

    func share(_ file: URL, title: String) async {
        let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
        sheet.title = title
        let top = Self.top()
        sheet.popoverPresentationController?.sourceView = top?.view
        top?.present(sheet, animated: true)
    }

    func call(_ number: String) async {
        let digits = number.filter { $0.isNumber || $0 == "+" }
        if let url = URL(string: "tel:\(digits)") { await UIApplication.shared.open(url) }
    }

    func showOnMap(_ address: String) async {
        var map = URLComponents(string: "https://maps.apple.com/")
        map?.queryItems = [URLQueryItem(name: "q", value: address)]
        if let url = map?.url { await UIApplication.shared.open(url) }
    }

    func sendLater() {
        Background.ask()
    }

    /// Large files wait for a network that costs nothing and a battery that lasts.
    static func conditions() -> Conditions {
        let battery = UIDevice.current
        let isLow = battery.batteryState == .unplugged && battery.batteryLevel < 0.15
        return Conditions(isMetered: network.isMetered, isBatteryLow: isLow)
    }

    private static func top() -> UIViewController? {
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        var top = scenes.flatMap(\.windows).first(where: \.isKeyWindow)?.rootViewController
        while let next = top?.presentedViewController { top = next }
        return top
    }
}

/// Whether the network costs by volume.
private final class NetworkWatch: @unchecked Sendable {
    private let monitor = NWPathMonitor()

    init() {
        monitor.start(queue: DispatchQueue(label: "dev.doorstep.sample.network"))
    }

    var isMetered: Bool { monitor.currentPath.isExpensive || monitor.currentPath.isConstrained }
}
