package dev.doorstep.sample.followup

import dev.doorstep.ffi.FollowUpChannel
import dev.doorstep.ffi.FollowUpResult
import dev.doorstep.ffi.FollowUpTask
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Satisfaction
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.created
import dev.doorstep.sample.words.outcome
import dev.doorstep.sample.words.overdue

/** Customers who wait for a call. */
data class FollowUpsState(val tasks: List<FollowUpRow>)

data class FollowUpRow(
    val id: String,
    val customer: String,
    val address: String,
    val number: String,
    val title: String,
    val due: Chip?,
    val attempts: Int,
)

sealed interface FollowUpEvent {
    data class NotReached(val id: String) : FollowUpEvent

    data class Satisfied(val id: String) : FollowUpEvent

    data class Dissatisfied(val id: String, val why: String) : FollowUpEvent

    data class Open(val id: String) : FollowUpEvent
}

class FollowUpsPresenter(desk: Desk) : Presenter<FollowUpsState, FollowUpEvent>(desk) {
    private var tasks: List<FollowUpTask> = emptyList()

    override suspend fun read(): FollowUpsState {
        tasks = desk.doorstep.around { followUps(MOST) }
        return FollowUpsState(tasks.map(::row))
    }

    private fun row(task: FollowUpTask): FollowUpRow {
        val now = desk.platform.nowMs()
        val due = task.dueAt?.let {
            val moment = SiteClock(task.timeZone).moment(it, now, desk.words)
            Chip(if (it < now) Tone.BAD else Tone.QUIET, desk.words.overdue(it < now, moment))
        }
        return FollowUpRow(id(task), task.customer, task.address, task.number, task.title, due, task.attempts.toInt())
    }

    private fun id(task: FollowUpTask) = "${task.visit}/${task.task}"

    override suspend fun act(event: FollowUpEvent) = when (event) {
        is FollowUpEvent.NotReached -> record(event.id, isReached = false, Satisfaction.NOT_SAID, null)
        is FollowUpEvent.Satisfied -> record(event.id, isReached = true, Satisfaction.SATISFIED, null)
        is FollowUpEvent.Dissatisfied -> record(event.id, isReached = true, Satisfaction.DISSATISFIED, event.why)
        is FollowUpEvent.Open -> tasks.find { id(it) == event.id }
            ?.let { desk.navigator.open(Place.JobPage(it.case)) } ?: Unit
    }

    private suspend fun record(id: String, isReached: Boolean, satisfied: Satisfaction, why: String?) {
        val task = tasks.find { id(it) == id } ?: return
        val result = FollowUpResult(task.task, FollowUpChannel.PHONE, isReached, satisfied, reason = why?.ifBlank { null })
        val seen = desk.doorstep.jobs { job(task.case) }.version
        desk.doorstep.around { followUp(task.case, seen, task.visit, result) }
    }

    private companion object {
        const val MOST = 100u
    }
}

/** What follows from a job: a complaint, a rework, another service, as the pack links them. */
data class GoOnState(val customer: String, val kinds: List<Pair<String, String>>, val linked: List<LinkedRow>)

data class LinkedRow(val case: String, val words: String)

sealed interface GoOnEvent {
    data class Begin(val rule: String, val report: String) : GoOnEvent

    data class Open(val case: String) : GoOnEvent
}

class GoOnPresenter(desk: Desk, case: String) : JobPresenter<GoOnState, GoOnEvent>(desk, case) {
    override suspend fun read(job: Job) = GoOnState(
        customer = job.head.customer,
        kinds = job.onward.map { it.rule to it.title },
        linked = job.links.map { link ->
            val outcome = link.outcome?.let { desk.words.outcome(it)?.words }
            LinkedRow(link.case, listOfNotNull(link.number, link.caseKind, outcome).joinToString(" · "))
        },
    )

    override suspend fun act(event: GoOnEvent) {
        when (event) {
            is GoOnEvent.Open -> desk.navigator.open(Place.JobPage(event.case))
            is GoOnEvent.Begin -> {
                val me = listOfNotNull(desk.me()?.user)
                val order = desk.doorstep.visits {
                    followOn(case, job.version, event.rule, event.report.trim().ifEmpty { null }, me)
                }
                desk.tell(desk.words.created)
                desk.navigator.open(Place.JobPage(order.order))
            }
        }
    }
}
