package dev.doorstep.sample.screens

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.style.TextAlign
import dev.doorstep.sample.payments.PaymentRow
import dev.doorstep.sample.payments.PaymentsEvent
import dev.doorstep.sample.payments.PaymentsState
import dev.doorstep.sample.words.amountTaken
import dev.doorstep.sample.words.noPayments
import dev.doorstep.sample.words.openQuote
import dev.doorstep.sample.words.paidSoFar
import dev.doorstep.sample.words.payments
import dev.doorstep.sample.words.receipt
import dev.doorstep.sample.words.referenceOf
import dev.doorstep.sample.words.remains
import dev.doorstep.sample.words.takeMoney
import dev.doorstep.sample.words.total
import dev.doorstep.sample.words.waitsForOffice
import dev.doorstep.sample.words.wayToPay

@Composable
fun PaymentsScreen(state: PaymentsState, on: (PaymentsEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    // What remains is the amount to begin with; after a payment it is another one.
    var amount by rememberSaveable(state.suggested) { mutableStateOf(state.suggested) }
    var reference by rememberSaveable(state.payments.size) { mutableStateOf("") }
    Page(
        words.payments, state.customer, back,
        bottom = {
            when {
                state.canPay -> MainButton(words.takeMoney) { on(PaymentsEvent.Take(amount, reference)) }
                state.payments.isNotEmpty() -> MainButton(words.receipt) { on(PaymentsEvent.Receipt) }
                else -> MainButton(words.openQuote) { on(PaymentsEvent.OpenQuote) }
            }
        },
    ) {
        Owed(state)
        state.hints.forEach { ToneLine(it) }
        if (state.canPay) {
            Section(words.wayToPay)
            Flow { state.ways.forEach { Pick(it.title, it.isChosen) { on(PaymentsEvent.Choose(it.id)) } } }
            Field(words.amountTaken, amount, "amount", isNumber = true) { amount = it }
            Field(words.referenceOf, reference, "reference") { reference = it }
        }
        Section(words.paidSoFar)
        if (state.payments.isEmpty()) Text(words.noPayments, style = type.body, color = palette.quiet)
        state.payments.forEach { PaymentView(it) }
        if (state.canPay && state.payments.isNotEmpty()) {
            SideButton(words.receipt, Modifier.fillMaxWidth()) { on(PaymentsEvent.Receipt) }
        }
    }
}

/** What remains, large; above it how it comes to that. */
@Composable
private fun Owed(state: PaymentsState) {
    val words = LocalWords.current
    val total = state.total ?: return
    Card {
        Amount(words.total, total)
        state.paid?.let { Amount(words.paidSoFar, it) }
        state.pending?.let { Amount(words.waitsForOffice, it) }
        Hairline()
        state.due?.let { due ->
            Ends({ Text(words.remains, style = type.strong) }, { Text(due, Modifier.testTag("due"), style = type.large) })
        }
    }
}

@Composable
private fun PaymentView(payment: PaymentRow) = Card {
    Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
        ChipView(payment.state)
        Text(payment.amount, Modifier.weight(1f), style = type.strong, textAlign = TextAlign.End)
    }
    Text(payment.how, style = type.label, color = palette.quiet)
}
