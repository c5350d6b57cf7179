import SamplePresentation
import SwiftUI

struct QuoteScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.words) private var words
    @State private var person: String
    let state: QuotePageState
    let on: @MainActor (QuoteEvent) -> Void
    let back: @MainActor () -> Void

    init(state: QuotePageState, on: @escaping @MainActor (QuoteEvent) -> Void, back: @escaping @MainActor () -> Void) {
        self.state = state
        self.on = on
        self.back = back
        _person = State(initialValue: state.customer)
    }

    var body: some View {
        Page(title: words.quote, subtitle: state.customer, back: back) {
            ChipView(chip: state.state)
            cards
            Lines(state: state, on: on)
            ForEach(state.problems, id: \.self) { ToneLine(chip: Chip(.attention, $0)) }
            if state.phase == .writing || state.phase == .refused { Adding(state: state, on: on) }
            if state.phase == .shown { Declining(reasons: state.reasons, person: $person, on: on) }
        } bottom: {
            answer
        }
        .foregroundStyle(palette.text)
    }

    /// Good, better, best: side by side, the recommended one marked.
    @ViewBuilder private var cards: some View {
        if !state.cards.isEmpty {
            ScrollView(.horizontal, showsIndicators: false) {
                HStack(alignment: .top, spacing: Space.s) {
                    ForEach(state.cards) { card in OptionCard(card: card) { on(.showCard(card.id)) } }
                }
            }
        }
    }

    /// The one thing that comes next for this quote.
    @ViewBuilder private var answer: some View {
        switch state.phase {
        case .writing, .refused: MainButton(words: words.showQuote) { on(.show) }
        case .shown: MainButton(words: words.accepts) { on(.accept(person: person)) }
        case .accepted: MainButton(words: words.askForSignature, symbol: "signature") { on(.sign) }
        }
    }
}

private struct OptionCard: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let card: QuoteCard
    let show: @MainActor () -> Void

    var body: some View {
        Button(action: show) {
            VStack(alignment: .leading, spacing: Space.xs) {
                Text(card.title).font(type.strongLabel).foregroundStyle(palette.quiet)
                Text(card.total).font(type.title)
                ForEach(card.names, id: \.self) { Text($0).font(type.small).foregroundStyle(palette.quiet) }
                if card.isRecommended { ChipView(chip: Chip(.good, words.recommended)) }
                if card.isAccepted { ChipView(chip: Chip(.good, words.accepted)) }
            }
            .padding(Space.m)
            .frame(width: 156, alignment: .leading)
            .background(palette.surface, in: .rect(cornerRadius: Space.radius))
            .overlay {
                RoundedRectangle(cornerRadius: Space.radius)
                    .stroke(card.isShown ? palette.accent : palette.hairline, lineWidth: card.isShown ? 2 : Space.line)
            }
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(card.isShown ? .isSelected : [])
    }
}

private struct Lines: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var isTraceOpen = false
    let state: QuotePageState
    let on: @MainActor (QuoteEvent) -> Void

    var body: some View {
        Card {
            if state.lines.isEmpty { Text(words.emptyQuote).font(type.body).foregroundStyle(palette.quiet) }
            ForEach(state.lines) { line in
                AmountLine(name: "\(line.name) × \(line.quantity)", amount: line.amount)
                if isTraceOpen {
                    ForEach(line.because, id: \.self) { Text($0).font(type.label).foregroundStyle(palette.quiet) }
                }
                if state.phase == .writing, line.canChange, let id = line.line { change(id) }
            }
            if let total = state.total { sum(total) }
        }
    }

    private func change(_ line: String) -> some View {
        HStack(spacing: Space.s) {
            SideButton(words: "−") { on(.more(line: line, by: -1)) }
            SideButton(words: "+") { on(.more(line: line, by: 1)) }
            SideButton(words: "×", tone: .bad) { on(.remove(line: line)) }
        }
    }

    @ViewBuilder private func sum(_ total: String) -> some View {
        Hairline()
        ForEach(state.taxes, id: \.self) { AmountLine(name: $0.name, amount: $0.amount) }
        HStack(alignment: .lastTextBaseline) {
            Text(words.total + (state.isEstimate ? " (\(words.estimated))" : "")).font(type.strong)
            Spacer()
            Text(total).font(type.large)
        }
        if let deposit = state.deposit { AmountLine(name: words.deposit, amount: deposit) }
        SideButton(words: words.howSo, isWide: true) { isTraceOpen.toggle() }
    }
}

/// What can be put into the quote, and how long the work is said to take.
private struct Adding: View {
    @Environment(\.words) private var words
    @State private var isListOpen = false
    @State private var what = ""
    @State private var cost = ""
    let state: QuotePageState
    let on: @MainActor (QuoteEvent) -> Void

    var body: some View {
        SideButton(words: words.addLine, symbol: "plus", isWide: true) { isListOpen.toggle() }
        if isListOpen { list }
        FieldView(label: words.minutesTold, text: minutes, isNumber: true)
        if !state.lines.isEmpty {
            Flow {
                SideButton(words: words.newOption) { on(.newOption) }
                if !state.cards.isEmpty { SideButton(words: words.recommend) { on(.recommend) } }
            }
        }
    }

    private var list: some View {
        Card {
            ForEach(state.prices) { price in
                WhyLine(words: "\(price.title) · \(price.price)") {
                    on(.add(code: price.id))
                    isListOpen = false
                }
            }
            Heading(words: words.addMaterial)
            FieldView(label: words.what, text: $what)
            FieldView(label: words.cost, text: $cost, isNumber: true)
            if !what.isEmpty && !cost.isEmpty {
                SideButton(words: words.save) {
                    on(.addMaterial(what: what, cost: cost))
                    (what, cost, isListOpen) = ("", "", false)
                }
            }
        }
    }

    private var minutes: Binding<String> {
        Binding(
            get: { "\(state.minutes)" },
            set: { if let told = Int($0) { on(.minutes(told)) } })
    }
}

private struct Declining: View {
    @Environment(\.words) private var words
    @State private var isOpen = false
    let reasons: [Option]
    @Binding var person: String
    let on: @MainActor (QuoteEvent) -> Void

    var body: some View {
        FieldView(label: words.who, text: $person)
        SideButton(words: words.declines, tone: .attention, isWide: true) { isOpen.toggle() }
        if isOpen { Picks(options: reasons) { on(.refuse(person: person, reason: $0.id)) } }
    }
}
