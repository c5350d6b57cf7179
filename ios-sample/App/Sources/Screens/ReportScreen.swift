import SamplePresentation
import SwiftUI

struct ReportScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    let state: ReportState
    let on: @MainActor (ReportEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.report, subtitle: state.number, back: back) {
            if let pages = state.pages { paper(pages) } else { summary }
        } bottom: {
            if let pages = state.pages {
                if !pages.isEmpty {
                    MainButton(words: words.sharePaper, symbol: "square.and.arrow.up") { on(.sharePaper) }
                }
                SideButton(words: words.sharePage, isWide: true) { on(.sharePage) }
            } else {
                MainButton(words: words.previewPaper) { on(.preview(true)) }
            }
        }
        .foregroundStyle(palette.text)
    }

    /// The pages as they are printed.
    @ViewBuilder private func paper(_ pages: [URL]) -> some View {
        SideButton(words: words.shortForm) { on(.preview(false)) }
        Flow {
            ForEach(state.copies, id: \.self) { copy in
                Pick(words: copy.title, isChosen: copy.isChosen) { on(.choose(copy.audience)) }
            }
        }
        if let why = state.noPages { NothingHere(words: why) }
        ForEach(Array(pages.enumerated()), id: \.offset) { index, page in
            DrawingView(file: page).frame(maxWidth: .infinity)
            Text(words.pageOf(index + 1, pages.count)).font(type.small).foregroundStyle(palette.quiet)
        }
        if let copy = state.copies.first(where: { $0.isChosen && $0.audience != nil }) { handOver(copy) }
    }

    /// That a copy reached who gets it, and each time that it did.
    @ViewBuilder private func handOver(_ copy: CopyRow) -> some View {
        Heading(words: words.handOver)
        Flow {
            ForEach(CopyRow.handings, id: \.self) { how in
                SideButton(words: words.handing(how)) { on(.handOut(how)) }
            }
        }
        ForEach(copy.handed, id: \.self) { ChipView(chip: $0) }
    }

    /// What the technician looks over at a glance.
    @ViewBuilder private var summary: some View {
        Card {
            Flow {
                Text(state.what).font(type.title)
                ChipView(chip: state.result)
            }
            FactView(label: words.customer, value: state.customer)
            FactView(label: words.address, value: state.address)
        }
        ForEach(state.visits, id: \.self) { visit($0) }
        if state.photos > 0 {
            Text(words.photosTaken(state.photos)).font(type.label).foregroundStyle(palette.quiet)
        }
        if let total = state.total { price(total) }
        if !state.signatures.isEmpty { Heading(words: words.signatures) }
        ForEach(state.signatures, id: \.self) { signature($0) }
        handed
    }

    /// Who has a copy.
    @ViewBuilder private var handed: some View {
        let handed = state.copies.filter { !$0.handed.isEmpty }
        if !handed.isEmpty { Heading(words: words.copies) }
        ForEach(handed, id: \.self) { copy in
            Card {
                Text(copy.title).font(type.strong)
                ForEach(copy.handed, id: \.self) { ChipView(chip: $0) }
            }
        }
    }

    private func visit(_ visit: ReportVisit) -> some View {
        Card {
            AmountLine(name: visit.title, amount: visit.time, isStrong: true)
            Text(words.workedMinutes(visit.worked)).font(type.body)
            Text(words.checksDone(visit.done, visit.required)).font(type.label).foregroundStyle(palette.quiet)
        }
    }

    @ViewBuilder private func price(_ total: String) -> some View {
        Heading(words: words.quote)
        Card {
            ForEach(state.lines, id: \.self) { AmountLine(name: $0.name, amount: $0.amount) }
            Hairline()
            AmountLine(name: words.total, amount: total, isStrong: true)
        }
    }

    private func signature(_ signature: ReportSignature) -> some View {
        Card {
            Text(signature.role).font(type.strong)
            if signature.picture != nil { DrawingView(file: signature.picture).frame(height: 96) }
            Text("\(signature.name) · \(signature.at)").font(type.label).foregroundStyle(palette.quiet)
            if let why = signature.why { Text(why).font(type.label) }
            if let change = signature.change { ToneLine(chip: Chip(.attention, change)) }
        }
    }
}
