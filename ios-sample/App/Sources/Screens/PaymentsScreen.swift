import SamplePresentation
import SwiftUI

struct PaymentsScreen: View {
    @Environment(\.palette) private var palette
    @Environment(\.type) private var type
    @Environment(\.words) private var words
    @State private var amount = ""
    @State private var reference = ""
    let state: PaymentsState
    let on: @MainActor (PaymentsEvent) -> Void
    let back: @MainActor () -> Void

    var body: some View {
        Page(title: words.payments, subtitle: state.customer, back: back) {
            if let total = state.total { owed(total) }
            ForEach(state.hints, id: \.self) { ToneLine(chip: $0) }
            if state.canPay { form }
            Heading(words: words.paidSoFar)
            if state.payments.isEmpty { Text(words.noPayments).font(type.body).foregroundStyle(palette.quiet) }
            ForEach(state.payments, id: \.self) { payment($0) }
            if state.canPay && !state.payments.isEmpty {
                SideButton(words: words.receipt, isWide: true) { on(.receipt) }
            }
        } bottom: {
            if state.canPay {
                MainButton(words: words.takeMoney) { on(.take(amount: amount, reference: reference)) }
            } else if !state.payments.isEmpty {
                MainButton(words: words.receipt) { on(.receipt) }
            } else {
                MainButton(words: words.openQuote) { on(.openQuote) }
            }
        }
        .foregroundStyle(palette.text)
        // What remains is the amount to begin with; after a payment it is another one.
        .onAppear { amount = state.suggested }
        .onChange(of: state.suggested) { _, now in
            amount = now
            reference = ""
        }
    }

    /// What remains, large; above it how it comes to that.
    private func owed(_ total: String) -> some View {
        Card {
            AmountLine(name: words.total, amount: total)
            if let paid = state.paid { AmountLine(name: words.paidSoFar, amount: paid) }
            if let pending = state.pending { AmountLine(name: words.waitsForOffice, amount: pending) }
            Hairline()
            if let due = state.due { AmountLine(name: words.remains, amount: due, isStrong: true) }
        }
    }

    @ViewBuilder private var form: some View {
        Heading(words: words.wayToPay)
        Flow {
            ForEach(state.ways) { way in Pick(words: way.title, isChosen: way.isChosen) { on(.choose(way.id)) } }
        }
        FieldView(label: words.amountTaken, text: $amount, isNumber: true)
        FieldView(label: words.referenceOf, text: $reference)
    }

    private func payment(_ payment: PaymentRow) -> some View {
        Card {
            HStack {
                ChipView(chip: payment.state)
                Spacer(minLength: Space.s)
                Text(payment.amount).font(type.strong)
            }
            Text(payment.how).font(type.label).foregroundStyle(palette.quiet)
        }
    }
}
