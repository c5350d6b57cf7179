package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Lock
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.steps.Mark
import dev.doorstep.sample.steps.StepEvent
import dev.doorstep.sample.steps.StepRow
import dev.doorstep.sample.steps.StepsState
import dev.doorstep.sample.words.endVisit
import dev.doorstep.sample.words.sameSpot
import dev.doorstep.sample.words.takePhoto

@Composable
fun StepsScreen(state: StepsState, on: (StepEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    val now = state.phases.find { it.isShown }
    Page(
        now?.title.orEmpty(), state.customer, back,
        pinned = {
            PhaseRail(state.phases, Modifier.fillMaxWidth().background(palette.surface), Space.l) {
                on(StepEvent.ShowPhase(it))
            }
            Hairline()
        },
        bottom = {
            val next = state.nextPhase
            if (next == null) MainButton(words.endVisit) { on(StepEvent.EndVisit) }
            else MainButton(next.title) { on(StepEvent.ShowPhase(next.id)) }
        },
    ) {
        state.steps.forEach { step -> key(step.path) { StepCard(step, on) } }
    }
}

/** One step: what it is, what it is missing, and what can be done. */
@Composable
private fun StepCard(step: StepRow, on: (StepEvent) -> Unit) {
    Card(Modifier.testTag(step.path), border = if (step.isSought) palette.accent else palette.hairline) {
        Row(verticalAlignment = Alignment.Top) {
            Column(Modifier.weight(1f)) {
                step.of?.let { Text(it, style = type.strongLabel, color = palette.accent) }
                Text(step.title, style = type.strong)
            }
            Spacer(Modifier.width(Space.s))
            when (step.mark) {
                Mark.DONE -> Glyph(Icons.Filled.CheckCircle, LocalWords.current.done, 24.sp, palette.good)
                Mark.LOCKED -> Glyph(Icons.Filled.Lock, LocalWords.current.notYet, 20.sp, palette.quiet)
                Mark.OPEN, Mark.NOT_APPLICABLE -> Unit
            }
        }
        step.help?.let { Text(it, style = type.label, color = palette.quiet) }
        ControlView(step, on)
        Photos(step, on)
        step.why.forEach {
            Text(
                it, style = type.label,
                color = if (step.mark ==
                    Mark.LOCKED
                ) palette.quiet else palette.attention,
            )
        }
    }
}

/** Photo evidence, taken in place, with a count. */
@Composable
private fun Photos(step: StepRow, on: (StepEvent) -> Unit) {
    val words = LocalWords.current
    step.photos.forEach { need ->
        need.same?.let { before ->
            Text(words.sameSpot, style = type.label, color = palette.attention)
            PictureView(before, Modifier.size(112.dp, 84.dp))
        }
        Row(verticalAlignment = Alignment.CenterVertically) {
            if (need.words.isNotEmpty()) {
                val colour = if (need.isEnough) palette.good else palette.quiet
                Text(need.words, Modifier.weight(1f), style = type.label, color = colour)
            }
            SideButton(words.takePhoto) { on(StepEvent.Photo(step.path, need.role, need.pair)) }
        }
    }
}
