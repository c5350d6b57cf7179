package dev.doorstep

import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.Area
import dev.doorstep.ffi.Budget
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.DoorstepCore
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.Jobs
import dev.doorstep.ffi.NewLine
import dev.doorstep.ffi.NewPayment
import dev.doorstep.ffi.NewReport
import dev.doorstep.ffi.NewWalkIn
import dev.doorstep.ffi.PaymentPurpose
import dev.doorstep.ffi.ReportFormat
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.jpeg
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import java.lang.reflect.InvocationTargetException
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** What a careless app passes in, and what a hostile customer types: typed errors, nothing lost. */
class BadInputTest : Shop() {
    private val hostile = listOf(
        "'; DROP TABLE jobs; --", "\u202Eright to left", "🔧".repeat(100), "a\nb\tc", "<b>&amp;</b>", "\u0000", "%s%n",
        "../../etc/passwd", "\uFEFF", "\" OR 1=1 *",
    )

    @Test
    fun `hostile texts are kept as they are`() = runBlocking {
        for (text in hostile) {
            val id = note(text)
            assertEquals(text, chen.doorstep.jobs { job(case) }.notes.single { it.id == id }.text)
        }
        assertEquals(hostile.toSet(), notes().toSet())
        // The search takes them for words, not for a language of its own.
        hostile.forEach { text -> chen.doorstep.jobs { list(JobFilter(text = text)) } }
        assertEquals(1, chen.doorstep.jobs { list(JobFilter(text = "wang")) }.size)
    }

    @Test
    fun `a text that is too large names its limit and half a letter its field`() = runBlocking {
        val tooLarge = assertFailsWith<DoorstepException.Rejected> { note("x".repeat(3_000_000)) }
        assertTrue("Too large" in tooLarge.words("en"), tooLarge.words("en"))
        val halved = assertFailsWith<DoorstepException.InvalidInput> { note("🔧".take(1)) }
        assertEquals("text", halved.field)
        note("")
        assertEquals(listOf(""), notes())
    }

    @Test
    fun `steps that nobody knows are refused`() = runBlocking {
        val job = chen.doorstep.jobs { job(case) }
        val visit = job.state.currentVisit!!
        for (step in hostile + "" + "no-such-step") {
            assertFailsWith<DoorstepException>(step) {
                chen.doorstep.visits { finishStep(case, job.version, visit, step) }
            }
        }
        assertEquals(job.version, chen.doorstep.jobs { job(case) }.version)
    }

    @Test
    fun `names that nobody knows are refused with those that are`() = runBlocking {
        val job = chen.doorstep.jobs { job(case) }
        val visit = job.state.currentVisit!!
        val photo = root.resolve("photo.jpg").apply { writeBytes(jpeg(7)) }.path
        suspend fun take(step: String, role: String) = assertFailsWith<DoorstepException.InvalidInput>("$step $role") {
            chen.doorstep.evidence { takePhoto(case, job.version, visit, step, role, photo) }
        }
        for (name in hostile + "" + "no-such-name") {
            assertEquals("step", take(name, "before").field)
            assertEquals("role", take("survey", name).field)
        }
        val befor = take("survey", "befor")
        assertTrue("before" in befor.reason, befor.reason)
        suspend fun correct(field: String, value: AnswerValue?) = assertFailsWith<DoorstepException.InvalidInput>(field) {
            chen.doorstep.jobs { correct(case, job.version, field, value) }
        }
        for (name in hostile + "" + "customer.fone") {
            val wrong = correct(name, AnswerValue.Text("138"))
            assertEquals("field", wrong.field)
            assertTrue("customer.phone" in wrong.reason, wrong.reason)
        }
        assertEquals("value", correct("customer.phone", AnswerValue.Int(138)).field)
        assertEquals("value", correct("site.time_zone", AnswerValue.Text("Beijing time")).field)
        assertEquals(job.version, chen.doorstep.jobs { job(case) }.version)
    }

    @Test
    fun `a way to pay is one of those that the prices have`() = runBlocking {
        val slip = office.create(
            """{"service": "tianli-slip", "area": "indoor", "report": "Tap drips", "customer": {"name": "Zhao"},
                "site": {"address": "3-402", "time_zone": "CST-8"}, "users": ["chen"], "start_ms": ${chen.clock.startMs}}""",
        )
        chen.doorstep.sync()
        val job = chen.doorstep.jobs { job(slip) }
        val visit = job.state.currentVisit!!
        val ways = chen.doorstep.jobs { waysToPay(slip) }
        assertEquals(listOf("card", "cash", "transfer"), ways.map { it.id })
        assertEquals(listOf("Card"), ways.filter { it.isConfirmedByOffice }.map { it.title })
        suspend fun pay(method: String, minor: Long) = chen.doorstep.visits {
            pay(slip, job.version, visit, NewPayment(null, minor, method, PaymentPurpose.BALANCE))
        }
        for (name in hostile + "" + "shells") {
            assertEquals("method", assertFailsWith<DoorstepException.InvalidInput>(name) { pay(name, 100) }.field)
        }
        assertEquals("amount_minor", assertFailsWith<DoorstepException.InvalidInput> { pay("cash", 0) }.field)
        assertTrue(pay("cash", 100) != job.version)
        // These prices say nothing about payment.
        assertEquals(emptyList(), chen.doorstep.jobs { waysToPay(case) })
    }

    @Test
    fun `wrong ids are exceptions that name the argument`() = runBlocking {
        val job = chen.doorstep.jobs { job(case) }
        val visit = job.state.currentVisit!!
        val wrong = listOf("", "case_", "visit_0", "\u0000", case.uppercase(), "$case ", visit, "x".repeat(1_000_000))
        for (id in wrong) {
            val named = assertFailsWith<DoorstepException.InvalidInput>(id.take(20)) { chen.doorstep.jobs { job(id) } }
            assertEquals("case", named.field)
        }
        suspend fun field(call: Jobs.() -> Unit) =
            assertFailsWith<DoorstepException.InvalidInput> { chen.doorstep.jobs { call() } }.field
        assertEquals("quote", field { addLine(case, job.version, NewLine(case, visit, quantity = "1")) })
        assertEquals("visit", field { addNote(case, job.version, case, "x") })
        assertEquals("version", field { addNote(case, "garbage", visit, "x") })
        val quote = chen.doorstep.jobs { newQuote() }
        assertEquals("quantity", field { addLine(case, job.version, NewLine(quote, visit, quantity = "1e9")) })
    }

    @Test
    fun `wrong paths are exceptions that name the path`() = runBlocking {
        val (job, directory) = chen.doorstep.jobs { job(case) } to root.resolve("a directory").apply { mkdirs() }
        val visit = job.state.currentVisit!!
        for (path in listOf("", "/nowhere/x.jpg", "\u0000", directory.path, "/dev/zero", "x".repeat(5_000))) {
            val calls = listOf<suspend () -> Unit>(
                { chen.doorstep.evidence { takePhoto(case, job.version, visit, "survey", "before", path) } },
                { chen.doorstep.jobs { importJob(path) } },
                { chen.doorstep.jobs { verifyJobFile(path) } },
            )
            calls.forEachIndexed { n, call ->
                val wrong = assertFailsWith<DoorstepException>("$n ${path.take(20)}") { call() }
                val named = wrong is DoorstepException.InvalidInput && wrong.field == "path"
                assertTrue(named || wrong is DoorstepException.Rejected, "$n ${path.take(20)}: $wrong")
            }
        }
        val report = NewReport("$root/no/such/report.html", ReportFormat.HTML, "A company")
        val nowhere = assertFailsWith<DoorstepException.InvalidInput> { chen.doorstep.jobs { writeReport(case, report) } }
        assertEquals("path", nowhere.field)
        assertFailsWith<DoorstepException> { chen.doorstep.jobs { exportJob(case, job.version, null, directory.path) } }
        assertEquals(0, chen.doorstep.jobs { job(case) }.photos.size)
    }

    @Test
    fun `a file that is no job file changes nothing`() = runBlocking {
        val file = root.resolve("x.dsjob")
        for (bytes in listOf(ByteArray(0), ByteArray(1), "DSJB".toByteArray(), ByteArray(100_000) { (it * 7).toByte() })) {
            file.writeBytes(bytes)
            assertFailsWith<DoorstepException.InvalidInput> { chen.doorstep.jobs { importJob(file.path) } }
            assertTrue(!chen.doorstep.jobs { verifyJobFile(file.path) }.holds)
        }
        assertEquals(1, chen.doorstep.jobs { list(JobFilter()) }.size)
    }

    @Test
    fun `nothing in the place of an argument is the language's own exception`() = runBlocking {
        chen.doorstep.jobs {
            // As Java code may call it.
            val job = Jobs::class.java.getMethod("job", String::class.java)
            val thrown = assertFailsWith<InvocationTargetException> { job.invoke(this, null) }
            assertIs<NullPointerException>(thrown.targetException)
        }
        assertEquals(case, chen.doorstep.jobs { job(case) }.case)
    }

    @Test
    fun `an enrolment that cannot work says why and can be repeated`() = runBlocking {
        val walkIn = walkIn()
        Doorstep.open(Config("$root/li", "en"), MemorySecrets(), chen.clock, chen.network).use { li ->
            suspend fun refused(url: String, code: String) =
                assertFailsWith<DoorstepException>("$url $code") { li.enrol(url, code, "Li's phone") }
            for (code in hostile + "") {
                assertTrue(refused(server.url, code) is DoorstepException.Server, code)
            }
            for (url in listOf("", "not a url", "ftp://example.com", "http://127.0.0.1:1", "file:///etc/passwd")) {
                val why = refused(url, server.codeFor("li"))
                assertTrue(why is DoorstepException.InvalidInput || why is DoorstepException.Offline, "$url: $why")
            }
            assertFailsWith<DoorstepException.NotEnrolled> { li.jobs { createWalkIn(walkIn) } }
            assertEquals("li", li.enrol(server.url, server.codeFor("li"), "Li's phone").user)
        }
    }

    private suspend fun walkIn() = NewWalkIn(
        pack = chen.doorstep.jobs { packs() }.first().id, service = "longfor-dispatch", report = "Tap drips",
        area = Area.INDOOR, customerName = "Ms Zhao", address = "Building 2", timeZone = "CST-8",
    )

    @Test
    fun `a closed core says so, whatever it is asked, and closing twice is once`() = runBlocking {
        val other = Doorstep.open(Config("$root/other", "en"), MemorySecrets())
        other.close()
        other.close()
        val calls = listOf<suspend () -> Unit>(
            { other.me() }, { other.jobs { list(JobFilter()) } }, { other.sync(Budget()) }, { other.changes.first() },
            { other.office { outbox() } }, { other.enterBackground() }, { other.enterForeground() },
        )
        for (call in calls) assertFailsWith<DoorstepException.Closed> { call() }
        val core = DoorstepCore.open(Config("$root/other", "en"), MemorySecrets(), null, null)
        val (jobs, sync) = core.jobs() to core.sync()
        core.shutdown()
        assertFailsWith<DoorstepException.Closed> { jobs.list(JobFilter()) }
        assertFailsWith<DoorstepException.Closed> { sync.outbox() }
        listOf(jobs, sync, core).forEach(AutoCloseable::close)
    }
}
