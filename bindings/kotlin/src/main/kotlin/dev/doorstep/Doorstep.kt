package dev.doorstep

import dev.doorstep.ffi.Around
import dev.doorstep.ffi.Budget
import dev.doorstep.ffi.ChangeListener
import dev.doorstep.ffi.ChangeSet
import dev.doorstep.ffi.Clock
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.DoorstepCore
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.Evidence
import dev.doorstep.ffi.HttpTransport
import dev.doorstep.ffi.Jobs
import dev.doorstep.ffi.Me
import dev.doorstep.ffi.SecretStore
import dev.doorstep.ffi.SyncClient
import dev.doorstep.ffi.SyncReport
import dev.doorstep.ffi.Visits
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.withContext
import java.nio.charset.CharacterCodingException
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration.Companion.milliseconds

/**
 * The core as Kotlin likes it: every call suspends and runs on [dispatcher], changes are a [Flow], cancelling a
 * coroutine cancels its synchronisation.
 *
 * The commands themselves are those of the generated services; this class adds no name of its own to them:
 *
 * ```
 * val job = doorstep.jobs { job(case) }
 * doorstep.visits { complete(case, job.version, visit) }
 * ```
 *
 * One per process and directory. [close] it when the process is done with it; for the background of an app there is
 * [enterBackground].
 */
class Doorstep private constructor(
    private val core: DoorstepCore,
    private val dispatcher: CoroutineDispatcher,
) : AutoCloseable {
    private val jobs = core.jobs()
    private val visits = core.visits()
    private val evidence = core.evidence()
    private val around = core.around()
    private val sync = core.sync()
    private val isClosed = AtomicBoolean()

    /** What changed; the first element comes at once and says `everything`. Read again what the screen shows. */
    val changes: Flow<ChangeSet> = callbackFlow {
        val listener = object : ChangeListener {
            override fun changed(changes: ChangeSet) {
                trySend(changes)
            }
        }
        val subscription = typed { core.subscribe(listener) }
        awaitClose {
            subscription.cancel()
            subscription.close()
        }
    }.buffer(Channel.UNLIMITED) // At most ten a second, and none may be lost.

    /** Enrols this device with the office's one-time code. Needs the network. */
    suspend fun enrol(serverUrl: String, code: String, label: String): Me = io { core.enrol(serverUrl, code, label) }

    /** Who uses this device; null before the enrolment. */
    suspend fun me(): Me? = io { core.me() }

    /** Writes a bundle for whoever helps: this device without customers. `doorstep replay` folds it again on a desktop. */
    suspend fun diagnosticsBundle(path: String) = io { core.diagnosticsBundle(path) }

    /** Calls of [Jobs]: the list, one job, what people write into it. */
    suspend fun <T> jobs(call: Jobs.() -> T): T = io { jobs.call() }

    /** Calls of [Visits]: what happens at the customer's. */
    suspend fun <T> visits(call: Visits.() -> T): T = io { visits.call() }

    /** Calls of [Evidence]: photos and signatures. */
    suspend fun <T> evidence(call: Evidence.() -> T): T = io { evidence.call() }

    /** Calls of [Around]: what happens beside the visit, such as follow-ups, approvals and parts. */
    suspend fun <T> around(call: Around.() -> T): T = io { around.call() }

    /** Calls of [SyncClient] other than synchronising: is the work safe? */
    suspend fun <T> office(call: SyncClient.() -> T): T = io { sync.call() }

    /**
     * Synchronises until everything is done or the budget is used up. Cancelling the coroutine stops it after the
     * request that is under way; whatever it did is kept.
     */
    suspend fun sync(budget: Budget = Budget()): SyncReport = coroutineScope {
        val run = async(dispatcher) { typed { sync.syncNow(budget) } }
        try {
            run.await()
        } catch (cancelled: CancellationException) {
            withContext(NonCancellable) {
                // More than once: the run may just be about to begin.
                while (!run.isCompleted) {
                    typed { sync.cancel() }
                    delay(20.milliseconds)
                }
            }
            throw cancelled
        }
    }

    /** Lets go of everything that the system may not find open in a suspended app. */
    suspend fun enterBackground() = io { core.enterBackground() }

    /** Opens everything again. */
    suspend fun enterForeground() = io { core.enterForeground() }

    /** Closes the core for good; every later call is `Closed`. Blocks for the write that is under way. */
    override fun close() {
        if (isClosed.getAndSet(true)) return
        try {
            core.shutdown()
        } finally {
            listOf(jobs, visits, evidence, around, sync, core).forEach(AutoCloseable::close)
        }
    }

    private suspend fun <T> io(call: () -> T): T = withContext(dispatcher) { typed(call) }

    /** Two things that the generated code does not put into words of ours. */
    private fun <T> typed(call: () -> T): T = try {
        if (isClosed.get()) throw DoorstepException.Closed()
        call()
    } catch (destroyed: IllegalStateException) {
        // It was closed while this call was on its way.
        throw if (isClosed.get()) DoorstepException.Closed() else destroyed
    } catch (halved: CharacterCodingException) {
        // Half of an emoji, for example: no text that anybody else could read.
        throw DoorstepException.InvalidInput("text", "not Unicode: ${halved.message}")
    }

    companion object {
        /**
         * Opens the core. Without [clock] it reads the clocks of Linux and Android itself; without [transport] it
         * uses HTTP of its own where the library was built with it, and otherwise never reaches a server.
         *
         * @throws DoorstepException `Busy` if the directory is open elsewhere, `UpdateRequired`, `Storage`.
         */
        suspend fun open(
            config: Config,
            secrets: SecretStore,
            clock: Clock? = null,
            transport: HttpTransport? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Doorstep = withContext(dispatcher) {
            Doorstep(DoorstepCore.open(config, secrets, clock, transport), dispatcher)
        }
    }
}
