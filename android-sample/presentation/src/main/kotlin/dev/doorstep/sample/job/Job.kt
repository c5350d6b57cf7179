package dev.doorstep.sample.job

import dev.doorstep.ffi.ChecklistPhase
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Phase
import dev.doorstep.ffi.Signature
import dev.doorstep.ffi.SignatureNow
import dev.doorstep.ffi.Step
import dev.doorstep.ffi.StepState
import dev.doorstep.ffi.TimerState
import dev.doorstep.ffi.Visit
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.photos.smallPicture
import dev.doorstep.sample.steps.PhaseTab
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.arrived
import dev.doorstep.sample.words.changedMeanwhile
import dev.doorstep.sample.words.continueWork
import dev.doorstep.sample.words.endVisit
import dev.doorstep.sample.words.nextStep
import dev.doorstep.sample.words.noWindow
import dev.doorstep.sample.words.nothingLeft
import dev.doorstep.sample.words.packMissing
import dev.doorstep.sample.words.phase
import dev.doorstep.sample.words.seal
import dev.doorstep.sample.words.setOut
import dev.doorstep.sample.words.showReport
import dev.doorstep.sample.words.unlike
import dev.doorstep.sample.words.updateNeeded
import dev.doorstep.sample.words.visit
import java.util.Locale

/** One job: who and where, the clock that matters, how far the visit is, and the one thing to do next. */
data class JobState(
    val case: String,
    val visit: String,
    val number: String,
    val customer: String,
    val phone: String?,
    val address: String,
    val what: String,
    val window: String,
    val state: Chip,
    val delivery: Chip,
    val clock: Chip?,
    val visits: List<VisitTab>,
    val strips: List<Strip>,
    val phases: List<PhaseTab>,
    val next: String?,
    val main: MainAction,
    val notes: List<NoteRow>,
    /** The small pictures of the visit's photos, the newest first. */
    val photos: List<String>,
    val photoCount: Int,
    /** What is still to pay, if something is. */
    val due: String?,
    val seals: List<String>,
    val canGoOn: Boolean,
    /** The visit can be ended, and that is not the main action already. */
    val canEnd: Boolean,
)

data class VisitTab(val visit: String, val words: String, val isShown: Boolean)

/** A line that asks for attention, and what a tap on it does. */
data class Strip(val tone: Tone, val words: String, val opens: Place?)

data class NoteRow(val id: String, val text: String, val by: String)

/** The one main action, in the bar under the thumb. */
data class MainAction(val words: String, val event: JobEvent)

sealed interface JobEvent {
    data class ShowVisit(val visit: String) : JobEvent

    data class Enter(val phase: Phase) : JobEvent

    data class OpenStep(val step: String?) : JobEvent

    data class OpenPhase(val phase: String) : JobEvent

    data class AddNote(val text: String) : JobEvent

    data class Open(val place: Place) : JobEvent

    data object Call : JobEvent

    data object Map : JobEvent

    data object EndVisit : JobEvent

    data object Quote : JobEvent

    data object Payments : JobEvent

    data object Photos : JobEvent

    data object Report : JobEvent

    data object GoOn : JobEvent
}

class JobPagePresenter(desk: Desk, case: String, private var shownVisit: String?) :
    JobPresenter<JobState, JobEvent>(desk, case) {
    private var steps: List<Step> = emptyList()

    override suspend fun read(job: Job): JobState {
        val (words, now) = desk.words to desk.platform.nowMs()
        val visit = visitOf(shownVisit)
        val site = SiteClock(job.head.timeZone)
        val phases = readChecklist(visit)
        val photos = job.photos.filter { it.visit == visit.id }.sortedByDescending { it.at }
        val accepted = job.quotes.lastOrNull { it.offer?.isAccepted == true }
        val next = steps.firstOrNull { it.isRequired && it.state == StepState.Open }
        val main = mainAction(visit, next)
        return JobState(
            case = case,
            visit = visit.id,
            number = job.head.number,
            customer = job.head.customer,
            phone = job.head.phone,
            address = job.head.address,
            what = job.head.report,
            window = visit.appointment?.let { site.moment(it.start, now, words) } ?: words.noWindow,
            state = words.phase(visit.phase.name.lowercase(Locale.ROOT)),
            delivery = words.delivery(job.outbox.delivery),
            clock = clock(visit),
            visits = tabs(visit),
            strips = strips(),
            phases = marks(phases, next),
            next = next?.let { words.nextStep(it.title) } ?: words.nothingLeft.takeIf { steps.isNotEmpty() },
            main = main,
            notes = job.notes.filter { !it.isDeleted }.map { NoteRow(it.id, it.text, it.authors.joinToString()) },
            photos = photos.take(SHOWN_PHOTOS).mapNotNull { desk.smallPicture(case, it) },
            photoCount = photos.size,
            due = accepted?.account?.due?.takeIf { it.minor > 0 }?.words,
            seals = job.signatures.map { words.seal(it.signer.name, site.moment(it.at, now, words)) },
            canGoOn = job.onward.isNotEmpty() || job.links.isNotEmpty(),
            canEnd = visit.phase != Phase.ENDED && main.event != JobEvent.EndVisit,
        )
    }

    private suspend fun readChecklist(visit: Visit): List<ChecklistPhase> {
        if (!job.hasPack) return emptyList()
        val checklist = desk.doorstep.jobs { checklist(case, visit.id, "done") }
        steps = checklist.steps
        return checklist.phases.filter { phase ->
            checklist.steps.any { it.phase == phase.id && it.state !in listOf(StepState.Hidden, StepState.NotApplicable) }
        }
    }

    private fun marks(phases: List<ChecklistPhase>, next: Step?) =
        phases.map { PhaseTab(it.id, it.title, it.done.toInt(), it.required.toInt(), it.id == next?.phase) }

    private fun tabs(shown: Visit) = job.state.visits.takeIf { it.size > 1 }.orEmpty()
        .map { VisitTab(it.id, desk.words.visit(it.number.toInt()), it.id == shown.id) }

    /** The clock that matters: of those that run, the one that is due first. */
    private suspend fun clock(visit: Visit): Chip? {
        val timers = desk.doorstep.jobs { timers(case) }
        val running = timers.timers.filter { it.state == TimerState.RUNNING && it.visit in listOf(null, visit.id) }
        val first = running.filter { it.due != null && it.remainingMs != null }.minByOrNull { it.due!! } ?: return null
        val minutes = first.remainingMs!! / 60_000
        val isWarned = first.warn?.let { it <= timers.now } ?: (minutes < 10)
        val (tone, words) = when {
            minutes < 0 -> Tone.BAD to desk.words.late(-minutes)
            else -> (if (isWarned) Tone.ATTENTION else Tone.QUIET) to desk.words.dueIn(minutes)
        }
        return Chip(tone, "${first.title} · $words")
    }

    private fun strips(): List<Strip> {
        val words = desk.words
        val unlike = job.conflicts.size + job.state.decisions.size
        return listOfNotNull(
            words.updateNeeded.takeIf { job.state.isUpdateRequired }?.let { Strip(Tone.BAD, it, null) },
            words.packMissing.takeIf { !job.hasPack }?.let { Strip(Tone.ATTENTION, it, null) },
            job.stuck?.let { Strip(Tone.BAD, it, null) },
            unlike.takeIf { it > 0 }?.let { Strip(Tone.ATTENTION, words.unlike(it), Place.Differences(case)) },
            job.notices.firstOrNull()?.let { Strip(Tone.ATTENTION, words.changedMeanwhile, Place.Differences(case)) },
        ) + job.signatures.mapNotNull(::changedSinceSigned)
    }

    private fun changedSinceSigned(signature: Signature): Strip? {
        val changed = signature.now as? SignatureNow.Changed ?: return null
        val quote = job.quotes.firstOrNull()?.id
        return Strip(Tone.ATTENTION, changed.change.headline, Place.Sign(case, signature.visit, signature.role, quote))
    }

    private fun mainAction(visit: Visit, next: Step?): MainAction {
        val words = desk.words
        return when (visit.phase) {
            Phase.PLANNED -> MainAction(words.setOut, JobEvent.Enter(Phase.TRAVELLING))
            Phase.TRAVELLING -> MainAction(words.arrived, JobEvent.Enter(Phase.ARRIVED))
            Phase.ARRIVED, Phase.WORKING -> when {
                next == null && steps.isNotEmpty() -> MainAction(words.endVisit, JobEvent.EndVisit)
                else -> MainAction(words.continueWork, JobEvent.OpenStep(next?.path))
            }
            Phase.ENDED -> MainAction(words.showReport, JobEvent.Report)
        }
    }

    override suspend fun act(event: JobEvent) {
        val visit = visitOf(shownVisit).id
        when (event) {
            is JobEvent.ShowVisit -> shownVisit = event.visit
            is JobEvent.Enter -> desk.guarded(case, visit, "done") {
                desk.doorstep.visits { enterPhase(case, job.version, visit, event.phase) }
            }
            is JobEvent.OpenStep -> desk.navigator.open(Place.Steps(case, visit, "done", event.step))
            is JobEvent.OpenPhase -> {
                val inPhase = steps.filter { it.phase == event.phase && it.state != StepState.Hidden }
                val first = inPhase.firstOrNull { it.state == StepState.Open } ?: inPhase.firstOrNull()
                desk.navigator.open(Place.Steps(case, visit, "done", first?.path))
            }
            is JobEvent.AddNote -> desk.doorstep.jobs { addNote(case, job.version, visit, event.text) }
            is JobEvent.Open -> desk.navigator.open(event.place)
            JobEvent.Call -> desk.platform.call(job.head.phone ?: throw DoorstepException.NotFound("phone"))
            JobEvent.Map -> desk.platform.showOnMap(job.head.address)
            JobEvent.EndVisit -> desk.navigator.open(Place.Ending(case, visit))
            JobEvent.Quote -> desk.navigator.open(Place.QuotePage(case, visit))
            JobEvent.Payments -> desk.navigator.open(Place.Payments(case, visit))
            JobEvent.Photos -> desk.navigator.open(Place.Photos(case, visit))
            JobEvent.Report -> desk.navigator.open(Place.Report(case))
            JobEvent.GoOn -> desk.navigator.open(Place.GoOn(case, visit))
        }
    }

    private companion object {
        const val SHOWN_PHOTOS = 4
    }
}
