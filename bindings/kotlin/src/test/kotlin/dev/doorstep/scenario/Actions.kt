package dev.doorstep.scenario

import dev.doorstep.ffi.Answer
import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.CallResult
import dev.doorstep.ffi.Consent
import dev.doorstep.ffi.ConsentWhat
import dev.doorstep.ffi.DoorMethod
import dev.doorstep.ffi.EndOfVisit
import dev.doorstep.ffi.Evidence
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Jobs
import dev.doorstep.ffi.MarkForm
import dev.doorstep.ffi.MarkPoint
import dev.doorstep.ffi.MissingWhat
import dev.doorstep.ffi.NewCall
import dev.doorstep.ffi.NewLine
import dev.doorstep.ffi.NewSignature
import dev.doorstep.ffi.Person
import dev.doorstep.ffi.Phase
import dev.doorstep.ffi.PhotoMark
import dev.doorstep.ffi.Rating
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.StepState
import dev.doorstep.ffi.VisitOutcome
import dev.doorstep.ffi.Visits
import dev.doorstep.ffi.answerKey
import dev.doorstep.testing.strokes

/** Somebody with a job in front of them. */
class Screen private constructor(val stage: Stage, val phone: Hands, val job: Job, val visit: String, var seen: String) {
    val case = job.case

    suspend fun <T> jobs(call: Jobs.() -> T) = phone.doorstep.jobs(call)

    suspend fun <T> visits(call: Visits.() -> T) = phone.doorstep.visits(call)

    suspend fun <T> evidence(call: Evidence.() -> T) = phone.doorstep.evidence(call)

    /** The quote at hand, minted when somebody first writes or shows it. */
    suspend fun quote(): String = stage.quotes[case] ?: jobs { newQuote() }.also { stage.quotes[case] = it }

    suspend fun kinds(): Map<String, StepKind> = jobs { template(case) }.steps.associate { it.id to it.kind }

    /** Answers as the checklist keeps them. */
    suspend fun given(answers: Map<String, Any?>): List<Answer> {
        val kinds = kinds()
        return answers.flatMap { (step, answer) ->
            when (val kind = kinds.getValue(step)) {
                is StepKind.Multi -> answer.asNames().map { Answer(answerKey(visit, step, it), AnswerValue.Bool(true)) }
                else -> listOf(Answer(answerKey(visit, step, null), typed(kind, answer as String)))
            }
        }
    }

    /** A tick; of a step that must be declared done, that as well. */
    suspend fun tick(step: String) {
        val answers = given(mapOf(step to "yes"))
        jobs { answer(case, seen, answers) }
        val missing = jobs { whyNot(case, visit, "done") }
        if (missing.any { it.step == step && it.what is MissingWhat.Confirmation }) {
            val now = jobs { job(case) }.version
            visits { finishStep(case, now, visit, step) }
        }
    }

    /** Ticking one step may open the next one. */
    suspend fun tickAll() {
        val ticked = mutableSetOf<String>()
        while (true) {
            val left = jobs { checklist(case, visit, "done") }.steps.find {
                it.kind == "tick" && it.isRequired && it.state is StepState.Open && it.path !in ticked
            } ?: return
            seen = jobs { job(case) }.version
            tick(left.path)
            ticked += left.path
        }
    }

    suspend fun newestPhoto(shows: String): String = jobs { job(case) }.photos.last { it.role == shows }.blob

    companion object {
        suspend fun of(stage: Stage, phone: Hands, case: String, number: UInt?): Screen {
            val job = phone.doorstep.jobs { job(case) }
            val visit = if (number == null) job.state.currentVisit!! else job.state.visits.first { it.number == number }.id
            return Screen(stage, phone, job, visit, stage.screens[phone.name to case] ?: job.version)
        }
    }
}

/** One answer, typed as its step wants it. */
fun typed(kind: StepKind, answer: String): AnswerValue = when (kind) {
    is StepKind.Tick, is StepKind.YesNo -> when (answer) {
        "yes", "true" -> AnswerValue.Bool(true)
        "no", "false" -> AnswerValue.Bool(false)
        else -> error("`$answer` is neither yes nor no")
    }
    is StepKind.Number -> AnswerValue.Int(answer.toLong())
    else -> AnswerValue.Text(answer)
}

private typealias Action = suspend Screen.(details: Any?) -> Unit

private fun enterPhase(phase: Phase): Action = { visits { enterPhase(case, seen, visit, phase) } }

private fun door(method: DoorMethod): Action = { says ->
    val isAnswered = when (says) {
        "somebody answers" -> true
        "no answer" -> false
        else -> error("`$says` happens at no door")
    }
    visits { attemptDoor(case, seen, visit, method, isAnswered) }
}

private fun consent(isAccepted: Boolean): Action = { details ->
    val said = details.asMap()
    val what = ConsentWhat.valueOf(said.text("to").uppercase())
    val quote = if (what == ConsentWhat.QUOTE) quote() else null
    val consent = Consent(
        what, quote = quote, step = said.textOrNull("step"), isAccepted = isAccepted,
        reason = said.textOrNull("because"), person = Person(said.text("by")),
    )
    visits { consent(case, seen, visit, consent) }
}

/** What people do at the customer's. */
private val AT_THE_CUSTOMERS: Map<String, Action> = mapOf(
    "agrees on" to { at -> visits { appoint(case, seen, visit, stage.clock.moment(at as String), null, null) } },
    "plans the next visit" to { details ->
        val added = visits { planVisit(case, seen, details.asMap().text("because"), visit) }
        val start = stage.clock.moment(details.asMap().text("at"))
        visits { appoint(case, added.version, added.visit, start, null, null) }
    },
    "calls the customer" to { details ->
        val call = details.asMap()
        val proposed = call.textOrNull("proposed")?.let { stage.clock.moment(it) }
        val result = CallResult.valueOf(call.text("result").uppercase())
        val isApologised = call.textOrNull("apologised") == "true"
        visits { logCall(case, seen, visit, NewCall(call.text("purpose"), result, proposed, isApologised)) }
    },
    "escalates" to { why -> visits { escalate(case, seen, visit, why as String) } },
    "sets out" to enterPhase(Phase.TRAVELLING),
    "arrives" to enterPhase(Phase.ARRIVED),
    "rings" to door(DoorMethod.BELL),
    "knocks" to door(DoorMethod.KNOCK),
    "shows the quote" to { details ->
        val quote = quote()
        visits { offerQuote(case, seen, visit, quote, details.asMap().text("minutes").toUInt()) }
    },
    "gets consent" to consent(isAccepted = true),
    "is refused consent" to consent(isAccepted = false),
    "starts work" to { visits { startWork(case, seen, visit, emptyList()) } },
    "stops work" to {
        val mine = job.state.visits.first { it.id == visit }.sessions.filter { it.by == phone.name }
        visits { stopWork(case, seen, visit, mine.last { it.end == null }.started) }
    },
    "gets the signature" to { details ->
        val role = SignatureRole.valueOf(details.asMap().text("as").uppercase())
        val showsQuote = role == SignatureRole.CUSTOMER_ACCEPT || role == SignatureRole.CUSTOMER_QUOTE_CONSENT
        val quote = stage.quotes[case].takeIf { showsQuote }
        val signature = NewSignature(Person(details.asMap().text("from")), strokes())
        evidence { prepareSignature(case, visit, role, quote, "").use { sign(it, signature) } }
    },
    "gets the rating" to { grade ->
        val scale = kinds().values.firstNotNullOf { (it as? StepKind.Rating)?.scale }
        visits { rate(case, seen, visit, Rating(scale, grade as String)) }
    },
    "declines the job" to { why ->
        val quote = quote()
        visits { decline(case, seen, visit, quote, why as String) }
    },
    "completes the job" to { visits { complete(case, seen, visit) } },
    "ends the visit" to { details ->
        val end = details.asMap()
        val outcome = VisitOutcome.valueOf(end.text("as").uppercase())
        visits { endVisit(case, seen, visit, EndOfVisit(outcome, end.textOrNull("because"), end.textOrNull("person"))) }
    },
)

/** What people write and photograph. */
private val ON_THE_SCREEN: Map<String, Action> = mapOf(
    "keeps the screen open" to { stage.screens[phone.name to case] = seen },
    "refreshes the screen" to { stage.screens -= phone.name to case },
    "ticks" to { steps -> steps.asNames().forEach { tick(it) } },
    "ticks what is left to tick" to { tickAll() },
    "answers" to { details ->
        val answers = given(details.asMap())
        jobs { answer(case, seen, answers) }
    },
    "declares done" to { steps -> steps.asNames().forEach { step -> visits { finishStep(case, seen, visit, step) } } },
    "photographs" to { details ->
        val photo = details.asMap()
        val pair = photo.textOrNull("same spot as")?.let { newestPhoto(it) }
        evidence { takePhoto(case, seen, visit, photo.text("step"), photo.text("shows"), stage.camera(), pair = pair) }
    },
    "marks the photo" to { details ->
        val corners = listOf(MarkPoint(200u, 200u), MarkPoint(600u, 500u))
        val circle = PhotoMark(MarkForm.CIRCLE, corners, details.asMap().text("says"))
        val photo = newestPhoto(details.asMap().text("shows"))
        evidence { markPhoto(case, seen, visit, photo, listOf(circle)) }
    },
    "takes the mark back" to { says ->
        val (photo, drawn) = job.photos.flatMap { photo -> photo.marks.map { photo to it } }
            .first { (_, drawn) -> drawn.marks.any { it.text == says } }
        evidence { markPhoto(case, seen, visit, photo.blob, emptyList(), listOf(drawn.fact)) }
    },
    "writes a note" to { details ->
        val note = details.asMap()
        stage.notes[note.textOrNull("as") ?: "the note"] = jobs { addNote(case, seen, visit, note.text("text")) }.note
    },
    "edits the note" to { details ->
        val note = stage.notes.getValue(details.asMap().textOrNull("as") ?: "the note")
        jobs { editNote(case, seen, note, details.asMap().text("text")) }
    },
    "adds to the quote" to { details ->
        val line = details.asMap()
        val new = NewLine(
            quote(), visit, line.textOrNull("item"), line.textOrNull("unlisted") ?: "",
            line.textOrNull("quantity") ?: "1", line["cost"]?.asMinor(),
        )
        stage.lines[line.text("as")] = jobs { addLine(case, seen, new) }.line
    },
    "changes the quantity" to { details ->
        val (line, quantity) = stage.lines.getValue(details.asMap().text("of")) to details.asMap().text("to")
        jobs { setQuantity(case, seen, line, quantity) }
    },
    "strikes out" to { line -> jobs { deleteLine(case, seen, stage.lines.getValue(line as String), true) } },
    "reads the notices" to {
        for (notice in job.notices) seen = jobs { acknowledgeNotice(case, seen, notice.fact) }
    },
)

/** Every word after a name that this driver can act upon. */
val ACTIONS: Map<String, Action> = AT_THE_CUSTOMERS + ON_THE_SCREEN
