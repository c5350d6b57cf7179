package dev.doorstep.sample.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import dev.doorstep.sample.ending.EndingEvent
import dev.doorstep.sample.ending.EndingState
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.endVisit
import dev.doorstep.sample.words.howDidItEnd
import dev.doorstep.sample.words.nothingMissing
import dev.doorstep.sample.words.otherReason
import dev.doorstep.sample.words.responsible

@Composable
fun EndingScreen(state: EndingState, on: (EndingEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    var own by rememberSaveable { mutableStateOf("") }
    var person by rememberSaveable { mutableStateOf(state.me) }
    Page(
        words.howDidItEnd, state.customer, back,
        bottom = { MainButton(words.endVisit) { on(EndingEvent.End(own, person)) } },
    ) {
        state.endings.forEach { ending ->
            Pick(ending.title, ending.isChosen, Modifier.fillMaxWidth()) { on(EndingEvent.Choose(ending.id)) }
        }
        Missing(state, on)
        state.reasonTitle?.let { title ->
            Section(title)
            Flow { state.reasons.forEach { Pick(it.title, it.isChosen) { on(EndingEvent.Reason(it.id)) } } }
        }
        if (state.isFree) Field(words.otherReason, own, "reason", isSingleLine = false) { own = it }
        if (state.needsPerson) Field(words.responsible, person, "person") { person = it }
    }
}

@Composable
private fun Missing(state: EndingState, on: (EndingEvent) -> Unit) {
    val words = LocalWords.current
    val missing = state.missing ?: return
    if (missing.isEmpty()) return ToneLine(Chip(Tone.GOOD, words.nothingMissing))
    Card {
        Text(words.stillMissing, style = type.strongLabel, color = palette.attention)
        missing.forEach { why -> WhyLine(why.words) { why.place?.let { on(EndingEvent.Open(it)) } } }
    }
}
