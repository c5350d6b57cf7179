package dev.doorstep.sample.screens

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material.icons.filled.Settings
import androidx.compose.material3.IconButton
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
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import dev.doorstep.sample.today.JobRow
import dev.doorstep.sample.today.TodayEvent
import dev.doorstep.sample.today.TodayState
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.airplane
import dev.doorstep.sample.words.done_
import dev.doorstep.sample.words.emergency
import dev.doorstep.sample.words.followUps
import dev.doorstep.sample.words.noJobs
import dev.doorstep.sample.words.nothingFound
import dev.doorstep.sample.words.search
import dev.doorstep.sample.words.sendNow
import dev.doorstep.sample.words.settings
import dev.doorstep.sample.words.today

private const val SEARCH_FROM = 8

@Composable
fun TodayScreen(state: TodayState, on: (TodayEvent) -> Unit) {
    val words = LocalWords.current
    Column(Modifier.fillMaxSize().background(palette.page)) {
        Head(words.today, listOf(state.day, state.name).filter { it.isNotEmpty() }.joinToString(" · "), null) {
            IconButton({ on(TodayEvent.Settings) }, Modifier.size(Space.target)) {
                Glyph(Icons.Filled.Settings, words.settings, 24.sp, palette.quiet)
            }
        }
        DeliveryLine(state, on)
        LazyColumn(
            Modifier.fillMaxSize(),
            contentPadding = PaddingValues(Space.l),
            verticalArrangement = Arrangement.spacedBy(Space.m),
        ) {
            if (state.followUps > 0) item {
                SideButton("${words.followUps} · ${state.followUps}", Modifier.fillMaxWidth()) { on(TodayEvent.FollowUps) }
            }
            if (state.search.isNotEmpty() || state.open.size + state.finished.size > SEARCH_FROM) item { Search(state, on) }
            items(state.open, key = { it.case }) { JobCard(it, on) }
            if (state.open.isEmpty() && state.finished.isEmpty()) item {
                Empty(if (state.search.isEmpty()) words.noJobs else words.nothingFound)
            }
            if (state.finished.isNotEmpty()) item { Section(words.done_) }
            items(state.finished, key = { it.case }) { JobCard(it, on) }
            if (state.hasMore) item { SideButton("…", Modifier.fillMaxWidth()) { on(TodayEvent.More) } }
        }
    }
}

/** One calm line: is my work safe? A tap sends and fetches. */
@Composable
private fun DeliveryLine(state: TodayState, on: (TodayEvent) -> Unit) {
    val words = LocalWords.current
    Column(Modifier.fillMaxWidth().background(palette.ground(state.delivery.tone))) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = Space.target).clickable { on(TodayEvent.SendNow) }
                .padding(horizontal = Space.l, vertical = Space.s),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            ToneLine(state.delivery, Modifier.weight(1f).testTag("delivery"))
            Glyph(Icons.Filled.Refresh, words.sendNow, 20.sp, palette.quiet)
        }
        val more = listOfNotNull(words.airplane.takeIf { state.isAirplane }, state.trouble)
        more.forEach {
            Text(it, Modifier.padding(Space.l, 0.dp, Space.l, Space.s), style = type.label, color = palette.attention)
        }
    }
    Hairline()
}

@Composable
private fun Search(state: TodayState, on: (TodayEvent) -> Unit) {
    var text by rememberSaveable { mutableStateOf(state.search) }
    Field(LocalWords.current.search, text, "search") {
        text = it
        on(TodayEvent.Search(it))
    }
}

@Composable
private fun JobCard(job: JobRow, on: (TodayEvent) -> Unit) {
    val words = LocalWords.current
    Card(Modifier.testTag("job"), onClick = { on(TodayEvent.Open(job.case)) }) {
        Ends(
            {
                Text(job.time, style = type.title)
                job.day?.let { Text(it, style = type.label, color = palette.quiet) }
                job.clock?.let { Text(it.words, style = type.strongLabel, color = palette.of(it.tone)) }
            },
            { ChipView(job.state) },
        )
        Text(job.what, style = type.strong, maxLines = 2, overflow = TextOverflow.Ellipsis)
        Text("${job.customer} · ${job.address}", style = type.body, maxLines = 2, overflow = TextOverflow.Ellipsis)
        Ends(
            {
                if (job.isEmergency) ChipView(Chip(Tone.BAD, words.emergency))
                Box(Modifier.size(8.dp).clip(CircleShape).background(palette.of(job.readiness.tone)))
                Text(job.readiness.words, style = type.label, color = palette.quiet)
            },
            { Text(job.number, style = type.label, color = palette.quiet) },
        )
    }
}
