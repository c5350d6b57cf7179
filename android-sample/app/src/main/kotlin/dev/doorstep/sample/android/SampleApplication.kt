package dev.doorstep.sample.android

import android.app.Application
import androidx.lifecycle.DefaultLifecycleObserver
import androidx.lifecycle.LifecycleOwner
import androidx.lifecycle.ProcessLifecycleOwner
import dev.doorstep.sample.app.App
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * One core per process, whoever woke it: the Activity, or the worker that sends in the background. While neither needs
 * it the store is closed, so that the system may freeze or end the process at any moment.
 */
class SampleApplication : Application(), DefaultLifecycleObserver {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val turn = Mutex()
    private var isVisible = false
    private var workers = 0

    lateinit var platform: AndroidPlatform
        private set

    /** The app; null until the Activity or a worker asked for it. */
    var app: App? = null
        private set

    override fun onCreate() {
        super<Application>.onCreate()
        platform = AndroidPlatform(this)
        ProcessLifecycleOwner.get().lifecycle.addObserver(this)
    }

    /** The app, at the place that was saved if the process is new. */
    fun app(saved: List<String>): App = app ?: App(platform, saved).also {
        app = it
        it.start()
    }

    override fun onStart(owner: LifecycleOwner) {
        scope.launch { turn.withLock { changeOpen { isVisible = true } } }
    }

    override fun onStop(owner: LifecycleOwner) {
        scope.launch { turn.withLock { changeOpen { isVisible = false } } }
    }

    /** Keeps the store open for a worker. */
    suspend fun <T> whileOpen(work: suspend (App) -> T): T {
        val app = app(emptyList())
        turn.withLock { changeOpen { workers += 1 } }
        try {
            return work(app)
        } finally {
            turn.withLock { changeOpen { workers -= 1 } }
        }
    }

    private suspend fun changeOpen(change: () -> Unit) {
        val wasOpen = isVisible || workers > 0
        change()
        val isOpen = isVisible || workers > 0
        if (wasOpen == isOpen) return
        if (isOpen) app?.enterForeground() else app?.enterBackground()
    }
}
