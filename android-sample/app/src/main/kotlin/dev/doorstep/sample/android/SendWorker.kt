package dev.doorstep.sample.android

import android.content.Context
import android.net.ConnectivityManager
import android.os.BatteryManager
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import dev.doorstep.ffi.Conditions
import dev.doorstep.ffi.SyncStatus
import java.util.concurrent.TimeUnit

/**
 * Sends what waits when the system says that there is a network, also after the app is gone and after a restart of the
 * phone. A run has eight minutes, less than the ten after which the system ends it; what it did by then is kept, and
 * the next run goes on from there. Being stopped cancels the coroutine, which stops the run after its present request.
 */
class SendWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val application = applicationContext as SampleApplication
        val status = application.whileOpen { it.send(RUN_MS, conditions()) }
        return when (status) {
            SyncStatus.DONE, SyncStatus.NOT_ENROLLED, SyncStatus.SIGNED_OUT, SyncStatus.UPDATE_REQUIRED -> Result.success()
            else -> Result.retry()
        }
    }

    /** Large files wait for a network that costs nothing and a battery that lasts. */
    private fun conditions(): Conditions {
        val network = applicationContext.getSystemService(ConnectivityManager::class.java)
        val battery = applicationContext.getSystemService(BatteryManager::class.java)
        val percent = battery.getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY)
        return Conditions(isMetered = network.isActiveNetworkMetered, isBatteryLow = percent in 1..LOW_PERCENT)
    }

    companion object {
        private const val SOON = "send-soon"
        private const val EVER = "send-ever"
        private const val RUN_MS: ULong = 480_000u
        private const val LOW_PERCENT = 15

        private val connected = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()

        /** As soon as there is a network; once, however often it is asked for. */
        fun soon(context: Context) {
            val work = OneTimeWorkRequestBuilder<SendWorker>().setConstraints(connected)
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, 30, TimeUnit.SECONDS).build()
            WorkManager.getInstance(context).enqueueUniqueWork(SOON, ExistingWorkPolicy.KEEP, work)
        }

        /** Four times an hour, for what others wrote and for what a crash left behind. */
        fun fromNowOn(context: Context) {
            val work = PeriodicWorkRequestBuilder<SendWorker>(15, TimeUnit.MINUTES).setConstraints(connected).build()
            WorkManager.getInstance(context)
                .enqueueUniquePeriodicWork(EVER, ExistingPeriodicWorkPolicy.KEEP, work)
        }
    }
}
