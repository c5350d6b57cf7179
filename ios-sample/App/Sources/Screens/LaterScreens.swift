import SamplePresentation
import SwiftUI

struct EndingScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var own = ""
    @State private var person: String
    let state: EndingState
    let on: @MainActor (EndingEvent) -> Void
    let back: @MainActor () -> Void

    init(state: EndingState, on: @escaping @MainActor (EndingEvent) -> Void, back: @escaping @MainActor () -> Void) {
        self.state = state
        self.on = on
        self.back = back
        _person = State(initialValue: state.me)
    }

    var body: some View {
        Page(title: words.howDidItEnd, subtitle: state.customer, back: back) {
            ForEach(state.endings) { ending in
                Pick(words: ending.title, isChosen: ending.isChosen, isWide: true) { on(.choose(ending.id)) }
            }
            if let missing = state.missing { against(missing) }
            if let title = state.reasonTitle {
                Heading(words: title)
                Picks(options: state.reasons) { on(.reason($0.id)) }
            }
            if state.isFree { FieldView(label: words.otherReason, text: $own, isLong: true) }
            if state.needsPerson { FieldView(label: words.responsible, text: $person) }
        } bottom: {
            MainButton(words: words.endVisit) { on(.end(ownReason: own, person: person)) }
        }
        .foregroundStyle(palette.text)
    }

    @ViewBuilder private func against(_ missing: [WhyNot]) -> some View {
        if missing.isEmpty {
            ToneLine(chip: Chip(.good, words.nothingMissing))
        } else {
            Card {
                Text(words.stillMissing).font(type.strongLabel).foregroundStyle(palette.attention)
                ForEach(missing, id: \.self) { why in
                    WhyLine(words: why.words) { if let place = why.place { on(.open(place)) } }
                }
            }
        }
    }
}

struct DifferencesScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: DifferencesState
    let on: @MainActor (DifferencesEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.differences, subtitle: state.customer, back: back) {
            if state.stories.isEmpty && state.notices.isEmpty { NothingHere(words: words.noDifferences) }
            ForEach(state.stories) { story in
                Card(border: palette.attention) {
                    told(story)
                    decision(story)
                }
            }
            if !state.notices.isEmpty { Heading(words: words.changedMeanwhile) }
            ForEach(state.notices) { notice in
                Card {
                    told(notice)
                    SideButton(words: words.gotIt, isWide: true) { on(.read(notice: notice.id)) }
                }
            }
        }
        .foregroundStyle(palette.text)
    }

    @ViewBuilder private func told(_ story: Story) -> some View {
        Text(story.title).font(type.strong)
        ForEach(story.sides, id: \.self) { Text($0).font(type.body) }
    }

    /// One tap each, and undo for ten seconds.
    @ViewBuilder private func decision(_ story: Story) -> some View {
        if let decided = story.decided {
            HStack {
                Text(decided).font(type.strongLabel).foregroundStyle(palette.good)
                    .frame(maxWidth: .infinity, alignment: .leading)
                SideButton(words: words.undo) { on(.undo(story: story.id)) }
            }
        } else {
            Text(words.bothKept).font(type.label).foregroundStyle(palette.quiet)
            ForEach(story.choices.indices, id: \.self) { index in
                SideButton(words: story.choices[index], isWide: true) { on(.choose(story: story.id, choice: index)) }
            }
        }
    }
}

struct FollowUpsScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.words) private var words
    let state: FollowUpsState
    let on: @MainActor (FollowUpEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.followUps, back: back) {
            if state.tasks.isEmpty { NothingHere(words: words.noFollowUps) }
            ForEach(state.tasks) { FollowUpCard(task: $0, on: on) }
        }
        .foregroundStyle(palette.text)
    }
}

private struct FollowUpCard: View {
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var why = ""
    @State private var isDissatisfied = false
    let task: FollowUpRow
    let on: @MainActor (FollowUpEvent) -> Void

    var body: some View {
        Card {
            Text(task.title).font(type.strong)
            Text("\(task.customer) · \(task.address)").font(type.body)
            if let due = task.due { ToneLine(chip: due) }
            Flow {
                SideButton(words: words.satisfied) { on(.satisfied(id: task.id)) }
                SideButton(words: words.dissatisfied, tone: .attention) { isDissatisfied = true }
                SideButton(words: words.notReached) { on(.notReached(id: task.id)) }
                SideButton(words: words.show) { on(.open(id: task.id)) }
            }
            if isDissatisfied {
                FieldView(label: words.whyDissatisfied, text: $why, isLong: true)
                SideButton(words: words.save) { on(.dissatisfied(id: task.id, why: why)) }
            }
        }
    }
}

/// A complaint or another job that follows from this one.
struct GoOnScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.words) private var words
    @State private var report = ""
    let state: GoOnState
    let on: @MainActor (GoOnEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.goOn, subtitle: state.customer, back: back) {
            if state.kinds.isEmpty {
                NothingHere(words: words.nothingFollows)
            } else {
                FieldView(label: words.whatHappened, text: $report, isLong: true)
            }
            ForEach(state.kinds) { kind in
                SideButton(words: kind.title, isWide: true) { on(.begin(rule: kind.id, report: report)) }
            }
            if !state.linked.isEmpty { Heading(words: words.linked) }
            ForEach(state.linked) { link in SideButton(words: link.words, isWide: true) { on(.open(link.id)) } }
        }
        .foregroundStyle(palette.text)
    }
}
