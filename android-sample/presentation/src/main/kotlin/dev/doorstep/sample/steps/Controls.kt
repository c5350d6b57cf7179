package dev.doorstep.sample.steps

import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.Choice
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.MissingWhat
import dev.doorstep.ffi.Scale
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.Step
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.Template
import dev.doorstep.ffi.Visit
import dev.doorstep.ffi.answerKey
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Words
import dev.doorstep.sample.words.attempts
import dev.doorstep.sample.words.booked
import dev.doorstep.sample.words.seal
import dev.doorstep.sample.words.workedMinutes
import dev.doorstep.sample.words.workers
import java.util.Locale

/** Finds the control of each step. Nothing in here knows one trade from another: the pack says what a step asks for. */
internal class Controls(
    private val job: Job,
    private val visit: Visit,
    private val template: Template,
    private val words: Words,
    private val nowMs: Long,
) {
    private val kinds = template.steps.associate { it.id to it.kind }
    private val answers = job.answers.associate { it.key to it.value }
    private val site = SiteClock(job.head.timeZone)

    fun of(step: Step): Control = when (val kind = kinds[step.id]) {
        null, is StepKind.Guidance, is StepKind.Photo -> Control.None
        is StepKind.Tick -> Control.Tick((value(step) as? AnswerValue.Bool)?.value == true)
        is StepKind.YesNo -> Control.YesNo((value(step) as? AnswerValue.Bool)?.value)
        is StepKind.Choice -> Control.Choice(shown(step, kind.options.map { option(it, it.id == text(step)) }))
        is StepKind.Multi -> Control.Multi(shown(step, kind.options.map { option(it, isChosen(step, it)) }))
        is StepKind.Number, is StepKind.Text, is StepKind.Date, is StepKind.DateTime -> written(step, kind)
        is StepKind.Scan -> Control.Scan(text(step))
        is StepKind.Arrival -> Control.Arrival
        is StepKind.DoorAttempts -> Control.Door(visit.doorAttempts.size.takeIf { it > 0 }?.let(words::attempts))
        is StepKind.Call -> Control.Call(kind.purpose)
        is StepKind.Consent -> Control.Consent(kind.to, job.head.customer, reasons("refused"))
        is StepKind.Quote, is StepKind.Options -> Control.Quote
        is StepKind.Work -> work()
        is StepKind.Signature -> signature(kind)
        is StepKind.Rating -> Control.Rating(kind.scale, grades(kind.scale))
        is StepKind.Appointment -> appointment(kind.isNext)
        is StepKind.Note -> Control.Note("")
        is StepKind.Approval -> Control.Approval(kind.what, job.state.approvals.any { it.what == kind.what })
        is StepKind.Repeat -> Control.Repeat(step.instances.filter { !it.isRemoved }.map { it.name }, kind.item)
        is StepKind.Workers -> Control.Workers(words.workers(visit.present.size, kind.atLeast.toInt()))
        is StepKind.Custody -> takeAlong(mayBeNothing = true, isSigned = false)
        is StepKind.CustodyOut -> takeAlong(mayBeNothing = false, kind.isSigned)
        is StepKind.CustodyBack -> giveBack(kind.isSigned)
        is StepKind.Parts -> Control.Parts(visit.parts.map { "${it.quantity} × ${it.name}" })
        is StepKind.IdShown, is StepKind.Coverage -> Control.Confirm(step.missing.any { it.what is MissingWhat.Duration })
    }

    private fun takeAlong(mayBeNothing: Boolean, isSigned: Boolean): Control {
        val taken = job.state.custody.filter { it.visit == visit.id }
        val isToSign = isSigned && taken.any { !it.isSignedOut }
        val signs = SignatureRole.CUSTOMER_CUSTODY_OUT.takeIf { isToSign }
        return Control.TakeAlong(taken.map { it.what }, mayBeNothing && taken.isEmpty(), signs)
    }

    private fun giveBack(isSigned: Boolean): Control {
        val isToSign = isSigned && job.state.custody.any { it.returnedAt != null && !it.isSignedBack }
        val out = job.state.custody.filter { it.returnedAt == null }.map { Thing(it.out, it.what) }
        return Control.GiveBack(out, SignatureRole.CUSTOMER_CUSTODY_BACK.takeIf { isToSign })
    }

    private fun value(step: Step) = answers[step.answer]

    /** What can be chosen as things stand, and what is chosen: that has to be visible to be taken back. */
    private fun shown(step: Step, options: List<Option>): List<Option> {
        val offered = step.offered ?: return options
        return options.filter { it.isChosen || it.id in offered }
    }

    private fun text(step: Step) = (value(step) as? AnswerValue.Text)?.value

    private fun isChosen(step: Step, option: Choice) =
        (answers[optionKey(job, step, option.id)] as? AnswerValue.Bool)?.value == true

    private fun option(choice: Choice, isChosen: Boolean) = Option(choice.id, choice.title, isChosen)

    private fun written(step: Step, kind: StepKind): Control {
        val now = when (val value = value(step)) {
            is AnswerValue.Int -> value.value.toString()
            is AnswerValue.Text -> value.value
            is AnswerValue.Bool, null -> ""
        }
        val hint = when (kind) {
            is StepKind.Date -> "2026-03-02"
            is StepKind.DateTime -> "2026-03-02T09:30"
            is StepKind.Number -> listOfNotNull(kind.min, kind.max).takeIf { it.size == 2 }?.joinToString(" – ")
            else -> null
        }
        return Control.Text(now, (kind as? StepKind.Number)?.unit, kind is StepKind.Number, hint)
    }

    private fun work(): Control {
        val running = visit.sessions.lastOrNull { it.end == null }
        val minutes = visit.sessions.sumOf { it.workedMs } / 60_000
        val away = visit.errands.lastOrNull { it.back == null }
        return Control.Work(
            running = running?.started,
            words = words.workedMinutes(minutes).takeIf { visit.sessions.isNotEmpty() },
            away = away?.let { Thing(it.left, it.what) },
        )
    }

    private fun signature(kind: StepKind.Signature): Control {
        val role = SignatureRole.entries.find { it.name == kind.role.uppercase(Locale.ROOT) } ?: return Control.None
        val roles = setOf(kind.role) + kind.instead
        val given = job.signatures.lastOrNull { it.visit == visit.id && it.role.name.lowercase(Locale.ROOT) in roles }
        return Control.Signature(role, given?.let { words.seal(it.signer.name, site.moment(it.at, nowMs, words)) })
    }

    private fun grades(scale: String): List<Option> = template.scales.firstNotNullOfOrNull {
        when (it) {
            is Scale.Grades -> it.grades.takeIf { _ -> it.id == scale }
            is Scale.Score -> (it.min..it.max).map { n -> Choice("$n", "$n") }.takeIf { _ -> it.id == scale }
        }
    }.orEmpty().map { option(it, visit.ratings.any { rating -> rating.scale == scale && rating.grade == it.id }) }

    private fun appointment(isNext: Boolean): Control {
        val which = if (isNext) job.state.visits.find { it.number > visit.number } else visit
        val booked = which?.appointment?.let { words.booked(site.moment(it.start, nowMs, words)) }
        val today = site.day(nowMs)
        val days = (0L until DAYS).map { today.plusDays(it) }.map { day ->
            Day(day, site.dayWords(site.moment(day, 720), nowMs, words))
        }
        return Control.Appointment(isNext, booked, days, if (isNext) nextVisitReasons() else emptyList())
    }

    private fun nextVisitReasons() = reasons("absent") + reasons("unfinished")

    private fun reasons(reasonFor: String) =
        template.reasons.find { it.reasonFor == reasonFor }?.reasons.orEmpty().map { option(it, false) }

    companion object {
        private const val DAYS = 7L

        /** Where the answer to one option of a step stands: in the visit in which that of the step itself does. */
        fun optionKey(job: Job, step: Step, option: String): String {
            val visit = job.state.visits.first { answerKey(it.id, step.path, null) == step.answer }
            return answerKey(visit.id, step.path, option)
        }
    }
}
