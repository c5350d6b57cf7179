import SamplePresentation
import SwiftUI

struct JobScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: JobPageState
    let on: @MainActor (JobEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: state.what, subtitle: state.number, back: back) {
            ForEach(state.strips, id: \.self) { StripView(strip: $0, on: on) }
            if !state.visits.isEmpty {
                Flow {
                    ForEach(state.visits) { tab in
                        Pick(words: tab.words, isChosen: tab.isShown) { on(.showVisit(tab.id)) }
                    }
                }
            }
            customer
            if !state.phases.isEmpty { progress }
            Flow {
                SideButton(words: words.quote) { on(.quote) }
                SideButton(words: words.payments) { on(.payments) }
                if state.canEnd { SideButton(words: words.endVisit) { on(.endVisit) } }
                SideButton(words: words.report) { on(.report) }
                if state.canGoOn { SideButton(words: words.goOn) { on(.goOn) } }
            }
            if let due = state.due { ToneLine(chip: Chip(.attention, words.toPay(due))) }
            if state.photoCount > 0 { photos }
            Notes(notes: state.notes) { on(.addNote($0)) }
            ForEach(state.seals, id: \.self) { Text($0).font(type.label).foregroundStyle(palette.quiet) }
        } bottom: {
            MainButton(words: state.main.words, symbol: "arrow.forward") { on(state.main.event) }
        }
        .foregroundStyle(palette.text)
    }

    private var customer: some View {
        Card {
            Flow {
                Text(state.window).font(type.title)
                ChipView(chip: state.state)
            }
            if let clock = state.clock { ToneLine(chip: clock) }
            Text(state.customer).font(type.strong)
            Text(state.address).font(type.body)
            Flow {
                if state.phone != nil { SideButton(words: words.call, symbol: "phone") { on(.call) } }
                SideButton(words: words.map, symbol: "map") { on(.map) }
            }
            ToneLine(chip: state.delivery)
        }
    }

    /// The newest photos, and the way to all of them.
    @ViewBuilder private var photos: some View {
        Heading(words: words.photos)
        Button {
            on(.photos)
        } label: {
            HStack(spacing: Space.s) {
                ForEach(state.photos, id: \.self) { DrawingView(file: $0).frame(width: 56, height: 56) }
                Text(words.photosTaken(state.photoCount)).font(type.label)
                    .frame(maxWidth: .infinity, alignment: .leading)
                Image(systemName: "chevron.forward")
            }
        }
        .buttonStyle(.plain)
    }

    /// The rail of phases, with what is done in each.
    private var progress: some View {
        Card {
            PhaseRail(phases: state.phases) { on(.openPhase($0)) }
            if let next = state.next { Text(next).font(type.body) }
        }
    }
}

private struct StripView: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let strip: Strip
    let on: @MainActor (JobEvent) -> Void

    var body: some View {
        Button {
            if let place = strip.opens { on(.open(place)) }
        } label: {
            HStack {
                Image(systemName: strip.tone.symbol)
                Text(strip.words).font(type.strongLabel).frame(maxWidth: .infinity, alignment: .leading)
                if strip.opens != nil { Text(words.show).font(type.label) }
            }
            .foregroundStyle(palette.of(strip.tone))
            .padding(Space.m)
            .frame(minHeight: Space.target)
            .background(palette.ground(strip.tone), in: .rect(cornerRadius: Space.radius))
            .overlay {
                RoundedRectangle(cornerRadius: Space.radius).stroke(palette.of(strip.tone), lineWidth: Space.line)
            }
        }
        .buttonStyle(.plain)
        .disabled(strip.opens == nil)
    }
}

private struct Notes: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var text = ""
    let notes: [NoteRow]
    let add: @MainActor (String) -> Void

    var body: some View {
        Heading(words: words.notes)
        ForEach(notes) { note in
            Card {
                Text(note.text).font(type.body)
                Text(note.by).font(type.small).foregroundStyle(palette.quiet)
            }
        }
        FieldView(label: words.writeNote, text: $text, isLong: true)
        if !text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty {
            SideButton(words: words.save) {
                add(text)
                text = ""
            }
        }
    }
}
