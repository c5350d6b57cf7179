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
import dev.doorstep.sample.differences.DifferencesEvent
import dev.doorstep.sample.differences.DifferencesState
import dev.doorstep.sample.differences.Story
import dev.doorstep.sample.followup.FollowUpEvent
import dev.doorstep.sample.followup.FollowUpRow
import dev.doorstep.sample.followup.FollowUpsState
import dev.doorstep.sample.followup.GoOnEvent
import dev.doorstep.sample.followup.GoOnState
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.bothKept
import dev.doorstep.sample.words.changedMeanwhile
import dev.doorstep.sample.words.differences
import dev.doorstep.sample.words.dissatisfied
import dev.doorstep.sample.words.followUps
import dev.doorstep.sample.words.goOn
import dev.doorstep.sample.words.gotIt
import dev.doorstep.sample.words.linked
import dev.doorstep.sample.words.noDifferences
import dev.doorstep.sample.words.noFollowUps
import dev.doorstep.sample.words.notReached
import dev.doorstep.sample.words.nothingFollows
import dev.doorstep.sample.words.satisfied
import dev.doorstep.sample.words.whatHappened
import dev.doorstep.sample.words.whyDissatisfied

@Composable
fun DifferencesScreen(state: DifferencesState, on: (DifferencesEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(words.differences, state.customer, back) {
        if (state.stories.isEmpty() && state.notices.isEmpty()) Empty(words.noDifferences)
        state.stories.forEach { StoryCard(it, on) }
        if (state.notices.isNotEmpty()) Section(words.changedMeanwhile)
        state.notices.forEach { notice ->
            Card {
                Text(notice.title, style = type.strong)
                notice.sides.forEach { Text(it, style = type.body) }
                SideButton(words.gotIt, Modifier.fillMaxWidth()) { on(DifferencesEvent.Read(notice.id)) }
            }
        }
    }
}

/** Two people wrote something different: told as a story, decided with one tap. */
@Composable
private fun StoryCard(story: Story, on: (DifferencesEvent) -> Unit) {
    val words = LocalWords.current
    Card(border = palette.attention) {
        Text(story.title, style = type.strong)
        story.sides.forEach { Text(it, style = type.body) }
        val decided = story.decided
        if (decided != null) Row(verticalAlignment = Alignment.CenterVertically) {
            Text(decided, Modifier.weight(1f), style = type.strongLabel, color = palette.good)
            SideButton(words.undo) { on(DifferencesEvent.Undo(story.id)) }
        } else {
            Text(words.bothKept, style = type.label, color = palette.quiet)
            story.choices.forEachIndexed { index, choice ->
                SideButton(choice, Modifier.fillMaxWidth()) { on(DifferencesEvent.Choose(story.id, index)) }
            }
        }
    }
}

@Composable
fun FollowUpsScreen(state: FollowUpsState, on: (FollowUpEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(words.followUps, null, back) {
        if (state.tasks.isEmpty()) Empty(words.noFollowUps)
        state.tasks.forEach { FollowUpCard(it, on) }
    }
}

@Composable
private fun FollowUpCard(task: FollowUpRow, on: (FollowUpEvent) -> Unit) {
    val words = LocalWords.current
    var why by rememberSaveable { mutableStateOf("") }
    var isDissatisfied by rememberSaveable { mutableStateOf(false) }
    Card {
        Text(task.title, style = type.strong)
        Text("${task.customer} · ${task.address}", style = type.body)
        task.due?.let { ToneLine(it) }
        Flow {
            SideButton(words.satisfied) { on(FollowUpEvent.Satisfied(task.id)) }
            SideButton(words.dissatisfied, tone = Tone.ATTENTION) { isDissatisfied = true }
            SideButton(words.notReached) { on(FollowUpEvent.NotReached(task.id)) }
            SideButton(words.show) { on(FollowUpEvent.Open(task.id)) }
        }
        if (isDissatisfied) {
            Field(words.whyDissatisfied, why, "why", isSingleLine = false) { why = it }
            SideButton(words.save) { on(FollowUpEvent.Dissatisfied(task.id, why)) }
        }
    }
}

@Composable
fun GoOnScreen(state: GoOnState, on: (GoOnEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    var report by rememberSaveable { mutableStateOf("") }
    Page(words.goOn, state.customer, back) {
        if (state.kinds.isEmpty()) Empty(words.nothingFollows)
        else Field(words.whatHappened, report, "report", isSingleLine = false) { report = it }
        state.kinds.forEach { (rule, title) ->
            SideButton(title, Modifier.fillMaxWidth()) { on(GoOnEvent.Begin(rule, report)) }
        }
        if (state.linked.isNotEmpty()) Section(words.linked)
        state.linked.forEach { link ->
            SideButton(link.words, Modifier.fillMaxWidth()) { on(GoOnEvent.Open(link.case)) }
        }
    }
}
