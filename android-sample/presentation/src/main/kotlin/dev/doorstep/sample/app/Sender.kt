package dev.doorstep.sample.app

import dev.doorstep.Doorstep
import dev.doorstep.ffi.Budget
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.SyncStatus
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/**
 * Sends what waits and fetches what is new while somebody looks at the app. It asks for nothing and shows no spinner:
 * the line on top of the list says how it stands. When the app is gone, the system's own scheduler goes on.
 */
class Sender(private val doorstep: Doorstep, private val platform: Platform, private val isAutomatic: Boolean) {
    private val asked = Channel<Unit>(Channel.CONFLATED)
    private val last = MutableStateFlow<SyncStatus?>(null)

    /** How the last run ended. */
    val status: StateFlow<SyncStatus?> = last.asStateFlow()

    /** Sends and fetches soon. */
    fun now() {
        asked.trySend(Unit)
    }

    /** Runs until it is cancelled. */
    fun runIn(scope: CoroutineScope) {
        if (isAutomatic) {
            scope.launch {
                // Some seconds after the last of several changes: they go in one request.
                doorstep.changes.collectLatest { changes ->
                    if (changes.jobs.isEmpty() && !changes.everything) return@collectLatest
                    platform.sendLater()
                    delay(QUIET_FOR)
                    now()
                }
            }
        }
        scope.launch {
            while (true) {
                val wait: Duration = if (isAutomatic) BETWEEN else Duration.INFINITE
                withTimeoutOrNull(wait) { asked.receive() }
                run()
            }
        }
    }

    private suspend fun run() {
        try {
            if (doorstep.me() == null) return
            last.value = doorstep.sync(Budget(millis = RUN_MS)).status
        } catch (error: DoorstepException) {
            // Closed for the background, or another run is under way: the next one does it.
            last.value = null
        }
    }

    private companion object {
        val QUIET_FOR = 3.seconds
        val BETWEEN = 2.minutes
        const val RUN_MS: ULong = 60_000u
    }
}
