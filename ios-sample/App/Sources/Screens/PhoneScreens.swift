import SamplePresentation
import SwiftUI

struct EnrolScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var server = ""
    @State private var code = ""
    let state: EnrolState
    let on: @MainActor (EnrolEvent) -> Void

    var body: some View {
        Page(title: words.welcome) {
            Text(words.askForCode).font(type.body)
            SideButton(words: words.scan, symbol: "qrcode.viewfinder", isWide: true) { on(.scan) }
            FieldView(label: words.server, text: $server).textInputAutocapitalization(.never).autocorrectionDisabled()
            FieldView(label: words.code, text: $code).textInputAutocapitalization(.characters).autocorrectionDisabled()
        } bottom: {
            MainButton(words: words.enrol, symbol: "checkmark") { on(.enrol(server: server, code: code)) }
        }
        .foregroundStyle(palette.text)
        .onChange(of: state.scanned) { _, scanned in
            guard let scanned else { return }
            (server, code) = (scanned.server, scanned.code)
        }
    }
}

private let textSizes = [100, 130, 160, 200]

struct SettingsScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: SettingsState
    let on: @MainActor (SettingsEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.settings, subtitle: state.person, back: back) {
            Card {
                Toggle(isOn: airplane) {
                    Text(words.airplane).font(type.strong)
                    Text(words.airplaneHelp).font(type.label).foregroundStyle(palette.quiet)
                }
                .tint(palette.accent)
            }
            Card {
                ToneLine(chip: state.safety)
                SideButton(words: words.sendNow, isWide: true) { on(.sendNow) }
            }
            refused
            look
            if let phone = state.phone, let fingerprint = state.fingerprint {
                Card {
                    FactView(label: words.thisPhone, value: phone)
                    FactView(label: words.company, value: fingerprint)
                }
            }
        }
        .foregroundStyle(palette.text)
    }

    private var airplane: Binding<Bool> {
        Binding(get: { state.isAirplane }, set: { on(.airplane($0)) })
    }

    @ViewBuilder private var refused: some View {
        if !state.refused.isEmpty { Heading(words: words.refusedTitle) }
        ForEach(state.refused, id: \.self) { item in
            Card(border: palette.bad) {
                Text(item.what).font(type.body)
                if let again = item.again {
                    SideButton(words: item.next) { on(.sendAgain(again)) }
                } else {
                    Text(item.next).font(type.label).foregroundStyle(palette.quiet)
                }
            }
        }
    }

    @ViewBuilder private var look: some View {
        Heading(words: words.appLanguage)
        Flow {
            Pick(words: "中文", isChosen: state.look.language == "zh-CN") { on(.language("zh-CN")) }
            Pick(words: "English", isChosen: state.look.language == "en") { on(.language("en")) }
        }
        Heading(words: words.textSize)
        Flow {
            ForEach(textSizes, id: \.self) { size in
                Pick(words: "\(size) %", isChosen: state.look.textPercent == size) { on(.textSize(size)) }
            }
        }
        Heading(words: words.appearance)
        Flow {
            ForEach(Theme.allCases, id: \.self) { theme in
                Pick(words: name(theme), isChosen: state.look.theme == theme) { on(.appearance(theme)) }
            }
        }
    }

    private func name(_ theme: Theme) -> String {
        switch theme {
        case .system: words.asSystem
        case .light: words.light
        case .dark: words.dark
        case .highContrast: words.highContrast
        }
    }
}
