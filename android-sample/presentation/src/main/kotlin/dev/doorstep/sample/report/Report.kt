package dev.doorstep.sample.report

import dev.doorstep.ffi.Audience
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Handing
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.NewReport
import dev.doorstep.ffi.ReportFormat
import dev.doorstep.ffi.Signature
import dev.doorstep.ffi.SignatureNow
import dev.doorstep.ffi.StepState
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.noFontYet
import dev.doorstep.sample.words.outcome
import dev.doorstep.sample.words.phase
import dev.doorstep.sample.words.report
import dev.doorstep.sample.words.signature
import dev.doorstep.sample.words.visit
import java.io.File
import java.util.Locale

/** What the customer and others get, before it is handed out. */
data class ReportState(
    val number: String,
    val customer: String,
    val address: String,
    val what: String,
    val result: Chip,
    val visits: List<ReportVisit>,
    val lines: List<Pair<String, String>>,
    val total: String?,
    val signatures: List<ReportSignature>,
    val photos: Int,
    val copies: List<CopyRow>,
    /** The pages of the chosen copy as they are printed; null as long as nobody looks at them. */
    val pages: List<String>?,
    /** Why there are no pages to look at, if there are none. */
    val noPages: String?,
)

data class ReportVisit(val title: String, val time: String, val worked: Long, val done: Int, val required: Int)

/**
 * @param why why somebody signed in another's place, if so.
 * @param change what differs from what was signed, if anything does.
 */
data class ReportSignature(
    val role: String,
    val name: String,
    val at: String,
    val why: String?,
    val picture: String?,
    val change: String?,
)

sealed interface ReportEvent {
    /** Shows the paper as it is printed, or the short form again. */
    data class Preview(val isOn: Boolean) : ReportEvent

    /** Whose copy is looked at and shared; null for the record itself. */
    data class Choose(val audience: Audience?) : ReportEvent

    /** The chosen copy reached who gets it. */
    data class HandOut(val how: Handing) : ReportEvent

    data object SharePage : ReportEvent

    data object SharePaper : ReportEvent
}

class ReportPresenter(desk: Desk, case: String) : JobPresenter<ReportState, ReportEvent>(desk, case) {
    private var isPreview = false
    private var audience: Audience? = Audience.CUSTOMER
    private var drawn: Drawn? = null

    /** The pages of a copy of one version of the job. */
    private class Drawn(val version: String, val audience: Audience?, val pages: List<String>)

    override suspend fun read(job: Job): ReportState {
        val pages = if (isPreview) pages(job) else null
        val quote = job.quotes.lastOrNull { it.offer?.isAccepted == true } ?: job.quotes.lastOrNull { it.offer != null }
        return ReportState(
            number = job.head.number,
            customer = job.head.customer,
            address = job.head.address,
            what = job.head.report,
            result = result(job),
            visits = visits(job),
            lines = quote?.lines.orEmpty().map { it.name to (it.amount?.words ?: "–") },
            total = quote?.total?.words,
            signatures = job.signatures.map { signature(job, it) },
            photos = job.photos.size,
            copies = copies(desk, job, audience),
            pages = pages,
            noPages = desk.words.noFontYet.takeIf { pages?.isEmpty() == true },
        )
    }

    private suspend fun result(job: Job): Chip {
        val visit = visitOf(null)
        // The list has the word of the outcome that people read.
        val row = desk.doorstep.jobs { list(JobFilter(text = job.head.number, withArchived = true)) }
            .find { it.case == case }
        return row?.let { desk.words.outcome(it.outcome) } ?: desk.words.phase(visit.phase.name.lowercase(Locale.ROOT))
    }

    private suspend fun visits(job: Job) = job.state.visits.map { visit ->
        val steps = if (job.hasPack) desk.doorstep.jobs { checklist(case, visit.id, "done") }.steps else emptyList()
        val required = steps.filter { it.isRequired }
        val site = SiteClock(job.head.timeZone)
        val arrived = visit.entered.firstOrNull()?.at ?: visit.appointment?.start
        ReportVisit(
            title = desk.words.visit(visit.number.toInt()),
            time = arrived?.let { site.moment(it, desk.platform.nowMs(), desk.words) }.orEmpty(),
            worked = visit.sessions.sumOf { it.workedMs } / 60_000,
            done = required.count { it.state == StepState.Done },
            required = required.size,
        )
    }

    private suspend fun signature(job: Job, signature: Signature): ReportSignature {
        val file = desk.platform.directory.resolve("shown/signature-${signature.fact}.png")
        if (!file.exists()) desk.guarded {
            file.parentFile.mkdirs()
            desk.doorstep.evidence { saveSignature(case, signature.fact, PICTURE_WIDTH, file.path) }
        }
        return ReportSignature(
            role = desk.words.signature(signature.role),
            name = signature.signer.name,
            at = SiteClock(job.head.timeZone).moment(signature.at, desk.platform.nowMs(), desk.words),
            why = signature.proxy?.reason,
            picture = file.path.takeIf { file.exists() },
            change = (signature.now as? SignatureNow.Changed)?.change?.headline,
        )
    }

    /** The very file that is sent, drawn; none as long as the font of the paper is not on this phone. */
    private suspend fun pages(job: Job): List<String> {
        drawn?.takeIf { it.version == job.version && it.audience == audience }?.let { return it.pages }
        val folder = desk.platform.directory.resolve("shown/pages").apply { deleteRecursively() }
        val pages = try {
            desk.platform.drawPages(write(ReportFormat.PDF, "pdf"), folder.apply { mkdirs() }).map { it.path }
        } catch (noFont: DoorstepException.NotFound) {
            return emptyList()
        }
        drawn = Drawn(job.version, audience, pages)
        return pages
    }

    override suspend fun act(event: ReportEvent) = when (event) {
        is ReportEvent.Preview -> isPreview = event.isOn
        is ReportEvent.Choose -> audience = event.audience
        is ReportEvent.HandOut -> handOut(event.how)
        ReportEvent.SharePage -> share(ReportFormat.HTML, "html")
        ReportEvent.SharePaper -> share(ReportFormat.PDF, "pdf")
    }

    private suspend fun handOut(how: Handing) {
        val audience = audience ?: return
        desk.doorstep.visits { deliverCopy(case, job.version, audience, how) }
    }

    private suspend fun share(format: ReportFormat, ending: String) =
        desk.platform.share(write(format, ending), "${desk.words.report} ${job.head.number}")

    private suspend fun write(format: ReportFormat, ending: String): File {
        // What the customer gets is called by the number alone.
        val whose = audience?.name?.lowercase(Locale.ROOT) ?: "record"
        val name = if (audience == Audience.CUSTOMER) job.head.number else "${job.head.number}-$whose"
        val file = desk.platform.directory.resolve("shared/$name.$ending")
        file.parentFile.mkdirs()
        val report = NewReport(file.path, format, company = COMPANY, audience = audience)
        desk.doorstep.jobs { writeReport(case, report) }
        return file
    }

    private companion object {
        const val PICTURE_WIDTH: UInt = 800u

        /** The head of the paper. A company's own build says its name here. */
        const val COMPANY = "Doorstep"
    }
}
