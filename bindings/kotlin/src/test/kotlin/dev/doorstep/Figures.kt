package dev.doorstep

import dev.doorstep.ffi.Area
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.NewWalkIn
import dev.doorstep.ffi.answerKey
import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.MemorySecrets
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.sql.DriverManager
import kotlin.test.Test
import kotlin.test.assertEquals

/**
 * What calls cost from Kotlin, and opening a large store, with a plain read by SQLite beside it. Not one of the tests:
 * `bindings/run figures` runs it and shows what it prints.
 */
class Figures {
    @TempDir lateinit var root: File
    private val jobs = System.getProperty("doorstep.figures.jobs").toInt()

    @Test
    fun print() = runBlocking {
        LocalServer(root.resolve("server"), "chen:Chen:technician").use { server ->
            val chen = Phone.enrolled(root.resolve("chen"), server, "chen", "en")
            val case = server.office().createCellarJob(chen.clock.startMs - 1)
                .also { chen.doorstep.sync() }
            println("\n| figure | median | 99 of 100 under |\n|---|---|---|")
            printCalls(chen, case)
            printMaking(chen)
            printOpening(chen)
            chen.close()
        }
    }

    private suspend fun printCalls(chen: Phone, case: String) {
        val visit = chen.doorstep.jobs { job(case) }.state.currentVisit!!
        print("a call that only parses and answers a text", 20_000) { answerKey(visit, "survey", null) }
        print("a small read of the store (who is enrolled)", 5_000) { chen.doorstep.me() }
        print("one whole job", 500) { chen.doorstep.jobs { job(case) } }
        repeat(3) { chen.doorstep.jobs { addNote(case, job(case).version, visit, "0123456789".repeat(340)) } }
        print("the same with 10 KB of notes", 500) { chen.doorstep.jobs { job(case) } }
        print("saving a short note, durably", 200) { chen.doorstep.jobs { addNote(case, job(case).version, visit, "note") } }
    }

    /** Fills the store with jobs made at the door, none of which was sent. */
    private suspend fun printMaking(chen: Phone) {
        val pack = chen.doorstep.jobs { packs() }.first { it.name == "property-repair" }.id
        val took = LongArray(jobs) { n ->
            val new = NewWalkIn(
                pack, "longfor-dispatch", "The tap in the kitchen drips", Area.INDOOR, customerName = "Customer $n",
                customerPhone = "138 0000 $n", address = "Building ${n % 90}, ${n % 31}02", timeZone = "CST-8",
            )
            nanos { chen.doorstep.jobs { createWalkIn(new) } }
        }
        row("making a job at the door, durably", took)
        print("a page of 100 jobs of $jobs", 200) { chen.doorstep.jobs { list(JobFilter(limit = 100u)) } }
        print("a search in all of them, 100 found", 50) {
            chen.doorstep.jobs { list(JobFilter(limit = 100u, text = "kitchen")) }
        }
    }

    /** Opening anew, with the files in the system's cache, as an app that was closed a while ago finds them. */
    private suspend fun printOpening(chen: Phone) {
        chen.doorstep.enterBackground()
        val file = root.resolve("chen/store/doorstep.sqlite")
        chen.close()
        val before = residentMb()
        val opened = LongArray(10) {
            nanos {
                Doorstep.open(Config("$root/chen/store", "en"), MemorySecrets(), chen.clock).use { doorstep ->
                    assertEquals(100, doorstep.jobs { list(JobFilter(limit = 100u)) }.size)
                }
            }
        }
        row("opening $jobs jobs, first page, closing", opened)
        val mb = residentMb() - before
        val plain = LongArray(10) { nanos { assertEquals(100, plainRead(file)) } }
        row("the same page by SQLite alone (JDBC)", plain)
        println("\n$mb MB more resident after ten openings; the database has ${file.length() / 1_000_000} MB.")
    }

    /** As little as anybody could do: open the file, read the columns of the first page, close it. */
    private fun plainRead(file: File): Int = DriverManager.getConnection("jdbc:sqlite:$file").use { connection ->
        connection.createStatement().executeQuery("SELECT * FROM jobs ORDER BY sort_ms, case_id LIMIT 100").use { rows ->
            generateSequence { rows.next().takeIf { it } }.onEach { (1..24).forEach(rows::getObject) }.count()
        }
    }

    private suspend fun print(what: String, times: Int, call: suspend () -> Unit) {
        repeat(times / 5) { call() }
        row(what, LongArray(times) { nanos(call) })
    }

    private suspend fun nanos(call: suspend () -> Unit): Long {
        val start = System.nanoTime()
        call()
        return System.nanoTime() - start
    }

    private fun row(what: String, nanos: LongArray) {
        val sorted = nanos.sorted()
        println("| $what | ${words(sorted[sorted.size / 2])} | ${words(sorted[sorted.lastIndex * 99 / 100])} |")
    }

    private fun words(nanos: Long): String =
        if (nanos < 1_000_000) "${nanos / 1_000} µs" else "${nanos / 1_000_000}.${nanos / 100_000 % 10} ms"

    private fun residentMb(): Long {
        System.gc()
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }
        return line.filter(Char::isDigit).toLong() / 1_000
    }
}
