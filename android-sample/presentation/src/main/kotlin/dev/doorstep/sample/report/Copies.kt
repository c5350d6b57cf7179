package dev.doorstep.sample.report

import dev.doorstep.ffi.Audience
import dev.doorstep.ffi.DeliveredCopy
import dev.doorstep.ffi.Handing
import dev.doorstep.ffi.Job
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.SiteClock
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.fullRecord
import dev.doorstep.sample.words.handedOut
import dev.doorstep.sample.words.handing

/**
 * A copy of the record, to be looked at and handed out.
 *
 * @param audience who gets it; null for the record itself, which leaves nothing out and is for nobody outside.
 * @param handed how and when it was handed out, the first time first.
 */
data class CopyRow(val audience: Audience?, val title: String, val isChosen: Boolean, val handed: List<Chip>)

/** The copies of a job in the order of the paper, the record itself at the end. */
fun copies(desk: Desk, job: Job, chosen: Audience?): List<CopyRow> {
    val site = SiteClock(job.head.timeZone)
    fun chip(copy: DeliveredCopy): Chip {
        val how = copy.how?.let { desk.words.handing(it) } ?: desk.words.handedOut
        return Chip(Tone.GOOD, "$how · ${copy.by} · ${site.moment(copy.at, desk.platform.nowMs(), desk.words)}")
    }
    val copies = job.copies.map { copy ->
        val title = listOfNotNull(copy.number, copy.title).joinToString(" · ")
        CopyRow(copy.audience, title, copy.audience == chosen, copy.delivered.map(::chip))
    }
    return copies + CopyRow(null, desk.words.fullRecord, chosen == null, emptyList())
}

/** The ways of handing a copy out. */
val handings: List<Handing> = Handing.entries
