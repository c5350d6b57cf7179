import SamplePresentation
import SwiftUI

/// The whole app.
struct AppScreen: View {
    @Environment(\.colorScheme) private var scheme
    // Read, so that the sizes of `Typeface` follow the settings of the phone.
    @Environment(\.dynamicTypeSize) private var size
    let app: SampleApp

    var body: some View {
        ZStack {
            palette.page.ignoresSafeArea()
            if let shown = app.screen {
                ScreenOf(shown: shown) { app.back() }.id(shown.place)
            }
        }
        .sheet(isPresented: isTelling) { message }
        .environment(\.palette, palette)
        .environment(\.type, Typeface(percent: app.look.textPercent))
        .environment(\.words, app.words)
        .environment(\.locale, Locale(identifier: app.look.language))
        .preferredColorScheme(preferred)
        .tint(palette.accent)
        .id(size)
    }

    private var palette: Palette {
        switch app.look.theme {
        case .system: scheme == .dark ? .dark : .light
        case .light: .light
        case .dark: .dark
        case .highContrast: .highContrast
        }
    }

    private var preferred: ColorScheme? {
        switch app.look.theme {
        case .system: nil
        case .dark: .dark
        case .light, .highContrast: .light
        }
    }

    private var isTelling: Binding<Bool> {
        Binding(get: { app.message != nil }, set: { if !$0 { app.dismissMessage() } })
    }

    @ViewBuilder private var message: some View {
        if let message = app.message {
            MessageSheet(message: message, goTo: { app.go(to: $0) }, close: { app.dismissMessage() })
                .environment(\.palette, palette)
                .environment(\.type, Typeface(percent: app.look.textPercent))
                .environment(\.words, app.words)
        }
    }
}

private struct ScreenOf: View {
    let shown: Shown
    let back: @MainActor () -> Void

    var body: some View {
        switch shown.presenter {
        case let presenter as EnrolPresenter: with(presenter) { EnrolScreen(state: $0, on: presenter.on) }
        case let presenter as TodayPresenter: with(presenter) { TodayScreen(state: $0, on: presenter.on) }
        case let presenter as SettingsPresenter:
            with(presenter) { SettingsScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as FollowUpsPresenter:
            with(presenter) { FollowUpsScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as JobPagePresenter:
            with(presenter) { JobScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as StepsPresenter:
            with(presenter) { StepsScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as EndingPresenter:
            with(presenter) { EndingScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as QuotePresenter:
            with(presenter) { QuoteScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as SignPresenter:
            with(presenter) { SignScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as PaymentsPresenter:
            with(presenter) { PaymentsScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as PhotosPresenter:
            with(presenter) { PhotosScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as ReportPresenter:
            with(presenter) { ReportScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as DifferencesPresenter:
            with(presenter) { DifferencesScreen(state: $0, on: presenter.on, back: back) }
        case let presenter as GoOnPresenter:
            with(presenter) { GoOnScreen(state: $0, on: presenter.on, back: back) }
        default: EmptyView()
        }
    }

    /// Nothing is drawn until it was read for the first time.
    @ViewBuilder private func with<State: Sendable, Event: Sendable, Screen: View>(
        _ presenter: Presenter<State, Event>, @ViewBuilder _ screen: (State) -> Screen
    ) -> some View {
        if let state = presenter.state { screen(state) }
    }
}

/// What must be read now; *not yet* lists what is missing, each line a way to it.
private struct MessageSheet: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let message: Message
    let goTo: @MainActor (Place) -> Void
    let close: @MainActor () -> Void

    var body: some View {
        VStack(alignment: .leading, spacing: Space.s) {
            Text(message.words).font(type.title).foregroundStyle(palette.text)
            if !message.why.isEmpty {
                Text(words.stillMissing).font(type.label).foregroundStyle(palette.quiet)
                ScrollView {
                    VStack(spacing: 0) {
                        ForEach(message.why, id: \.self) { why in
                            WhyLine(words: why.words) { if let place = why.place { goTo(place) } }
                        }
                    }
                }
            }
            SideButton(words: words.close, isWide: true, action: close)
        }
        .padding(Space.l)
        .frame(maxWidth: .infinity, alignment: .leading)
        .background(palette.surface)
        .presentationDetents(message.why.isEmpty ? [.height(220)] : [.medium, .large])
    }
}
