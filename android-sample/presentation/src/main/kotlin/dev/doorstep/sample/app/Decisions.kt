package dev.doorstep.sample.app

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration

/**
 * Choices that can still be undone. They belong to the app and not to a screen: leaving the screen does not undo them.
 * If the process dies before, the question is simply still open.
 */
class Decisions(private val scope: CoroutineScope) {
    private class Pending(val choice: Int, val run: Job)

    private val pending = ConcurrentHashMap<String, Pending>()

    /** The choice that was made and can still be undone. */
    fun chosen(question: String): Int? = pending[question]?.choice

    /** Does it after a while, unless it is undone. */
    fun choose(question: String, choice: Int, after: Duration, action: suspend () -> Unit) {
        undo(question)
        val run = scope.launch {
            delay(after)
            action()
            pending.remove(question)
        }
        pending[question] = Pending(choice, run)
    }

    fun undo(question: String) {
        pending.remove(question)?.run?.cancel()
    }
}
