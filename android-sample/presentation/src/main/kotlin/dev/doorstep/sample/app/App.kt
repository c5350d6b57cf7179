package dev.doorstep.sample.app

import dev.doorstep.Doorstep
import dev.doorstep.ffi.Budget
import dev.doorstep.ffi.Conditions
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.SyncStatus
import dev.doorstep.sample.differences.DifferencesPresenter
import dev.doorstep.sample.ending.EndingPresenter
import dev.doorstep.sample.enrol.EnrolPresenter
import dev.doorstep.sample.followup.FollowUpsPresenter
import dev.doorstep.sample.followup.GoOnPresenter
import dev.doorstep.sample.job.JobPagePresenter
import dev.doorstep.sample.payments.PaymentsPresenter
import dev.doorstep.sample.photos.PhotosPresenter
import dev.doorstep.sample.quote.QuotePresenter
import dev.doorstep.sample.report.ReportPresenter
import dev.doorstep.sample.settings.SettingsPresenter
import dev.doorstep.sample.sign.SignPresenter
import dev.doorstep.sample.steps.StepsPresenter
import dev.doorstep.sample.today.TodayPresenter
import dev.doorstep.sample.words.Words
import dev.doorstep.words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration.Companion.seconds

/** What is to be drawn: a place and who knows what it shows. */
data class Shown(val place: Place, val presenter: Presenter<*, *>, val canGoBack: Boolean)

/**
 * The app without its screens: it opens the core, follows the way that somebody takes through the places, and keeps a
 * presenter for each of them. One per process. Android gives [saved] back after the process died.
 *
 * @param isAutomatic whether it sends by itself; tests say when.
 */
class App(
    private val platform: Platform,
    private val saved: List<String> = emptyList(),
    private val isAutomatic: Boolean = true,
) : AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val preferences = Preferences(platform.directory.resolve("preferences"), platform.systemLanguage)
    private val looks = MutableStateFlow(preferences.read())
    private val notices = MutableStateFlow<Notice?>(null)
    private val screens = MutableStateFlow<Shown?>(null)
    private val airplane = AirplaneSwitch(platform.transport)
    private val turn = Mutex()
    private var open: Opened? = null

    private class Opened(val desk: Desk, val scope: CoroutineScope, val presenters: MutableMap<Place, Presenter<*, *>>)

    /** How it looks and speaks. */
    val look: StateFlow<Look> = looks.asStateFlow()

    /** Something to be read now. */
    val notice: StateFlow<Notice?> = notices.asStateFlow()

    /** The screen; null until the core is open. */
    val screen: StateFlow<Shown?> = screens.asStateFlow()

    val words: Words get() = Words(looks.value.language)

    /** Whether the airplane switch of the settings is on. */
    val isAirplane: Boolean get() = airplane.isOn

    /** Opens the core and shows the first screen, or the one that was left. */
    fun start() {
        scope.launch {
            turn.withLock { openCore(saved.mapNotNull(Place::read)) }
        }
    }

    private suspend fun openCore(way: List<Place>) {
        val language = looks.value.language
        val doorstep = try {
            Doorstep.open(
                Config(platform.directory.resolve("store").path, language), platform.secrets, platform.clock, airplane,
            )
        } catch (error: DoorstepException) {
            notices.value = Notice(error.words(language))
            return
        }
        val first = if (doorstep.me() == null) listOf(Place.Enrol) else way.ifEmpty { listOf(Place.Today) }
        val own = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        val desk = Desk(
            doorstep, platform, Words(language), Navigator(first), airplane, Sender(doorstep, platform, isAutomatic),
            Decisions(own), notices,
        )
        val opened = Opened(desk, own, mutableMapOf())
        open = opened
        desk.sender.runIn(own)
        own.launch { desk.navigator.way.collect { follow(opened, it) } }
    }

    private fun follow(opened: Opened, way: List<Place>) {
        val place = way.last()
        val known = opened.presenters[place]?.also { it.refresh() }
        val presenter = known ?: presenter(opened.desk, place).also { it.start() }
        opened.presenters[place] = presenter
        val left = opened.presenters.keys - way.toSet()
        screens.value = Shown(place, presenter, way.size > 1)
        left.forEach { opened.presenters.remove(it)?.close() }
    }

    private fun presenter(desk: Desk, place: Place): Presenter<*, *> = when (place) {
        Place.Enrol -> EnrolPresenter(desk)
        Place.Today -> TodayPresenter(desk)
        Place.Settings -> SettingsPresenter(desk, looks::value, ::change)
        Place.FollowUps -> FollowUpsPresenter(desk)
        is Place.JobPage -> JobPagePresenter(desk, place.case, place.visit)
        is Place.Steps -> StepsPresenter(desk, place.case, place.visit, place.outcome, place.step)
        is Place.Ending -> EndingPresenter(desk, place.case, place.visit)
        is Place.QuotePage -> QuotePresenter(desk, place.case, place.visit)
        is Place.Sign -> SignPresenter(desk, place.case, place.visit, place.role, place.quote)
        is Place.Payments -> PaymentsPresenter(desk, place.case, place.visit)
        is Place.Photos -> PhotosPresenter(desk, place.case, place.visit)
        is Place.Report -> ReportPresenter(desk, place.case)
        is Place.Differences -> DifferencesPresenter(desk, place.case)
        is Place.GoOn -> GoOnPresenter(desk, place.case)
    }

    /** A new look; another language needs the core's words, too, which is opened again at the same place. */
    private suspend fun change(look: Look) {
        val isOtherLanguage = look.language != looks.value.language
        preferences.write(look)
        looks.value = look
        // Not in the coroutine of the screen that asked: it is closed with the rest.
        if (isOtherLanguage) scope.launch {
            turn.withLock {
                val way = open?.desk?.navigator?.way?.value.orEmpty()
                closeCore()
                openCore(way)
            }
        }
    }

    fun back(): Boolean = open?.desk?.navigator?.back() ?: false

    fun goTo(place: Place) {
        notices.value = null
        open?.desk?.navigator?.open(place)
    }

    fun dismissNotice() {
        notices.value = null
    }

    /** The way so far, to be given back after the process died. */
    fun saved(): List<String> = open?.desk?.navigator?.way?.value?.map(Place::written) ?: saved

    /** Nothing stays open while the system may suspend the app. */
    suspend fun enterBackground() {
        open?.desk?.let { desk -> desk.guarded { desk.doorstep.enterBackground() } }
    }

    suspend fun enterForeground() {
        open?.desk?.let { desk ->
            desk.guarded { desk.doorstep.enterForeground() }
            desk.sender.now()
        }
    }

    /** Sends and fetches once, for a scheduler of the system; null if it could not begin. */
    suspend fun send(millis: ULong, conditions: Conditions): SyncStatus? {
        withTimeoutOrNull(OPEN_FOR) { screen.first { it != null } }
        val doorstep = turn.withLock { open?.desk?.doorstep } ?: return null
        return try {
            doorstep.sync(Budget(millis = millis, conditions = conditions)).status
        } catch (error: DoorstepException) {
            null
        }
    }

    private fun closeCore() {
        val opened = open ?: return
        open = null
        screens.value = null
        opened.scope.cancel()
        opened.presenters.values.forEach(AutoCloseable::close)
        opened.desk.doorstep.close()
    }

    override fun close() {
        scope.cancel()
        closeCore()
    }

    private companion object {
        /** How long a process that was just made may take to open the store. */
        val OPEN_FOR = 20.seconds
    }
}
