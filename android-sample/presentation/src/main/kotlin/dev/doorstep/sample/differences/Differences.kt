package dev.doorstep.sample.differences

import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.AspectValue
import dev.doorstep.ffi.Conflict
import dev.doorstep.ffi.ConflictValue
import dev.doorstep.ffi.Field
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Notice
import dev.doorstep.ffi.OpenDecision
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.chosen
import dev.doorstep.sample.words.counts
import dev.doorstep.sample.words.empty
import dev.doorstep.sample.words.no
import dev.doorstep.sample.words.notes
import dev.doorstep.sample.words.quote
import dev.doorstep.sample.words.struckOut
import dev.doorstep.sample.words.wrote
import dev.doorstep.sample.words.yes
import java.util.Locale
import kotlin.time.Duration.Companion.seconds

/** Where two people wrote something different: both are kept, and somebody says which one counts. */
data class DifferencesState(val customer: String, val stories: List<Story>, val notices: List<Story>)

/** One difference, told as a story. While [decided] is set it can still be undone. */
data class Story(val id: String, val title: String, val sides: List<String>, val choices: List<String>, val decided: String?)

sealed interface DifferencesEvent {
    data class Choose(val story: String, val choice: Int) : DifferencesEvent

    data class Undo(val story: String) : DifferencesEvent

    data class Read(val notice: String) : DifferencesEvent
}

class DifferencesPresenter(desk: Desk, case: String) :
    JobPresenter<DifferencesState, DifferencesEvent>(desk, case) {
    private var titles: Map<String, String> = emptyMap()

    override suspend fun read(job: Job): DifferencesState {
        if (job.hasPack) {
            val steps = desk.doorstep.jobs { checklist(case, visitOf(null).id, "done") }.steps
            titles = steps.associate { it.id to it.title }
        }
        return DifferencesState(
            customer = job.head.customer,
            stories = job.conflicts.map { story(it) } + job.state.decisions.map { story(it) },
            notices = job.notices.map { story(it) },
        )
    }

    private fun story(conflict: Conflict): Story {
        val sides = conflict.values.map { desk.words.wrote(it.by, said(it), at(it.at)) }
        return story(id(conflict), title(conflict.field), sides, conflict.values.map { said(it) })
    }

    private fun story(decision: OpenDecision): Story {
        val sides = decision.candidates.map { desk.words.wrote(it.by, said(it.value), at(it.at)) }
        val title = decision.aspect::class.simpleName.orEmpty()
        return story(id(decision), title, sides, decision.candidates.map { said(it.value) })
    }

    private fun story(notice: Notice) = Story(
        id = notice.fact,
        title = notice.aspect,
        sides = listOf(
            desk.words.wrote(notice.wasBy, notice.was, ""),
            desk.words.wrote(notice.becameBy, notice.became, at(notice.madeAt)),
        ),
        choices = emptyList(),
        decided = null,
    )

    private fun story(id: String, title: String, sides: List<String>, values: List<String>) = Story(
        id, title, sides, values.map(desk.words::counts),
        decided = desk.decisions.chosen("$case/$id")?.let { desk.words.chosen(values[it]) },
    )

    private fun id(conflict: Conflict) = conflict.values.joinToString("+") { it.change }

    private fun id(decision: OpenDecision) = decision.candidates.joinToString("+") { it.fact }

    private fun at(ms: Long) = SiteClock(job.head.timeZone).moment(ms, desk.platform.nowMs(), desk.words)

    private fun title(field: Field): String = when (field) {
        is Field.Answer -> field.key.substringAfter('/').substringBefore('#').let { titles[it] ?: it }
        is Field.Line -> desk.words.quote
        is Field.NoteText, is Field.NoteVisit, is Field.NoteDeleted -> desk.words.notes
        is Field.Correction -> field.name
    }

    private fun said(value: ConflictValue): String {
        val words = when (val said = value.value) {
            is AnswerValue.Text -> said.value
            is AnswerValue.Int -> said.value.toString()
            is AnswerValue.Bool -> if (said.value) desk.words.yes else desk.words.no
            null -> desk.words.empty
        }
        return if (value.field is Field.NoteDeleted) "$words (${desk.words.struckOut})" else words
    }

    private fun said(value: AspectValue): String = when (value) {
        is AspectValue.Appointment -> at(value.start)
        is AspectValue.Assignment -> value.users.joinToString()
        is AspectValue.Yes -> if (value.yes) desk.words.yes else desk.words.no
        is AspectValue.Phase -> value.phase.name.lowercase(Locale.ROOT)
        is AspectValue.Outcome -> value.outcome::class.simpleName.orEmpty()
        is AspectValue.Chosen -> value.quote
        is AspectValue.Pin -> value.priceBook
        is AspectValue.Pack -> value.pack
    }

    override suspend fun act(event: DifferencesEvent) = when (event) {
        is DifferencesEvent.Choose -> choose(event)
        is DifferencesEvent.Undo -> desk.decisions.undo("$case/${event.story}")
        is DifferencesEvent.Read -> {
            desk.doorstep.jobs { acknowledgeNotice(case, job.version, event.notice) }
            Unit
        }
    }

    /** It counts in ten seconds, unless it is undone; also if somebody leaves the screen before. */
    private fun choose(event: DifferencesEvent.Choose) {
        val conflict = job.conflicts.find { id(it) == event.story }
        val decision = job.state.decisions.find { id(it) == event.story }
        desk.decisions.choose("$case/${event.story}", event.choice, UNDO_FOR) {
            val seen = desk.doorstep.jobs { job(case) }.version
            desk.doorstep.jobs {
                conflict?.let { resolveConflict(case, seen, it, it.values[event.choice]) }
                decision?.let { decide(case, seen, it.candidates[event.choice].fact) }
            }
        }
    }

    private companion object {
        val UNDO_FOR = 10.seconds
    }
}
