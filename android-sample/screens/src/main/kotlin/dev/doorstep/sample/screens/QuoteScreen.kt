package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import dev.doorstep.sample.quote.LineRow
import dev.doorstep.sample.quote.QuoteCard
import dev.doorstep.sample.quote.QuoteEvent
import dev.doorstep.sample.quote.QuotePhase
import dev.doorstep.sample.quote.QuoteState
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.accepted
import dev.doorstep.sample.words.accepts
import dev.doorstep.sample.words.addLine
import dev.doorstep.sample.words.addMaterial
import dev.doorstep.sample.words.askForSignature
import dev.doorstep.sample.words.cost
import dev.doorstep.sample.words.declines
import dev.doorstep.sample.words.deposit
import dev.doorstep.sample.words.emptyQuote
import dev.doorstep.sample.words.estimated
import dev.doorstep.sample.words.howSo
import dev.doorstep.sample.words.minutesTold
import dev.doorstep.sample.words.newOption
import dev.doorstep.sample.words.quote
import dev.doorstep.sample.words.recommend
import dev.doorstep.sample.words.recommended
import dev.doorstep.sample.words.showQuote
import dev.doorstep.sample.words.total
import dev.doorstep.sample.words.what
import dev.doorstep.sample.words.who

@Composable
fun QuoteScreen(state: QuoteState, on: (QuoteEvent) -> Unit, back: () -> Unit) {
    var person by rememberSaveable { mutableStateOf(state.customer) }
    Page(LocalWords.current.quote, state.customer, back, bottom = { Answers(state, person, on) }) {
        ChipView(state.state)
        Cards(state, on)
        Lines(state, on)
        state.problems.forEach { ToneLine(Chip(Tone.ATTENTION, it)) }
        if (state.phase == QuotePhase.WRITING || state.phase == QuotePhase.REFUSED) Picker(state, on)
        if (state.phase == QuotePhase.SHOWN) Declining(state, person, on) { person = it }
    }
}

/** Good, better, best: side by side, the recommended one marked. */
@Composable
private fun Cards(state: QuoteState, on: (QuoteEvent) -> Unit) {
    if (state.cards.isEmpty()) return
    Row(Modifier.horizontalScroll(rememberScrollState()), Arrangement.spacedBy(Space.s)) {
        state.cards.forEach { OptionCard(it, on) }
    }
}

@Composable
private fun OptionCard(card: QuoteCard, on: (QuoteEvent) -> Unit) {
    val words = LocalWords.current
    val border = if (card.isShown) palette.accent else palette.hairline
    Column(
        Modifier.width(156.dp).clip(Rounded).background(palette.surface)
            .border(if (card.isShown) 2.dp else Space.line, border, Rounded)
            .clickable { on(QuoteEvent.ShowCard(card.quote)) }.padding(Space.m),
        verticalArrangement = Arrangement.spacedBy(Space.xs),
    ) {
        Text(card.title, style = type.strongLabel, color = palette.quiet)
        Text(card.total, style = type.title)
        card.names.forEach { Text(it, style = type.small, color = palette.quiet) }
        if (card.isRecommended) ChipView(Chip(Tone.GOOD, words.recommended))
        if (card.isAccepted) ChipView(Chip(Tone.GOOD, words.accepted))
    }
}

@Composable
private fun Lines(state: QuoteState, on: (QuoteEvent) -> Unit) {
    val words = LocalWords.current
    var isTraceOpen by rememberSaveable { mutableStateOf(false) }
    Card {
        if (state.lines.isEmpty()) Text(words.emptyQuote, style = type.body, color = palette.quiet)
        state.lines.forEach { line -> LineView(line, state.phase == QuotePhase.WRITING, isTraceOpen, on) }
        state.total?.let { total ->
            Hairline()
            state.taxes.forEach { (name, tax) -> Amount(name, tax) }
            Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.Bottom) {
                val estimate = if (state.isEstimate) " (${words.estimated})" else ""
                Text(words.total + estimate, Modifier.weight(1f), style = type.strong)
                Text(total, Modifier.testTag("total"), style = type.large)
            }
            state.deposit?.let { Amount(words.deposit, it) }
            SideButton(words.howSo, Modifier.fillMaxWidth()) { isTraceOpen = !isTraceOpen }
        }
    }
}

@Composable
private fun LineView(line: LineRow, canEdit: Boolean, isTraceOpen: Boolean, on: (QuoteEvent) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(Space.xs)) {
        Amount("${line.name} × ${line.quantity}", line.amount)
        if (isTraceOpen) line.because.forEach { Text(it, style = type.label, color = palette.quiet) }
        val id = line.line
        if (canEdit && line.canChange && id != null) Row(horizontalArrangement = Arrangement.spacedBy(Space.s)) {
            SideButton("−") { on(QuoteEvent.More(id, -1)) }
            SideButton("+") { on(QuoteEvent.More(id, 1)) }
            SideButton("×", tone = Tone.BAD) { on(QuoteEvent.Remove(id)) }
        }
    }
}

@Composable
private fun Picker(state: QuoteState, on: (QuoteEvent) -> Unit) {
    val words = LocalWords.current
    var isListOpen by rememberSaveable { mutableStateOf(false) }
    var what by rememberSaveable { mutableStateOf("") }
    var cost by rememberSaveable { mutableStateOf("") }
    SideButton(words.addLine, Modifier.fillMaxWidth(), Icons.Filled.Add) { isListOpen = !isListOpen }
    if (isListOpen) Card {
        state.prices.forEach { price ->
            WhyLine("${price.title} · ${price.price}") {
                on(QuoteEvent.Add(price.code))
                isListOpen = false
            }
        }
        Section(words.addMaterial)
        Field(words.what, what, "what") { what = it }
        Field(words.cost, cost, "cost", isNumber = true) { cost = it }
        if (what.isNotBlank() && cost.isNotBlank()) SideButton(words.save) {
            on(QuoteEvent.AddMaterial(what, cost))
            what = ""
            cost = ""
            isListOpen = false
        }
    }
    var minutes by rememberSaveable(state.minutes) { mutableStateOf("${state.minutes}") }
    Field(words.minutesTold, minutes, "minutes", isNumber = true) {
        minutes = it
        it.toIntOrNull()?.let { told -> on(QuoteEvent.Minutes(told)) }
    }
    if (state.lines.isNotEmpty()) Flow {
        SideButton(words.newOption) { on(QuoteEvent.NewOption) }
        if (state.cards.isNotEmpty()) SideButton(words.recommend) { on(QuoteEvent.Recommend) }
    }
}

@Composable
private fun Declining(state: QuoteState, person: String, on: (QuoteEvent) -> Unit, onPerson: (String) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    Field(words.who, person, "who", onChange = onPerson)
    SideButton(words.declines, Modifier.fillMaxWidth(), tone = Tone.ATTENTION) { isOpen = !isOpen }
    if (isOpen) Flow {
        state.reasons.forEach { Pick(it.title, false) { on(QuoteEvent.Refuse(person, it.id)) } }
    }
}

/** The one thing that comes next for this quote. */
@Composable
private fun ColumnScope.Answers(state: QuoteState, person: String, on: (QuoteEvent) -> Unit) {
    val words = LocalWords.current
    when (state.phase) {
        QuotePhase.WRITING, QuotePhase.REFUSED -> MainButton(words.showQuote) { on(QuoteEvent.Show) }
        QuotePhase.SHOWN -> MainButton(words.accepts) { on(QuoteEvent.Accept(person)) }
        QuotePhase.ACCEPTED -> MainButton(words.askForSignature) { on(QuoteEvent.Sign) }
    }
}
