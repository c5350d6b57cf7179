import Foundation

/// Light or dark, and one with the strongest contrast for the sun.
public enum Theme: String, Codable, CaseIterable, Sendable {
    case system, light, dark, highContrast
}

/// How the app looks and speaks on this phone.
public struct Look: Codable, Hashable, Sendable {
    public var language: String
    public var theme = Theme.system
    public var textPercent = 100
}

/// The few settings of this phone, in a file of their own. A damaged file is a file with nothing in it.
struct Preferences {
    static let textPercents = 100...200

    let file: URL
    let systemLanguage: String

    func read() -> Look {
        let saved = (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Look.self, from: $0) }
        var look = saved ?? Look(language: systemLanguage.hasPrefix("zh") ? "zh-CN" : "en")
        look.textPercent = min(max(look.textPercent, Self.textPercents.lowerBound), Self.textPercents.upperBound)
        return look
    }

    func write(_ look: Look) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try JSONEncoder().encode(look).write(to: file, options: .atomic)
    }
}
