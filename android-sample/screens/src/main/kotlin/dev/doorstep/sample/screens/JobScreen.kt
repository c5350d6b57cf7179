package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowForward
import androidx.compose.material.icons.filled.Call
import androidx.compose.material.icons.filled.Place
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
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.job.JobEvent
import dev.doorstep.sample.job.JobState
import dev.doorstep.sample.job.Strip
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.call
import dev.doorstep.sample.words.endVisit
import dev.doorstep.sample.words.goOn
import dev.doorstep.sample.words.map
import dev.doorstep.sample.words.notes
import dev.doorstep.sample.words.payments
import dev.doorstep.sample.words.photos
import dev.doorstep.sample.words.photosTaken
import dev.doorstep.sample.words.quote
import dev.doorstep.sample.words.report
import dev.doorstep.sample.words.toPay
import dev.doorstep.sample.words.writeNote

@Composable
fun JobScreen(state: JobState, on: (JobEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(
        state.what, state.number, back,
        bottom = { MainButton(state.main.words, Icons.Filled.ArrowForward) { on(state.main.event) } },
    ) {
        state.strips.forEach { StripView(it, on) }
        if (state.visits.isNotEmpty()) Flow {
            state.visits.forEach { tab -> Pick(tab.words, tab.isShown) { on(JobEvent.ShowVisit(tab.visit)) } }
        }
        Customer(state, on)
        Progress(state, on)
        Flow {
            SideButton(words.quote) { on(JobEvent.Quote) }
            SideButton(words.payments) { on(JobEvent.Payments) }
            if (state.canEnd) SideButton(words.endVisit) { on(JobEvent.EndVisit) }
            SideButton(words.report) { on(JobEvent.Report) }
            if (state.canGoOn) SideButton(words.goOn) { on(JobEvent.GoOn) }
        }
        state.due?.let { ToneLine(Chip(Tone.ATTENTION, words.toPay(it))) }
        Photos(state, on)
        Notes(state, on)
        state.seals.forEach { Text(it, style = type.label, color = palette.quiet) }
    }
}

@Composable
private fun StripView(strip: Strip, on: (JobEvent) -> Unit) {
    val colour = palette.of(strip.tone)
    Row(
        Modifier.fillMaxWidth().heightIn(min = Space.target).clip(Rounded).background(palette.ground(strip.tone))
            .border(Space.line, colour, Rounded)
            .clickable(enabled = strip.opens != null) { strip.opens?.let { on(JobEvent.Open(it)) } }.padding(Space.m),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(strip.words, Modifier.weight(1f), style = type.strongLabel, color = colour)
        if (strip.opens != null) Text(LocalWords.current.show, style = type.label, color = colour)
    }
}

@Composable
private fun Customer(state: JobState, on: (JobEvent) -> Unit) {
    val words = LocalWords.current
    Card {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Text(state.window, style = type.title)
            Spacer(Modifier.weight(1f))
            ChipView(state.state)
        }
        state.clock?.let { ToneLine(it) }
        Text(state.customer, style = type.strong)
        Text(state.address, style = type.body)
        Flow {
            if (state.phone != null) SideButton(words.call, icon = Icons.Filled.Call) { on(JobEvent.Call) }
            SideButton(words.map, icon = Icons.Filled.Place) { on(JobEvent.Map) }
        }
        ToneLine(state.delivery, Modifier.testTag("delivery"))
    }
}

/** The rail of phases, with what is done in each. */
@Composable
private fun Progress(state: JobState, on: (JobEvent) -> Unit) {
    if (state.phases.isEmpty()) return
    Card {
        PhaseRail(state.phases) { on(JobEvent.OpenPhase(it)) }
        state.next?.let { Text(it, style = type.body) }
    }
}

/** The newest photos, and the way to all of them. */
@Composable
private fun Photos(state: JobState, on: (JobEvent) -> Unit) {
    if (state.photoCount == 0) return
    Section(LocalWords.current.photos)
    Row(
        Modifier.fillMaxWidth().clip(Rounded).clickable { on(JobEvent.Photos) }.testTag("photos"),
        horizontalArrangement = Arrangement.spacedBy(Space.s),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        state.photos.forEach { PictureView(it, Modifier.size(56.dp)) }
        Text(LocalWords.current.photosTaken(state.photoCount), Modifier.weight(1f), style = type.label)
        Glyph(Icons.Filled.ArrowForward, null, 18.sp, palette.accent)
    }
}

@Composable
private fun Notes(state: JobState, on: (JobEvent) -> Unit) {
    val words = LocalWords.current
    var text by rememberSaveable { mutableStateOf("") }
    Section(words.notes)
    state.notes.forEach { note ->
        Card {
            Text(note.text, style = type.body)
            Text(note.by, style = type.small, color = palette.quiet)
        }
    }
    Field(words.writeNote, text, "note", isSingleLine = false) { text = it }
    if (text.isNotBlank()) SideButton(words.save) {
        on(JobEvent.AddNote(text))
        text = ""
    }
}
