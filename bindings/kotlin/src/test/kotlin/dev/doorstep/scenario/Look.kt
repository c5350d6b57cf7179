package dev.doorstep.scenario

import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.Field
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Outcome
import dev.doorstep.ffi.Quote
import dev.doorstep.ffi.SignatureNow
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.Visit
import dev.doorstep.ffi.answerKey

/** What was found, beside what was expected. */
private data class Compared(val found: Any?, val expected: Any?)

private typealias Check<T> = suspend Look.(thing: T, expected: Any?) -> Compared

/** A look at one job on one phone. */
class Look private constructor(private val stage: Stage, private val phone: Hands, private val job: Job) {
    private val state = job.state
    private val visit = state.currentVisit!!
    private val wrong = mutableListOf<String>()

    private suspend fun check(expected: Map<String, Any?>) {
        for ((what, value) in expected) {
            when {
                what == "quote" -> sameAll("quote", QUOTE, quote(), value.asMap())
                what.startsWith("visit ") -> {
                    val number = what.removePrefix("visit ").toUInt()
                    sameAll(what, VISIT, state.visits.first { it.number == number }, value.asMap())
                }
                else -> sameAll("", JOB, job, mapOf(what to value))
            }
        }
    }

    /** Compares every part that the story names. */
    private suspend fun <T> sameAll(of: String, checks: Map<String, Check<T>>, thing: T, expected: Map<String, Any?>) {
        for ((what, value) in expected) {
            val check = checks[what] ?: error("this driver does not know `$of $what`")
            val (found, wanted) = check(thing, value)
            if (found != wanted) wrong += "$of $what: expected $wanted, found $found"
        }
    }

    private fun quote(): Quote = job.quotes.first { it.id == stage.quotes[job.case] }

    private fun nameOfLine(line: String) = stage.lines.entries.find { it.value == line }?.key ?: line

    private fun answer(step: String, option: String? = null): AnswerValue? {
        val key = answerKey(visit, step, option)
        return job.answers.find { it.key == key }?.value
    }

    private suspend fun answers(expected: Map<String, Any?>): Compared {
        val kinds = phone.doorstep.jobs { template(job.case) }.steps.associate { it.id to it.kind }
        val pairs = expected.map { (step, answer) ->
            when (val kind = kinds.getValue(step)) {
                is StepKind.Multi -> {
                    val chosen = answer.asNames().filter { answer(step, it) == AnswerValue.Bool(true) }
                    step to Compared(chosen, answer.asNames())
                }
                else -> step to Compared(answer(step), typed(kind, answer as String))
            }
        }
        return Compared(pairs.associate { it.first to it.second.found }, pairs.associate { it.first to it.second.expected })
    }

    /** Open decisions of the document and of the facts, each once. */
    private fun openQuestions(): Set<String> =
        (job.conflicts.map { nameOf(it.field) } + state.decisions.map { word(it.aspect) }).toSet()

    private fun nameOf(field: Field): String {
        fun note(id: String) = stage.notes.entries.find { it.value == id }?.key ?: id
        return when (field) {
            is Field.Answer -> field.key.substringAfter('/')
            is Field.Line -> nameOfLine(field.line)
            is Field.NoteText -> note(field.note)
            is Field.NoteVisit -> note(field.note)
            is Field.NoteDeleted -> note(field.note)
            is Field.Correction -> field.name
        }
    }

    private suspend fun missingFor(outcome: String): Set<String> =
        phone.doorstep.jobs { whyNot(job.case, visit, outcome) }.map { it.step }.toSet()

    /** Photos whose bytes the office really hands out. */
    private suspend fun photosHeld(): Int {
        val desk = stage.phones.getValue("desk")
        return job.photos.count { photo ->
            val file = desk.directory.resolve(photo.blob).apply { delete() }
            desk.doorstep.evidence {
                fetchPhoto(job.case, photo.blob)
                savePhoto(job.case, photo.blob, file.path)
            }
            file.length() > 0
        }
    }

    companion object {
        /** What is not as expected on one phone, in words. */
        suspend fun at(stage: Stage, phone: Hands, case: String, expected: Map<String, Any?>): List<String> {
            val job = phone.job(case)
                ?: return if (expected == mapOf("known" to "false")) emptyList() else listOf("the job is not here")
            return Look(stage, phone, job).apply { check(expected) }.wrong
        }

        private fun <T> number(found: (T) -> Number): Check<T> =
            { thing, expected -> Compared(found(thing).toLong(), (expected as String).toLong()) }

        private fun <T> names(found: suspend Look.(T) -> List<String>): Check<T> =
            { thing, expected -> Compared(found(thing).sorted(), expected.asNames().sorted()) }

        private fun <T> text(found: (T) -> String?): Check<T> = { thing, expected -> Compared(found(thing), expected) }

        private fun <T> amount(found: (T) -> Long?): Check<T> =
            { thing, expected -> Compared(found(thing), expected.asMinor()) }

        private val JOB: Map<String, Check<Job>> = mapOf(
            "known" to text { "true" },
            "job" to text { word(it.state.outcome) },
            "because" to text { job ->
                when (val outcome = job.state.outcome) {
                    is Outcome.Declined -> outcome.reason
                    is Outcome.Cancelled -> outcome.reason
                    else -> null
                }
            },
            "visits" to number { it.state.visits.size },
            "minutes worked" to number { job -> job.state.visits.flatMap { it.sessions }.sumOf { it.workedMs } / 60_000 },
            "time entries" to number { job -> job.state.visits.sumOf { it.sessions.size } },
            "answers" to { _, expected -> answers(expected.asMap()) },
            "notes" to names { job -> job.notes.filter { !it.isDeleted }.map { it.text } },
            "lines" to names { job -> job.lines.filter { !it.isDeleted }.map { nameOfLine(it.id) } },
            "to be decided" to names { openQuestions().toList() },
            "superseded" to number { it.state.superseded.size },
            "exceptions" to names { job -> job.state.exceptions.map { word(it).replace('_', ' ') } },
            "steps" to { job, expected ->
                val steps = job.state.visits.first { it.id == visit }.checklist!!.steps
                val states = steps.associate { it.path to word(it.state).replace('_', ' ') }
                Compared(expected.asMap().mapValues { states[it.key] }, expected)
            },
            "missing" to { _, expected ->
                Compared(missingFor("done") intersect expected.asNames().toSet(), expected.asNames().toSet())
            },
            "nothing missing for" to { _, outcomes ->
                Compared(outcomes.asNames().flatMap { missingFor(it) }, emptyList<String>())
            },
            "notices" to number { it.notices.size },
            "unsent" to number { it.outbox.waitingCount.toLong() },
            "photos held" to { _, expected -> Compared(photosHeld(), (expected as String).toInt()) },
            "signed" to { job, expected ->
                val found = job.signatures.associate { it.role to it.now }.mapKeys { word(it.key) }
                    .mapValues { (_, now) -> if (now is SignatureNow.Same) "unchanged" else word(now) }
                Compared(expected.asMap().mapValues { found[it.key] }, expected)
            },
        )

        private val QUOTE: Map<String, Check<Quote>> = mapOf(
            "total" to amount { it.total?.minor },
            "due" to amount { it.account?.due?.minor },
            "minutes" to text { it.minutes?.toString() },
            "must ask again" to text { it.mustAskAgain.toString() },
            "consent" to text { quote ->
                when (quote.offer?.isAccepted) {
                    null -> "not answered"
                    true -> "agreed"
                    false -> "refused"
                }
            },
            "lines" to { quote, expected ->
                val found = quote.lines.associate { line ->
                    (line.line?.let(::nameOfLine) ?: line.key) to line.amount?.minor
                }
                Compared(expected.asMap().mapValues { found[it.key] }, expected.asMap().mapValues { it.value.asMinor() })
            },
            "not configured" to { quote, expected ->
                val titles = phone.doorstep.jobs { template(job.case) }.prices.associate { it.code to it.title }
                val named = expected.asNames().filter { code -> quote.problems.any { titles.getValue(code) in it } }
                Compared(named to quote.total, expected.asNames() to null)
            },
        )

        private val VISIT: Map<String, Check<Visit>> = mapOf(
            "phase" to text { word(it.phase) },
            "ended" to text { visit -> visit.outcome?.let(::word) },
            "because" to text { it.endedBecause ?: it.reason },
            "appointment" to { visit, expected ->
                Compared(visit.appointment?.start, stage.clock.moment(expected as String))
            },
            "escalated" to text { it.isEscalated.toString() },
            "assigned" to names { it.assigned },
            "attempts" to number { it.doorAttempts.size },
            "seconds apart" to { visit, expected ->
                val pauses = visit.doorAttempts.map { it.at }.zipWithNext { before, after -> (after - before) / 1_000 }
                val wanted = (expected as String).toLong()
                Compared(minOf(pauses.min(), wanted), wanted)
            },
            "calls" to number { it.calls.size },
            "photos" to names { visit -> job.photos.filter { it.visit == visit.id }.map { it.role } },
            "marks" to names { visit ->
                val drawn = job.photos.filter { it.visit == visit.id }.flatMap { it.marks }
                drawn.flatMap { it.marks }.mapNotNull { it.text }
            },
            "pairs" to { visit, expected ->
                val pairs = job.photos.count { it.visit == visit.id && it.pair != null }
                Compared(pairs, (expected as String).toInt())
            },
            "minutes" to number { visit -> visit.sessions.sumOf { it.workedMs } / 60_000 },
            "signatures" to names { visit -> job.signatures.filter { it.visit == visit.id }.map { word(it.role) } },
            "ratings" to names { visit -> visit.ratings.map { it.grade } },
        )
    }
}
