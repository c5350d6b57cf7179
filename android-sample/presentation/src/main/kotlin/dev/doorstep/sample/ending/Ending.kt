package dev.doorstep.sample.ending

import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.EndOfVisit
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Outcome
import dev.doorstep.ffi.Rejection
import dev.doorstep.ffi.Template
import dev.doorstep.ffi.VisitOutcome
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.WhyNot
import dev.doorstep.sample.steps.Option
import dev.doorstep.sample.words.chooseFirst
import dev.doorstep.sample.words.reasonFirst
import java.util.Locale

/** How a visit ends, and what stands against ending it so. */
data class EndingState(
    val customer: String,
    val endings: List<Option>,
    /** What is missing for the chosen ending, each with its place; null as long as none is chosen. */
    val missing: List<WhyNot>?,
    val reasonTitle: String?,
    val reasons: List<Option>,
    val isFree: Boolean,
    /** Whether somebody must take care of what remains. */
    val needsPerson: Boolean,
    val me: String,
)

sealed interface EndingEvent {
    data class Choose(val outcome: String) : EndingEvent

    data class Reason(val reason: String) : EndingEvent

    data class Open(val place: Place) : EndingEvent

    /** Ends it, with a reason in own words or the chosen one. */
    data class End(val ownReason: String, val person: String) : EndingEvent
}

class EndingPresenter(desk: Desk, case: String, private val visit: String) :
    JobPresenter<EndingState, EndingEvent>(desk, case) {
    private var outcome: String? = null
    private var reason: String? = null
    private lateinit var template: Template

    override suspend fun read(job: Job): EndingState {
        template = desk.doorstep.jobs { template(case) }
        val missing = outcome?.let { outcome ->
            desk.whyNot(case, visit, outcome, desk.doorstep.jobs { whyNot(case, visit, outcome) })
        }
        val list = template.reasons.find { it.reasonFor == outcome }
        return EndingState(
            customer = job.head.customer,
            endings = template.endings.filter { it.id in IN_ORDER }.sortedBy { IN_ORDER.indexOf(it.id) }
                .map { Option(it.id, it.title, it.id == outcome) },
            missing = missing,
            reasonTitle = list?.title,
            reasons = list?.reasons.orEmpty().map { Option(it.id, it.title, it.id == reason) },
            isFree = outcome in WITH_REASON && list?.isFree ?: true,
            needsPerson = outcome == "unfinished",
            me = desk.me()?.user.orEmpty(),
        )
    }

    override suspend fun act(event: EndingEvent) {
        when (event) {
            is EndingEvent.Choose -> {
                outcome = event.outcome
                reason = null
            }
            is EndingEvent.Reason -> reason = event.reason
            is EndingEvent.Open -> desk.navigator.open(event.place)
            is EndingEvent.End -> end(event)
        }
    }

    private suspend fun end(event: EndingEvent.End) {
        val outcome = outcome ?: return desk.tell(desk.words.chooseFirst)
        val reason = event.ownReason.trim().ifEmpty { null } ?: reason
        if (outcome in WITH_REASON && reason == null) return desk.tell(desk.words.reasonFirst)
        val person = event.person.trim().ifEmpty { null }.takeIf { outcome == "unfinished" }
        val isEnded = desk.guarded(case, visit, outcome) {
            settle(outcome, reason)
            val end = EndOfVisit(word(outcome) ?: VisitOutcome.UNFINISHED, reason.takeIf { outcome != "done" }, person)
            val seen = version()
            desk.doorstep.visits { endVisit(case, seen, visit, end) }
        }
        if (isEnded) desk.navigator.open(Place.JobPage(case))
    }

    /** The job itself: completed, or declined with its quote. It may be so already, if the visit could not end then. */
    private suspend fun settle(outcome: String, reason: String?) {
        if (job.state.outcome !is Outcome.Open) return
        when (outcome) {
            "done" -> desk.doorstep.visits { complete(case, job.version, visit) }
            "declined" -> {
                val quote = job.quotes.lastOrNull { it.offer != null } ?: job.quotes.lastOrNull()
                val missing = desk.doorstep.jobs { whyNot(case, visit, outcome) }
                if (quote == null || missing.isNotEmpty()) {
                    throw DoorstepException.Rejected(Rejection.Missing(missing))
                }
                desk.doorstep.visits { decline(case, job.version, visit, quote.id, reason.orEmpty()) }
            }
        }
    }

    private suspend fun version() = desk.doorstep.jobs { job(case) }.version

    private fun word(outcome: String) = VisitOutcome.entries.find { it.name == outcome.uppercase(Locale.ROOT) }

    private companion object {
        /** The good end first. */
        val IN_ORDER = listOf("done", "unfinished", "absent", "declined")
        val WITH_REASON = listOf("absent", "declined", "unfinished")
    }
}
