package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.onPlaced
import androidx.compose.ui.layout.positionInParent
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.steps.PhaseTab

/** The rail of phases, with what is done in each. The one that is shown is always in sight, and a bit of the one before it. */
@Composable
internal fun PhaseRail(phases: List<PhaseTab>, modifier: Modifier = Modifier, inset: Dp = 0.dp, open: (String) -> Unit) {
    val scroll = rememberScrollState()
    val places = remember { mutableStateMapOf<String, Int>() }
    val before = with(LocalDensity.current) { Space.target.roundToPx() }
    val shownAt = phases.find { it.isShown }?.let { places[it.id] }
    LaunchedEffect(shownAt) { if (shownAt != null) scroll.animateScrollTo((shownAt - before).coerceAtLeast(0)) }
    Row(
        modifier.horizontalScroll(scroll).padding(inset, if (inset > 0.dp) Space.s else 0.dp),
        horizontalArrangement = Arrangement.spacedBy(Space.s),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        phases.forEach { phase ->
            PhaseMark(phase, Modifier.onPlaced { places[phase.id] = it.positionInParent().x.toInt() }) { open(phase.id) }
        }
    }
}

/** A phase: its name, and how many of its steps are done. */
@Composable
private fun PhaseMark(phase: PhaseTab, modifier: Modifier, onClick: () -> Unit) {
    val isDone = phase.required > 0 && phase.done == phase.required
    val colour = if (phase.isShown) palette.accent else if (isDone) palette.good else palette.quiet
    Column(
        modifier.testTag("phase").heightIn(min = Space.target).clip(Rounded)
            .background(if (phase.isShown) palette.accent.copy(alpha = 0.12f) else palette.sunken)
            .clickable(onClick = onClick).padding(horizontal = Space.m, vertical = Space.xs),
        horizontalAlignment = Alignment.CenterHorizontally,
        verticalArrangement = Arrangement.Center,
    ) {
        Text(phase.title, style = type.strongLabel, color = colour)
        Row(verticalAlignment = Alignment.CenterVertically) {
            if (isDone) {
                Glyph(Icons.Filled.CheckCircle, null, 12.sp, palette.good)
                Spacer(Modifier.width(Space.xs))
            }
            Text(if (phase.required == 0) "·" else "${phase.done}/${phase.required}", style = type.small, color = colour)
        }
    }
}
