package dev.doorstep.sample.steps

import dev.doorstep.ffi.Answer
import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.Checklist
import dev.doorstep.ffi.Consent
import dev.doorstep.ffi.ConsentWhat
import dev.doorstep.ffi.DoorMethod
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.MissingWhat
import dev.doorstep.ffi.NewCall
import dev.doorstep.ffi.NewCustody
import dev.doorstep.ffi.NewPartMove
import dev.doorstep.ffi.Person
import dev.doorstep.ffi.Phase
import dev.doorstep.ffi.PhotoCount
import dev.doorstep.ffi.Rating
import dev.doorstep.ffi.Step
import dev.doorstep.ffi.StepAnswer
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.StepState
import dev.doorstep.ffi.StockPlace
import dev.doorstep.ffi.Template
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.photos.smallPicture
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.photoCount
import kotlinx.coroutines.delay
import java.util.Locale
import kotlin.time.Duration.Companion.seconds

/** One phase of the checklist at a time, with what each step asks for. */
data class StepsState(
    val customer: String,
    val phases: List<PhaseTab>,
    val steps: List<StepRow>,
    /** The phase after this one, for the button under the thumb; null at the end. */
    val nextPhase: PhaseTab?,
)

/** @param outcome the ending that somebody has in mind: nobody home asks for other steps than a job well done. */
class StepsPresenter(desk: Desk, case: String, private val visit: String, private val outcome: String, step: String?) :
    JobPresenter<StepsState, StepEvent>(desk, case) {
    private var sought: String? = step
    private var phase: String? = null
    private lateinit var checklist: Checklist
    private lateinit var template: Template

    override suspend fun read(job: Job): StepsState {
        template = desk.doorstep.jobs { template(case) }
        checklist = desk.doorstep.jobs { checklist(case, visit, outcome) }
        val shown = checklist.steps.filter { it.state != StepState.Hidden && it.state != StepState.NotApplicable }
        val now = phase ?: shown.find { it.path == sought }?.phase ?: firstOpen(shown) ?: shown.firstOrNull()?.phase
        phase = now
        val tabs = checklist.phases.filter { tab -> shown.any { it.phase == tab.id } }
            .map { PhaseTab(it.id, it.title, it.done.toInt(), it.required.toInt(), it.id == now) }
        val controls = Controls(job, visitOf(visit), template, desk.words, desk.platform.nowMs())
        return StepsState(
            customer = job.head.customer,
            phases = tabs,
            steps = shown.filter { it.phase == now }.map { row(it, controls) },
            nextPhase = tabs.getOrNull(tabs.indexOfFirst { it.isShown } + 1),
        )
    }

    private fun firstOpen(steps: List<Step>) =
        steps.firstOrNull { it.isRequired && it.state == StepState.Open }?.phase

    private suspend fun row(step: Step, controls: Controls) = StepRow(
        path = step.path,
        title = step.title,
        of = step.instanceName,
        help = step.help,
        isRequired = step.isRequired,
        mark = when (step.state) {
            StepState.Done -> Mark.DONE
            is StepState.Locked -> Mark.LOCKED
            StepState.NotApplicable -> Mark.NOT_APPLICABLE
            StepState.Hidden, StepState.Open -> Mark.OPEN
        },
        why = (step.state as? StepState.Locked)?.reasons?.map { it.words }
            ?: if (step.isRequired && step.state != StepState.Done) step.missing.map { it.detail } else emptyList(),
        photos = photos(step),
        control = controls.of(step),
        isSought = step.path == sought,
    )

    /** A step that asks for photos without saying how many takes any. */
    private suspend fun photos(step: Step): List<PhotoNeed> {
        val counts = step.photos.map { need(it) }
        val isPhotoStep = template.steps.find { it.id == step.id }?.kind is StepKind.Photo
        return if (counts.isEmpty() && isPhotoStep) listOf(PhotoNeed("", null, isEnough = true, pair = null)) else counts
    }

    private suspend fun need(count: PhotoCount) = PhotoNeed(
        words = desk.words.photoCount(count.name, count.have.toInt(), count.need.toInt()),
        role = count.role,
        isEnough = count.have >= count.need,
        pair = count.unpaired.firstOrNull(),
        same = job.photos.find { it.blob == count.unpaired.firstOrNull() }?.let { desk.smallPicture(case, it) },
    )

    override suspend fun act(event: StepEvent) {
        when (event) {
            is StepEvent.ShowPhase -> {
                phase = event.phase
                sought = null
            }
            StepEvent.OpenQuote -> desk.navigator.open(Place.QuotePage(case, visit))
            is StepEvent.Sign -> desk.navigator.open(Place.Sign(case, visit, event.role, job.quotes.lastOrNull()?.id))
            StepEvent.EndVisit -> desk.navigator.open(Place.Ending(case, visit))
            else -> desk.guarded(case, visit, outcome) {
                if (!write(event)) record(event)
                answered(event)?.let { declareDone(it) }
            }
        }
    }

    /** The step that somebody answered, or gave evidence for. */
    private fun answered(event: StepEvent): String? = when (event) {
        is StepEvent.Tick -> event.path.takeIf { event.isTicked }
        is StepEvent.YesNo -> event.path
        is StepEvent.Choose -> event.path
        is StepEvent.Toggle -> event.path
        is StepEvent.Write -> event.path
        is StepEvent.Scan -> event.path
        is StepEvent.Photo -> event.path
        is StepEvent.TakeAlong -> event.path
        is StepEvent.GiveBack -> event.path
        is StepEvent.UsePart -> event.path
        else -> null
    }

    /** A step on which others wait is declared done with the answers that it relied on, once nothing else is missing. */
    private suspend fun declareDone(path: String) {
        val now = desk.doorstep.jobs { checklist(case, visit, outcome) }.steps.find { it.path == path } ?: return
        val isComplete = now.missing.isNotEmpty() && now.missing.all { it.what is MissingWhat.Confirmation }
        if (!isComplete || now.state is StepState.Locked) return
        val seen = desk.doorstep.jobs { job(case) }.version
        desk.doorstep.visits { finishStep(case, seen, visit, path) }
    }

    /** Answers, in the document. False if the event is none. */
    private suspend fun write(event: StepEvent): Boolean {
        when (event) {
            is StepEvent.Tick -> answer(event.path, AnswerValue.Bool(true).takeIf { event.isTicked })
            is StepEvent.YesNo -> answer(event.path, AnswerValue.Bool(event.value))
            is StepEvent.Choose -> answer(event.path, AnswerValue.Text(event.option))
            is StepEvent.Toggle -> {
                val key = Controls.optionKey(job, step(event.path), event.option)
                put(Answer(key, AnswerValue.Bool(event.isChosen)))
            }
            is StepEvent.Write -> writeText(event)
            is StepEvent.Scan -> desk.platform.scan()?.let { answer(event.path, AnswerValue.Text(it)) }
            is StepEvent.Add -> add(event)
            else -> return false
        }
        return true
    }

    private suspend fun answer(path: String, value: AnswerValue?) = put(Answer(step(path).answer, value))

    private suspend fun put(answer: Answer) {
        desk.doorstep.jobs { answer(case, job.version, listOf(answer)) }
    }

    private suspend fun writeText(event: StepEvent.Write) {
        val kind = kind(event.path)
        if (kind is StepKind.Note) {
            if (event.text.isNotBlank()) desk.doorstep.jobs { addNote(case, job.version, visit, event.text) }
            return finish(event.path)
        }
        val text = event.text.trim()
        val isWhole = kind is StepKind.Number && kind.scale == 0.toUByte()
        val whole = if (isWhole) text.toLongOrNull() else null
        answer(event.path, if (text.isEmpty()) null else whole?.let(AnswerValue::Int) ?: AnswerValue.Text(text))
    }

    private suspend fun add(event: StepEvent.Add) {
        val name = (kind(event.path) as? StepKind.Repeat)?.name
        val answers = if (name != null && !event.name.isNullOrBlank()) {
            listOf(StepAnswer(name, AnswerValue.Text(event.name)))
        } else emptyList()
        desk.doorstep.jobs { addInstance(case, job.version, visit, event.path, answers) }
    }

    /** What happened, as signed facts. */
    private suspend fun record(event: StepEvent) {
        val (seen, visits) = job.version to desk.doorstep
        when (event) {
            StepEvent.Arrive -> visits.visits { enterPhase(case, seen, visit, Phase.ARRIVED) }
            is StepEvent.Ring -> visits.visits { attemptDoor(case, seen, visit, DoorMethod.BELL, event.isAnswered) }
            is StepEvent.Knock -> visits.visits { attemptDoor(case, seen, visit, DoorMethod.KNOCK, event.isAnswered) }
            is StepEvent.Call -> visits.visits { logCall(case, seen, visit, NewCall(event.purpose, event.result)) }
            is StepEvent.Confirm -> finish(event.path)
            is StepEvent.Consent -> consent(event)
            StepEvent.StartWork -> visits.visits { startWork(case, seen, visit, emptyList()) }
            is StepEvent.StopWork -> visits.visits { stopWork(case, seen, visit, event.started) }
            is StepEvent.FetchOut -> visits.visits { fetchOut(case, seen, visit, event.what.trim()) }
            is StepEvent.FetchBack -> visits.visits { fetchBack(case, seen, visit, event.left) }
            is StepEvent.Rate -> visits.visits {
                rate(case, seen, visit, Rating(event.scale, event.grade, event.opinion?.ifBlank { null }))
            }
            is StepEvent.Book -> book(event)
            is StepEvent.AskApproval ->
                visits.around { askApproval(case, seen, visit, event.what, event.detail, null) }
            is StepEvent.Photo -> photograph(event)
            is StepEvent.TakeAlong -> {
                val taken = NewCustody(event.what.trim(), emptyList(), event.condition.trim(), step = event.path)
                visits.around { takeAlong(case, seen, visit, taken) }
            }
            is StepEvent.GiveBack ->
                visits.around { giveBack(case, seen, visit, event.fact, event.condition.trim()) }
            is StepEvent.UsePart -> {
                val part = NewPartMove(
                    name = event.name.trim(), quantity = event.quantity.trim(), from = StockPlace.VAN,
                    to = StockPlace.CUSTOMER, step = event.path,
                )
                visits.around { movePart(case, seen, visit, part) }
            }
            else -> error("invariant: not a fact: $event")
        }
    }

    private suspend fun finish(path: String) {
        val seconds = step(path).missing.firstNotNullOfOrNull { (it.what as? MissingWhat.Duration)?.needS }
        if (seconds == null) {
            desk.doorstep.visits { finishStep(case, job.version, visit, path) }
            return
        }
        // Measured by a clock that nobody can set.
        val began = System.nanoTime()
        delay(seconds.toInt().seconds)
        val lastedMs = ((System.nanoTime() - began) / 1_000_000).toUInt()
        desk.doorstep.visits { finishTimedStep(case, job.version, visit, path, lastedMs) }
    }

    private suspend fun consent(event: StepEvent.Consent) {
        val to = (kind(event.path) as? StepKind.Consent)?.to.orEmpty()
        val what = ConsentWhat.entries.find { it.name == to.uppercase(Locale.ROOT) } ?: ConsentWhat.OTHER
        val quote = job.quotes.lastOrNull { it.offer != null }?.id.takeIf { what == ConsentWhat.QUOTE }
        val consent = Consent(
            what, quote = quote, step = event.path, isAccepted = event.isAccepted, reason = event.reason,
            person = Person(event.person),
        )
        desk.doorstep.visits { consent(case, job.version, visit, consent) }
    }

    private suspend fun book(event: StepEvent.Book) {
        val start = SiteClock(job.head.timeZone).moment(event.day, event.minuteOfDay)
        desk.doorstep.visits {
            if (!event.isNext) {
                appoint(case, job.version, visit, start, null, event.reason)
            } else {
                val planned = planVisit(case, job.version, event.reason ?: outcome, visit)
                appoint(case, planned.version, planned.visit, start, null, null)
            }
        }
    }

    private suspend fun photograph(event: StepEvent.Photo) {
        val file = desk.platform.takePhoto() ?: return
        desk.doorstep.evidence {
            takePhoto(case, job.version, visit, event.path, event.role ?: "other", file.path, pair = event.pair)
        }
        file.delete()
    }

    private fun step(path: String): Step = checklist.steps.first { it.path == path }

    private fun kind(path: String): StepKind? = template.steps.find { it.id == step(path).id }?.kind
}
