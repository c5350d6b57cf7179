import SamplePresentation
import SwiftUI

struct StepsScreen: View {
    @Environment(\.words) private var words
    @Environment(\.palette) private var palette
    let state: StepsState
    let on: @MainActor (StepEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: state.phases.first(where: \.isShown)?.title ?? "", subtitle: state.customer, back: back) {
            PhaseRail(phases: state.phases) { on(.showPhase($0)) }
            ForEach(state.steps) { StepCard(step: $0, on: on) }
        } bottom: {
            if let next = state.nextPhase {
                MainButton(words: next.title) { on(.showPhase(next.id)) }
            } else {
                MainButton(words: words.endVisit) { on(.endVisit) }
            }
        }
        .foregroundStyle(palette.text)
    }
}

/// One step: what it is, what it is missing, and what can be done.
private struct StepCard: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let step: StepRow
    let on: @MainActor (StepEvent) -> Void

    var body: some View {
        Card(border: step.isSought ? palette.accent : nil) {
            HStack(alignment: .top, spacing: Space.s) {
                VStack(alignment: .leading) {
                    if let of = step.of { Text(of).font(type.strongLabel).foregroundStyle(palette.accent) }
                    Text(step.title).font(type.strong)
                }
                Spacer(minLength: 0)
                mark
            }
            if let help = step.help { Text(help).font(type.label).foregroundStyle(palette.quiet) }
            ControlView(step: step, on: on)
            ForEach(step.photos, id: \.self) { photo($0) }
            ForEach(step.why, id: \.self) { why in
                Text(why).font(type.label)
                    .foregroundStyle(step.mark == .locked ? palette.quiet : palette.attention)
            }
        }
    }

    @ViewBuilder private var mark: some View {
        switch step.mark {
        case .done:
            Image(systemName: "checkmark.circle.fill").foregroundStyle(palette.good).accessibilityLabel(words.done)
        case .locked: Image(systemName: "lock").foregroundStyle(palette.quiet).accessibilityLabel(words.notYet)
        case .open, .notApplicable: EmptyView()
        }
    }

    /// Photo evidence, taken in place, with a count; above it the spot that is to be shown again.
    @ViewBuilder private func photo(_ need: PhotoNeed) -> some View {
        if let before = need.same {
            Text(words.sameSpot).font(type.label).foregroundStyle(palette.attention)
            DrawingView(file: before).frame(width: 112, height: 84)
        }
        Flow {
            if !need.words.isEmpty {
                Text(need.words).font(type.label).foregroundStyle(need.isEnough ? palette.good : palette.quiet)
            }
            SideButton(words: words.takePhoto, symbol: "camera") {
                on(.photo(path: step.id, role: need.role, pair: need.pair))
            }
        }
    }
}
