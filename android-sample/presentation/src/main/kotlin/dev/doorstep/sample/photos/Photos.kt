package dev.doorstep.sample.photos

import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Photo
import dev.doorstep.ffi.Step
import dev.doorstep.sample.app.Desk
import dev.doorstep.sample.app.JobPresenter
import dev.doorstep.sample.words.SiteClock
import java.io.File

/** The photos of a visit: those of one spot, before and after, side by side. */
data class PhotosState(val customer: String, val spots: List<Spot>)

/** One spot: the photo of before, and those that show it again. */
data class Spot(
    val title: String,
    val first: Picture,
    val again: List<Picture>,
    /** Whether the checklist asks to show this spot once more. */
    val needsAfter: Boolean,
    /** Whether another photo of it can be taken. */
    val canPair: Boolean,
)

/** @param path the small picture; null if it has not come yet. */
data class Picture(val blob: String, val role: String, val path: String?, val by: String)

sealed interface PhotosEvent {
    /** Takes the photo of after from the same spot. */
    data class TakeAfter(val before: String) : PhotosEvent
}

class PhotosPresenter(desk: Desk, case: String, private val visit: String) :
    JobPresenter<PhotosState, PhotosEvent>(desk, case) {
    private var steps: List<Step> = emptyList()

    override suspend fun read(job: Job): PhotosState {
        steps = if (job.hasPack) desk.doorstep.jobs { checklist(case, visit, "done") }.steps else emptyList()
        val photos = job.photos.filter { it.visit == visit }.sortedBy { it.at }
        val known = photos.map { it.blob }.toSet()
        val spots = photos.filter { it.pair !in known }.map { first ->
            val again = photos.filter { it.pair == first.blob }
            Spot(
                title = steps.find { it.path == first.step }?.title ?: first.step,
                first = picture(job, first),
                again = again.map { picture(job, it) },
                needsAfter = steps.any { step -> step.photos.any { first.blob in it.unpaired } },
                canPair = placeOfAfter(first) != null,
            )
        }
        return PhotosState(job.head.customer, spots)
    }

    private suspend fun picture(job: Job, photo: Photo): Picture {
        val at = SiteClock(job.head.timeZone).moment(photo.at, desk.platform.nowMs(), desk.words)
        val asked = steps.flatMap { it.photos }.find { it.role == photo.role }?.name
        return Picture(photo.blob, asked?.ifEmpty { null } ?: photo.role, desk.smallPicture(case, photo), "${photo.by}, $at")
    }

    /** The step and the role under which the checklist wants to see this spot again. */
    private fun placeOfAfter(first: Photo): Pair<String, String>? {
        val asked = steps.flatMap { step ->
            step.photos.mapNotNull { count -> count.role?.let { Asked(step.path, it, count.unpaired) } }
        }
        val waiting = asked.find { first.blob in it.unpaired }
        val after = asked.find { it.role == AFTER && first.role != AFTER }
        return (waiting ?: after)?.let { it.step to it.role }
    }

    private class Asked(val step: String, val role: String, val unpaired: List<String>)

    override suspend fun act(event: PhotosEvent) = when (event) {
        is PhotosEvent.TakeAfter -> takeAfter(event.before)
    }

    private suspend fun takeAfter(before: String) {
        val first = job.photos.find { it.blob == before } ?: return
        val (step, role) = placeOfAfter(first) ?: return
        val file = desk.platform.takePhoto() ?: return
        desk.guarded(case, visit, "done") {
            desk.doorstep.evidence { takePhoto(case, job.version, visit, step, role, file.path, pair = before) }
        }
        file.delete()
    }

    private companion object {
        const val AFTER = "after"
    }
}

/** The small picture of a photo as a file; null if it has not come yet, or there is none. */
suspend fun Desk.smallPicture(case: String, photo: Photo): String? {
    val small = photo.thumbnail ?: return null
    val file: File = platform.directory.resolve("shown/$small.jpg")
    if (!file.exists()) {
        val bytes = try {
            doorstep.evidence { photoThumbnail(case, small) }
        } catch (none: DoorstepException.NotFound) {
            return null
        }
        file.parentFile.mkdirs()
        file.writeBytes(bytes)
    }
    return file.path
}
