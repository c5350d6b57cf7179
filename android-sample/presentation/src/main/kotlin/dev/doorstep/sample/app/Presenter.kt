package dev.doorstep.sample.app

import dev.doorstep.ffi.ChangeSet
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Job
import dev.doorstep.ffi.Visit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * What a screen shows, as one value, and what may be done on it, as events. Events are done one after the other, each
 * on what the one before left; whatever changes the store, a colleague's work too, is read again.
 *
 * The state is null until it was read for the first time: a few milliseconds, for which nothing is drawn.
 */
abstract class Presenter<State : Any, Event : Any>(protected val desk: Desk) : AutoCloseable {
    private val scope = CoroutineScope(SupervisorJob() + desk.dispatcher)
    private val events = Channel<Event>(Channel.UNLIMITED)
    private val shown = MutableStateFlow<State?>(null)
    private val turn = Mutex()

    /** What the screen shows. */
    val state: StateFlow<State?> = shown.asStateFlow()

    /** Reads what is to be shown. */
    protected abstract suspend fun read(): State

    /** Does what was asked for. */
    protected abstract suspend fun act(event: Event)

    /** Whether these changes could be seen here. */
    protected open fun concerns(changes: ChangeSet): Boolean = true

    /** Asks for something. */
    fun on(event: Event) {
        events.trySend(event)
    }

    /** Begins to read; once. */
    fun start() {
        scope.launch {
            for (event in events) inTurn { act(event) }
        }
        scope.launch {
            desk.doorstep.changes.collect { if (it.everything || concerns(it)) inTurn {} }
        }
    }

    /** Reads again: somebody came back to this screen. */
    fun refresh() {
        scope.launch { inTurn {} }
    }

    private suspend fun inTurn(action: suspend () -> Unit) = turn.withLock {
        desk.guarded { action() }
        desk.guarded { shown.value = read() }
    }

    override fun close() = scope.cancel()
}

/** A screen of one job. Every command takes the version that the screen shows. */
abstract class JobPresenter<State : Any, Event : Any>(desk: Desk, protected val case: String) :
    Presenter<State, Event>(desk) {
    /** The job as the screen shows it. */
    protected lateinit var job: Job
        private set

    final override suspend fun read(): State {
        job = desk.doorstep.jobs { job(case) }
        return read(job)
    }

    protected abstract suspend fun read(job: Job): State

    override fun concerns(changes: ChangeSet) = changes.sync || case in changes.jobs

    protected fun visitOf(id: String?): Visit =
        job.state.visits.find { it.id == id } ?: job.state.visits.find { it.id == job.state.currentVisit }
            ?: throw DoorstepException.NotFound("visit")
}
