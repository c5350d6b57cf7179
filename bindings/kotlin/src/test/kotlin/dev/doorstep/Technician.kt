package dev.doorstep

import dev.doorstep.ffi.Answer
import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.CallResult
import dev.doorstep.ffi.Consent
import dev.doorstep.ffi.ConsentWhat
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.MissingThing
import dev.doorstep.ffi.MissingWhat
import dev.doorstep.ffi.NewCall
import dev.doorstep.ffi.NewLine
import dev.doorstep.ffi.NewSignature
import dev.doorstep.ffi.Person
import dev.doorstep.ffi.Phase
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.Visits
import dev.doorstep.ffi.answerKey
import dev.doorstep.testing.strokes

/** Asks the phone what is missing and does it. Nothing in here knows one pack from another. */
class Technician private constructor(
    private val phone: Phone,
    private val case: String,
    val visit: String,
    private val kinds: Map<String, StepKind>,
) {
    private val doorstep = phone.doorstep

    /** The job as the screen shows it. */
    suspend fun job(): Job = doorstep.jobs { job(case) }

    /** A command of a visit, at the version on the screen. */
    suspend fun visit(command: Visits.(case: String, seen: String, visit: String) -> Unit) {
        val seen = job().version
        doorstep.visits { command(case, seen, visit) }
    }

    suspend fun missing(): List<MissingThing> = doorstep.jobs { whyNot(case, visit, "done") }

    /** Does what can be done alone, until something else is needed. */
    suspend fun doSteps() {
        do {
            val progressed = missing().any { doOne(it) }
        } while (progressed)
    }

    private suspend fun doOne(missing: MissingThing): Boolean {
        val step = missing.step
        when (val what = missing.what) {
            is MissingWhat.Answer, is MissingWhat.Options -> answer(step)
            is MissingWhat.Photos -> takePhoto(step, what.role ?: "note")
            is MissingWhat.Arrival -> visit { case, seen, visit -> enterPhase(case, seen, visit, Phase.ARRIVED) }
            is MissingWhat.Call -> visit { case, seen, visit ->
                logCall(case, seen, visit, NewCall(what.purpose, CallResult.AGREED))
            }
            is MissingWhat.Consent -> when (what.to) {
                "entry" -> consent(ConsentWhat.ENTRY, step = step)
                "risk" -> consent(ConsentWhat.RISK, step = step)
                "move" -> consent(ConsentWhat.MOVE, step = step)
                else -> return false
            }
            is MissingWhat.IdShown, is MissingWhat.Entry, is MissingWhat.Confirmation -> try {
                visit { case, seen, visit -> finishStep(case, seen, visit, step) }
            } catch (notYet: DoorstepException.Rejected) {
                return false
            }
            else -> return false
        }
        return true
    }

    private suspend fun answer(step: String) {
        fun one(value: AnswerValue) = listOf(Answer(answerKey(visit, step, null), value))
        val answers = when (val kind = kinds.getValue(step)) {
            is StepKind.Tick -> one(AnswerValue.Bool(true))
            is StepKind.YesNo -> one(AnswerValue.Bool(step == "alone" || step == "customer_can_sign"))
            is StepKind.Choice -> {
                val option = kind.options.find { it.id == "paid" } ?: kind.options.first()
                one(AnswerValue.Text(option.id))
            }
            is StepKind.Number -> one(AnswerValue.Int(30))
            is StepKind.Multi -> {
                val chosen = kind.options.filter { it.id == "none" }.ifEmpty { kind.options }
                chosen.map { Answer(answerKey(visit, step, it.id), AnswerValue.Bool(true)) }
            }
            else -> one(AnswerValue.Text("as reported"))
        }
        val seen = job().version
        doorstep.jobs { answer(case, seen, answers) }
    }

    suspend fun takePhoto(step: String, role: String) {
        val (seen, path) = job().version to phone.camera()
        doorstep.evidence { takePhoto(case, seen, visit, step, role, path) }
    }

    suspend fun consent(what: ConsentWhat, step: String? = null, quote: String? = null) {
        val person = Person("Mr Wang", relation = "owner")
        val consent = Consent(what, quote = quote, step = step, isAccepted = true, person = person)
        visit { case, seen, visit -> consent(case, seen, visit, consent) }
    }

    suspend fun addLine(quote: String, item: String? = null, what: String = "", costMinor: Long? = null) {
        val (seen, line) = job().version to NewLine(quote, visit, item, what, quantity = "1", costMinor = costMinor)
        doorstep.jobs { addLine(case, seen, line) }
    }

    suspend fun write(note: String, phoneNumber: String) {
        doorstep.jobs {
            val seen = addNote(case, job(case).version, visit, note).version
            correct(case, seen, "customer.phone", AnswerValue.Text(phoneNumber))
        }
    }

    /** The customer signs what the screen shows; returns exactly that. */
    suspend fun sign(role: SignatureRole, quote: String): String = doorstep.evidence {
        prepareSignature(case, visit, role, quote, "").use { prepared ->
            sign(prepared, NewSignature(Person("Mr Wang"), strokes()))
            prepared.text()
        }
    }

    companion object {
        suspend fun at(phone: Phone, case: String): Technician = phone.doorstep.jobs {
            Technician(phone, case, job(case).state.currentVisit!!, template(case).steps.associate { it.id to it.kind })
        }
    }
}
