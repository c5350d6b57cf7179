package dev.doorstep.sample.today

import dev.doorstep.ffi.ChangeSet
import dev.doorstep.ffi.Delivery
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.JobPosition
import dev.doorstep.ffi.JobSummary
import dev.doorstep.ffi.Outbox
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.Place
import dev.doorstep.sample.app.Presenter
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.allHere
import dev.doorstep.sample.words.missingHere
import dev.doorstep.sample.words.noWindow
import dev.doorstep.sample.words.outcome
import dev.doorstep.sample.words.phase
import dev.doorstep.sample.words.trouble

/** The list that a technician begins the day with. */
data class TodayState(
    val name: String,
    val day: String,
    /** Is my work safe? One calm line. */
    val delivery: Chip,
    /** What else stands in the way of sending, if anything. */
    val trouble: String?,
    val isAirplane: Boolean,
    val open: List<JobRow>,
    val finished: List<JobRow>,
    val search: String,
    val hasMore: Boolean,
    val followUps: Int,
)

/** A job in one look: when, who, what, how it stands, whether everything is on this phone. */
data class JobRow(
    val case: String,
    val time: String,
    val day: String?,
    /** How near or late it is. */
    val clock: Chip?,
    val customer: String,
    val address: String,
    val what: String,
    val number: String,
    val isEmergency: Boolean,
    val state: Chip,
    val readiness: Chip,
)

sealed interface TodayEvent {
    data class Open(val case: String) : TodayEvent

    data class Search(val text: String) : TodayEvent

    data object More : TodayEvent

    data object SendNow : TodayEvent

    data object Settings : TodayEvent

    data object FollowUps : TodayEvent
}

class TodayPresenter(desk: Desk) : Presenter<TodayState, TodayEvent>(desk) {
    private var search = ""
    private var pages = 1

    override suspend fun read(): TodayState {
        val (now, words) = desk.platform.nowMs() to desk.words
        val jobs = page()
        val (open, finished) = jobs.partition { words.outcome(it.outcome)?.tone !in FINISHED }
        return TodayState(
            name = desk.me()?.name.orEmpty(),
            day = jobs.firstOrNull()?.let { SiteClock(it.timeZone) }.let { it ?: SiteClock("UTC0") }
                .let { it.dayOfMonth(it.day(now), words) },
            delivery = delivery(desk.doorstep.office { outbox() }, now),
            trouble = desk.sender.status.value?.let(words::trouble),
            isAirplane = desk.airplane.isOn,
            open = open.map { row(it, now) },
            finished = finished.map { row(it, now) },
            search = search,
            hasMore = jobs.size >= pages * PAGE,
            followUps = desk.doorstep.around { followUps(PAGE.toUInt()) }.size,
        )
    }

    private suspend fun page(): List<JobSummary> {
        val found = mutableListOf<JobSummary>()
        var after: JobPosition? = null
        repeat(pages) {
            val filter = JobFilter(limit = PAGE.toUInt(), after = after, text = search.ifBlank { null })
            val page = desk.doorstep.jobs { list(filter) }
            found += page
            after = page.lastOrNull()?.position ?: return found
        }
        return found
    }

    private fun delivery(outbox: Outbox, now: Long): Chip {
        val words = desk.words
        val waiting = (outbox.waitingCount + outbox.fileCount).toInt()
        val clock = SiteClock(localZone(now))
        return when {
            outbox.refused.isNotEmpty() -> Chip(Tone.BAD, words.refused(outbox.refused.size))
            waiting == 0 -> Chip(Tone.GOOD, words.everythingSent)
            else -> Chip(Tone.WAITING, words.waits(waiting, outbox.syncedAt?.let { clock.moment(it, now, words) }))
        }
    }

    private fun row(job: JobSummary, now: Long): JobRow {
        val (words, clock) = desk.words to SiteClock(job.timeZone)
        val start = job.windowStart
        return JobRow(
            case = job.case,
            time = start?.let(clock::time) ?: words.noWindow,
            day = start?.takeIf { clock.day(it) != clock.day(now) }?.let { clock.dayWords(it, now, words) },
            clock = start?.let { nearness(job, it, now) },
            customer = job.customer,
            address = job.address,
            what = job.report,
            number = job.number,
            isEmergency = job.isEmergency,
            state = state(job),
            readiness = if (job.missingCount == 0u) Chip(Tone.GOOD, words.allHere)
            else Chip(Tone.ATTENTION, words.missingHere(job.missingCount.toInt())),
        )
    }

    private fun nearness(job: JobSummary, start: Long, now: Long): Chip? {
        val isAwaited = job.outcome == "open" && job.phase in listOf("planned", "travelling")
        val minutes = (start - now) / 60_000
        return when {
            !isAwaited -> null
            minutes < 0 -> Chip(Tone.BAD, desk.words.late(-minutes))
            minutes < SOON_MINUTES -> Chip(Tone.ATTENTION, desk.words.startsIn(minutes))
            minutes < DAY_MINUTES -> Chip(Tone.QUIET, desk.words.startsIn(minutes))
            else -> null
        }
    }

    private fun state(job: JobSummary): Chip = when {
        job.refusedCount > 0u -> Chip(Tone.BAD, desk.words.refused(job.refusedCount.toInt()))
        job.decisionCount > 0u || job.noticeCount > 0u ->
            desk.words.delivery(Delivery.NEEDS_DECISION)
        else -> desk.words.outcome(job.outcome) ?: desk.words.phase(job.phase)
    }

    override fun concerns(changes: ChangeSet) = true

    override suspend fun act(event: TodayEvent) = when (event) {
        is TodayEvent.Open -> desk.navigator.open(Place.JobPage(event.case))
        is TodayEvent.Search -> {
            search = event.text
            pages = 1
        }
        TodayEvent.More -> pages += 1
        TodayEvent.SendNow -> desk.sender.now()
        TodayEvent.Settings -> desk.navigator.open(Place.Settings)
        TodayEvent.FollowUps -> desk.navigator.open(Place.FollowUps)
    }

    private companion object {
        const val PAGE = 50
        const val SOON_MINUTES = 30
        const val DAY_MINUTES = 1440
        val FINISHED = listOf(Tone.GOOD, Tone.QUIET)
    }
}

/** The zone of the phone itself at this moment: what happened here is told in its own time. */
internal fun localZone(now: Long): String {
    val seconds = java.util.TimeZone.getDefault().getOffset(now) / 1000
    val sign = if (seconds > 0) "-" else ""
    val minutes = Math.abs(seconds) / 60
    return "LOC$sign${minutes / 60}:${(minutes % 60).toString().padStart(2, '0')}"
}
