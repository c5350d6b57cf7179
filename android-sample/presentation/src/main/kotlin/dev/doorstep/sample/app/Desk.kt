package dev.doorstep.sample.app

import dev.doorstep.Doorstep
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Me
import dev.doorstep.ffi.MissingThing
import dev.doorstep.ffi.Rejection
import dev.doorstep.sample.words.Words
import dev.doorstep.words
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** One reason why something cannot be done yet, and where to do something about it. */
data class WhyNot(val words: String, val place: Place?)

/** Something to be read now: a short sentence, or the list of what is missing. */
data class Notice(val words: String, val why: List<WhyNot> = emptyList())

/** The way that somebody took through the app. */
class Navigator(first: List<Place>) {
    private val taken = MutableStateFlow(first)
    val way: StateFlow<List<Place>> = taken.asStateFlow()

    fun open(place: Place) = taken.update { way ->
        // Going to a place that is already on the way goes back to it.
        val known = way.indexOf(place)
        if (known >= 0) way.take(known + 1) else way + place
    }

    /** Another place instead of this one. */
    fun replace(place: Place) = taken.update { it.dropLast(1) + place }

    /** Nothing but this place. */
    fun restart(place: Place) = taken.update { listOf(place) }

    /** Whether there was somewhere to go back to. */
    fun back(): Boolean {
        val canGo = taken.value.size > 1
        if (canGo) taken.update { it.dropLast(1) }
        return canGo
    }
}

/** What all screens share. */
class Desk(
    val doorstep: Doorstep,
    val platform: Platform,
    val words: Words,
    val navigator: Navigator,
    val airplane: AirplaneSwitch,
    val sender: Sender,
    val decisions: Decisions,
    private val notices: MutableStateFlow<Notice?>,
    val dispatcher: CoroutineDispatcher = Dispatchers.IO,
) {
    /** Who uses this phone; null before the enrolment. */
    suspend fun me(): Me? = doorstep.me()

    fun tell(words: String, why: List<WhyNot> = emptyList()) {
        notices.value = Notice(words, why)
    }

    /** Does it, and tells the technician what the core says if it cannot be done. */
    suspend fun guarded(action: suspend () -> Unit) {
        try {
            action()
        } catch (closed: DoorstepException.Closed) {
            // The app went to the background; it reads everything again when it comes back.
        } catch (error: DoorstepException) {
            tell(error.words(words.language))
        }
    }

    /** Does it; a *not yet* of the rules leads to the steps of a visit that are missing. */
    suspend fun guarded(case: String, visit: String, outcome: String, action: suspend () -> Unit): Boolean = try {
        action()
        true
    } catch (refused: DoorstepException.Rejected) {
        val missing = (refused.why as? Rejection.Missing)?.missing ?: throw refused
        tell(words.notYet, whyNot(case, visit, outcome, missing))
        false
    }

    /** The lines of *why not*, each with the place where it is done. */
    fun whyNot(case: String, visit: String, outcome: String, missing: List<MissingThing>): List<WhyNot> =
        missing.map { WhyNot(it.words, Place.Steps(case, visit, outcome, it.step)) }
}
