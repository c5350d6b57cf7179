package dev.doorstep.sample.sign

import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.NewSignature
import dev.doorstep.ffi.Person
import dev.doorstep.ffi.PreparedSignature
import dev.doorstep.ffi.Proxy
import dev.doorstep.ffi.Signature
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.StepKind
import dev.doorstep.ffi.Stroke
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.drawFirst
import dev.doorstep.sample.words.nameFirst
import dev.doorstep.sample.words.seal
import dev.doorstep.sample.words.signature
import dev.doorstep.sample.words.whyCannotSign
import java.util.Locale

/** What is signed, word by word, above the line; or, once it is signed, the same with the signature drawn. */
data class SignState(
    val title: String,
    val customer: String,
    /** Exactly the text that the signature covers. */
    val text: String,
    val total: String?,
    /** Who signed and when, once it is signed. */
    val seal: String?,
    /** The drawn signature, a PNG, once it is signed. */
    val picture: String?,
    /** Somebody else may sign where the right person cannot. */
    val mayStandIn: Boolean = false,
    /** Somebody else signs, and has to say why. */
    val isStandIn: Boolean = false,
)

sealed interface SignEvent {
    data class Sign(val name: String, val strokes: List<Stroke>, val reason: String = "") : SignEvent

    /** The right person cannot sign: whoever the pack names instead does. */
    data object CannotSign : SignEvent

    data object Leave : SignEvent
}

class SignPresenter(
    desk: Desk,
    case: String,
    private val visit: String,
    private val role: SignatureRole,
    private val quote: String?,
) : JobPresenter<SignState, SignEvent>(desk, case) {
    private var prepared: PreparedSignature? = null
    private var before: Set<String>? = null

    /** Who signs, if the right person cannot. */
    private var standIn: SignatureRole? = null

    override suspend fun read(job: Job): SignState {
        val quoted = job.quotes.find { it.id == quote }?.id
        // Signatures that were there when the page was opened are not this one: somebody may sign once more.
        val before = before ?: job.signatures.map { it.fact }.toSet().also { before = it }
        val signed = job.signatures.lastOrNull { it.visit == visit && it.role == (standIn ?: role) && it.fact !in before }
        if (signed != null) return signed(job, signed)
        if (prepared?.version() != job.version) {
            prepared?.close()
            prepared = desk.doorstep.evidence { prepareSignature(case, visit, standIn ?: role, quoted, "") }
        }
        return SignState(
            title = desk.words.signature(standIn ?: role),
            customer = if (standIn == null) job.head.customer else desk.me()?.name.orEmpty(),
            text = prepared?.text().orEmpty(),
            total = job.quotes.find { it.id == quoted }?.total?.words,
            seal = null,
            picture = null,
            mayStandIn = standIn == null && instead(job).isNotEmpty(),
            isStandIn = standIn != null,
        )
    }

    /** Who may sign instead, as the pack says at the step that asks for this signature. */
    private suspend fun instead(job: Job): List<SignatureRole> {
        if (!job.hasPack) return emptyList()
        val asked = desk.doorstep.jobs { template(case) }.steps.mapNotNull { it.kind as? StepKind.Signature }
        val words = asked.filter { it.role == role.name.lowercase(Locale.ROOT) }.flatMap { it.instead }
        return words.mapNotNull { word -> SignatureRole.entries.find { it.name == word.uppercase(Locale.ROOT) } }
    }

    private suspend fun signed(job: Job, signature: Signature): SignState {
        val file = desk.platform.directory.resolve("shown/signature-${signature.fact}.png")
        if (!file.exists()) {
            file.parentFile.mkdirs()
            desk.doorstep.evidence { saveSignature(case, signature.fact, PICTURE_WIDTH, file.path) }
        }
        val at = SiteClock(job.head.timeZone).moment(signature.at, desk.platform.nowMs(), desk.words)
        return SignState(
            title = desk.words.signature(signature.role),
            customer = signature.signer.name,
            text = signature.text.orEmpty(),
            total = job.quotes.find { it.id == quote }?.total?.words,
            seal = desk.words.seal(signature.signer.name, at),
            picture = file.path,
        )
    }

    override suspend fun act(event: SignEvent) {
        when (event) {
            SignEvent.Leave -> desk.navigator.back()
            SignEvent.CannotSign -> {
                standIn = instead(job).firstOrNull()
                prepared?.close()
                prepared = null
            }
            is SignEvent.Sign -> when {
                event.name.isBlank() -> desk.tell(desk.words.nameFirst)
                standIn != null && event.reason.isBlank() -> desk.tell(desk.words.whyCannotSign)
                event.strokes.none { it.points.size > 1 } -> desk.tell(desk.words.drawFirst)
                else -> sign(event)
            }
        }
    }

    private suspend fun sign(event: SignEvent.Sign) {
        val text = prepared ?: throw DoorstepException.StaleVersion()
        val proxy = standIn?.let { Proxy(inPlaceOf = role, reason = event.reason.trim(), witness = null) }
        desk.guarded(case, visit, "done") {
            desk.doorstep.evidence { sign(text, NewSignature(Person(event.name.trim()), event.strokes, proxy)) }
        }
    }

    override fun close() {
        super.close()
        prepared?.close()
    }

    private companion object {
        const val PICTURE_WIDTH: UInt = 800u
    }
}
