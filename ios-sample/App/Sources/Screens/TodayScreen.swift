import SamplePresentation
import SwiftUI

private let searchFrom = 8

struct TodayScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.words) private var words
    let state: TodayState
    let on: @MainActor (TodayEvent) -> Void

    var body: some View {
        VStack(spacing: 0) {
            HStack(spacing: 0) {
                Head(title: words.today, subtitle: subtitle)
                Button { on(.settings) } label: {
                    Image(systemName: "gearshape").foregroundStyle(palette.quiet)
                        .frame(width: Space.target, height: Space.target)
                }
                .accessibilityLabel(words.settings)
            }
            .background(palette.surface)
            DeliveryLine(state: state, on: on)
            list
        }
    }

    private var subtitle: String {
        [state.day, state.name].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private var list: some View {
        ScrollView {
            LazyVStack(alignment: .leading, spacing: Space.m) {
                if state.followUps > 0 {
                    SideButton(words: "\(words.followUps) · \(state.followUps)", isWide: true) { on(.followUps) }
                }
                if !state.search.isEmpty || state.open.count + state.finished.count > searchFrom {
                    FieldView(label: words.search, text: search)
                }
                ForEach(state.open) { job in JobCard(job: job) { on(.open(job.id)) } }
                if state.open.isEmpty && state.finished.isEmpty {
                    NothingHere(words: state.search.isEmpty ? words.noJobs : words.nothingFound)
                }
                if !state.finished.isEmpty { Heading(words: words.finished) }
                ForEach(state.finished) { job in JobCard(job: job) { on(.open(job.id)) } }
                if state.hasMore { SideButton(words: "…", isWide: true) { on(.more) } }
            }
            .padding(Space.l)
        }
        .refreshable { on(.sendNow) }
    }

    private var search: Binding<String> {
        Binding(get: { state.search }, set: { on(.search($0)) })
    }
}

/// One calm line: is my work safe? A tap sends and fetches.
private struct DeliveryLine: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: TodayState
    let on: @MainActor (TodayEvent) -> Void

    var body: some View {
        VStack(alignment: .leading, spacing: Space.xs) {
            Button { on(.sendNow) } label: {
                HStack {
                    ToneLine(chip: state.delivery)
                    Image(systemName: "arrow.clockwise").foregroundStyle(palette.quiet)
                }
                .frame(minHeight: Space.target)
                .contentShape(.rect)
            }
            .buttonStyle(.plain)
            .accessibilityHint(words.sendNow)
            ForEach([state.isAirplane ? words.airplane : nil, state.trouble].compactMap { $0 }, id: \.self) { line in
                Text(line).font(type.label).foregroundStyle(palette.attention).padding(.bottom, Space.s)
            }
        }
        .padding(.horizontal, Space.l)
        .background(palette.ground(state.delivery.tone))
        Hairline()
    }
}

private struct JobCard: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let job: JobRow
    let open: @MainActor () -> Void

    var body: some View {
        Button(action: open) {
            Card {
                Flow {
                    Text(job.time).font(type.title)
                    if let day = job.day { Text(day).font(type.label).foregroundStyle(palette.quiet) }
                    if let clock = job.clock {
                        Text(clock.words).font(type.strongLabel).foregroundStyle(palette.of(clock.tone))
                    }
                    ChipView(chip: job.state)
                }
                Text(job.what).font(type.strong).lineLimit(2)
                Text("\(job.customer) · \(job.address)").font(type.body).lineLimit(2)
                Flow {
                    if job.isEmergency { ChipView(chip: Chip(.bad, words.emergency)) }
                    HStack(spacing: 6) {
                        Circle().fill(palette.of(job.readiness.tone)).frame(width: 8, height: 8)
                        Text(job.readiness.words)
                    }
                    Text(job.number)
                }
                .font(type.label)
                .foregroundStyle(palette.quiet)
            }
            .foregroundStyle(palette.text)
            .multilineTextAlignment(.leading)
        }
        .buttonStyle(.plain)
    }
}
