package dev.doorstep

import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.Office
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.test.AfterTest
import kotlin.test.BeforeTest

/** A server with one job, and Chen's phone that has it. */
abstract class Shop {
    @TempDir lateinit var root: File
    protected lateinit var server: LocalServer
    protected lateinit var office: Office
    protected lateinit var chen: Phone
    protected lateinit var case: String

    /** Where Chen's phone keeps its files. */
    protected open val pocket: File get() = root.resolve("chen")

    @BeforeTest
    fun `open for business`() = runBlocking {
        server = LocalServer(root.resolve("server"), "chen:Chen:technician", "li:Li:leader")
        office = server.office()
        chen = Phone.enrolled(pocket, server, "chen", "en")
        case = office.createCellarJob(chen.clock.startMs)
        chen.doorstep.sync()
        Unit
    }

    @AfterTest
    open fun `close the shop`() = server.use { chen.close() }

    /** Writes a note at the version on the screen; answers its id. */
    protected suspend fun note(text: String): String = chen.doorstep.jobs {
        val seen = job(case)
        addNote(case, seen.version, seen.state.currentVisit!!, text).note
    }

    /** What the notes of the job say. */
    protected suspend fun notes(): List<String> = chen.doorstep.jobs { job(case).notes.map { it.text } }
}
