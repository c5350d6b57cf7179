import SamplePresentation
import SwiftUI

/// Every colour of the app. The same names are in the Android sample and in the office's style sheet.
struct Palette {
    var page: Color
    var surface: Color
    var sunken: Color
    var hairline: Color
    var text: Color
    var quiet: Color
    var accent: Color
    var onAccent: Color
    var good: Color
    var attention: Color
    var bad: Color
    var waiting: Color
    var isDark: Bool

    func of(_ tone: Tone) -> Color {
        switch tone {
        case .quiet: quiet
        case .good: good
        case .attention: attention
        case .bad: bad
        case .waiting: waiting
        }
    }

    /// The ground under words of a tone: hardly there.
    func ground(_ tone: Tone) -> Color {
        tone == .quiet ? sunken : of(tone).opacity(isDark ? 0.16 : 0.09)
    }

    static let light = Palette(
        page: rgb(0xF8FAFC), surface: rgb(0xFFFFFF), sunken: rgb(0xF1F5F9), hairline: rgb(0xE2E8F0),
        text: rgb(0x0F172A), quiet: rgb(0x475569), accent: rgb(0x0F766E), onAccent: rgb(0xFFFFFF),
        good: rgb(0x15803D), attention: rgb(0xB45309), bad: rgb(0xB91C1C), waiting: rgb(0x1D4ED8), isDark: false)

    static let dark = Palette(
        page: rgb(0x0B1120), surface: rgb(0x131C2E), sunken: rgb(0x1E293B), hairline: rgb(0x2B3A52),
        text: rgb(0xF1F5F9), quiet: rgb(0xA3B2C7), accent: rgb(0x2DD4BF), onAccent: rgb(0x06302B),
        good: rgb(0x4ADE80), attention: rgb(0xFBBF24), bad: rgb(0xF87171), waiting: rgb(0x93C5FD), isDark: true)

    /// For the sun: black on white, and nothing grey.
    static let highContrast = {
        var palette = Palette.light
        palette.page = rgb(0xFFFFFF)
        palette.sunken = rgb(0xFFFFFF)
        palette.hairline = rgb(0x0F172A)
        palette.text = rgb(0x000000)
        palette.quiet = rgb(0x1E293B)
        palette.accent = rgb(0x064E48)
        return palette
    }()

    /// Signatures are drawn on paper, in the dark, too.
    static let ink = rgb(0x0F172A)
    static let paper = rgb(0xFFFFFF)
}

private func rgb(_ hex: UInt32) -> Color {
    Color(
        red: Double(hex >> 16 & 0xFF) / 255, green: Double(hex >> 8 & 0xFF) / 255, blue: Double(hex & 0xFF) / 255)
}

/// Space: a grid of four.
enum Space {
    static let xs: CGFloat = 4
    static let s: CGFloat = 8
    static let m: CGFloat = 12
    static let l: CGFloat = 16
    static let xl: CGFloat = 24
    /// The least that a gloved finger hits.
    static let target: CGFloat = 48
    static let radius: CGFloat = 8
    static let line: CGFloat = 1
}

/// Type: five sizes, two weights. They grow with the settings of the phone, and with those of the app.
struct Typeface {
    var percent = 100

    var small: Font { font(12) }
    var label: Font { font(14) }
    var body: Font { font(16) }
    var title: Font { font(20, .semibold) }
    var large: Font { font(28, .semibold) }
    var strong: Font { font(16, .semibold) }
    var strongLabel: Font { font(14, .semibold) }

    private func font(_ size: CGFloat, _ weight: Font.Weight = .regular) -> Font {
        let scaled = UIFontMetrics.default.scaledValue(for: size) * CGFloat(percent) / 100
        return .system(size: scaled, weight: weight).monospacedDigit()
    }
}

extension EnvironmentValues {
    @Entry var palette = Palette.light
    @Entry var type = Typeface()
    @Entry var words = Words("en")
}

extension Tone {
    var symbol: String {
        switch self {
        case .good: "checkmark.circle.fill"
        case .attention, .bad: "exclamationmark.triangle.fill"
        case .waiting: "arrow.forward"
        case .quiet: "info.circle"
        }
    }
}
