package dev.doorstep

import dev.doorstep.ffi.ChangeListener
import dev.doorstep.ffi.ChangeSet
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.DoorstepCore
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.SyncStatus
import dev.doorstep.testing.MemorySecrets
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.system.measureNanoTime
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** Many threads, the app's comings and goings, long use: no crash, nothing lost, nothing left behind. */
class HardUseTest : Shop() {
    @Test
    fun `many threads write while the phone synchronises and no note is lost`() = runBlocking {
        val syncing = (1..2).map {
            launch(Dispatchers.IO) {
                while (true) {
                    try {
                        chen.doorstep.sync()
                    } catch (oneAtATime: DoorstepException.Busy) {
                        delay(5)
                    }
                }
            }
        }
        (1..6).map { writer ->
            async(Dispatchers.IO) {
                repeat(8) { n ->
                    note("$writer/$n")
                    chen.doorstep.jobs { list(JobFilter()) }
                    chen.doorstep.office { outbox() }
                }
            }
        }.awaitAll()
        syncing.forEach { it.cancelAndJoin() }
        assertEquals(SyncStatus.DONE, chen.doorstep.sync().status)
        assertEquals((1..6).flatMap { writer -> (0..7).map { "$writer/$it" } }.toSet(), notes().toSet())
    }

    @Test
    fun `a cancelled coroutine loses no note that it wrote`() = runBlocking {
        val written = ConcurrentLinkedQueue<String>()
        val writers = (1..4).map { writer ->
            launch(Dispatchers.IO) {
                for (n in generateSequence(0) { it + 1 }) {
                    note("$writer/$n")
                    written += "$writer/$n"
                }
            }
        }
        while (written.size < 10) Thread.sleep(5)
        writers.forEach { it.cancelAndJoin() }
        val kept = notes()
        assertTrue(kept.containsAll(written), "${written - kept.toSet()}")
        // At most the call of each that was under way came after.
        assertTrue(kept.size <= written.size + writers.size)
        note("and it goes on")
        assertEquals(kept.size + 1, notes().size)
    }

    @Test
    fun `an app that comes and goes while it works is told so and loses nothing`() = runBlocking {
        val written = ConcurrentLinkedQueue<String>()
        val writer = launch(Dispatchers.IO) {
            for (n in generateSequence(0) { it + 1 }) {
                try {
                    note("$n")
                    written += "$n"
                } catch (inBackground: DoorstepException.Closed) {
                    Thread.sleep(5)
                }
            }
        }
        repeat(8) {
            Thread.sleep(60)
            chen.doorstep.enterBackground()
            Thread.sleep(10)
            chen.doorstep.enterForeground()
        }
        writer.cancelAndJoin()
        assertTrue(written.isNotEmpty() && notes().containsAll(written))
    }

    @Test
    fun `a listener that blocks holds up nobody but itself`() = runBlocking {
        val (called, goOn) = CountDownLatch(1) to CountDownLatch(1)
        val listener = object : ChangeListener {
            override fun changed(changes: ChangeSet) {
                called.countDown()
                goOn.await(30, TimeUnit.SECONDS)
            }
        }
        DoorstepCore.open(Config("$root/other", "en"), MemorySecrets(), null, null).use { core ->
            core.subscribe(listener).use {
                assertTrue(called.await(10, TimeUnit.SECONDS))
                val took = measureNanoTime { repeat(50) { core.jobs().use { it.list(JobFilter()) } } }
                assertTrue(took < TimeUnit.SECONDS.toNanos(10), "$took ns")
                core.enterBackground()
                core.enterForeground()
                goOn.countDown()
            }
            core.shutdown()
        }
    }

    @Test
    fun `a network and a clock that throw what nobody expects are an error and no crash`() = runBlocking {
        note("kept")
        chen.network.before = { error("a bug of the app") }
        assertEquals(SyncStatus.OFFLINE, chen.doorstep.sync().status)
        chen.network.before = { throw OutOfMemoryError("a bug of the app") }
        assertEquals(SyncStatus.OFFLINE, chen.doorstep.sync().status)
        chen.network.before = {}
        assertEquals(SyncStatus.DONE, chen.doorstep.sync().status)
        assertEquals(listOf("kept"), notes())
    }

    @Test
    fun `ten thousand calls leave no memory, no files and no threads behind`() = runBlocking {
        use(2_000)
        System.gc()
        val before = Traces.now()
        use(10_000)
        System.gc()
        val after = Traces.now()
        println("10,000 calls: from $before to $after")
        assertTrue(after.files <= before.files + 2, "$before, $after")
        assertTrue(after.threads <= before.threads + 4, "$before, $after")
        // The heap of the JVM has a fixed size in these tests: what grows is native.
        assertTrue(after.residentKb < before.residentKb + 30_000, "$before, $after")
    }

    /** Every kind of call: small ones, lists, whole jobs, errors, objects that are made and closed. */
    private suspend fun use(calls: Int) {
        repeat(calls / 100) { n ->
            chen.doorstep.jobs {
                repeat(60) { list(JobFilter(limit = 20u)) }
                repeat(10) { assertFailsWith<DoorstepException.InvalidInput> { job("garbage $n") } }
                repeat(10) { assertFailsWith<DoorstepException.NotFound> { job("case_" + "0".repeat(32)) } }
                repeat(5) { job(case) }
            }
            repeat(14) { chen.doorstep.me() }
            chen.doorstep.changes.first()
        }
    }

    /** What a process holds, as the system counts it. */
    private data class Traces(val residentKb: Long, val files: Int, val threads: Int) {
        companion object {
            fun now() = Traces(
                residentKb = status("VmRSS"),
                files = File("/proc/self/fd").list()?.size ?: 0,
                threads = status("Threads").toInt(),
            )

            private fun status(name: String): Long =
                File("/proc/self/status").readLines().first { it.startsWith("$name:") }.filter(Char::isDigit).toLong()
        }
    }
}
