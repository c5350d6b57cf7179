package dev.doorstep

import dev.doorstep.ffi.AnswerValue
import dev.doorstep.ffi.ChangeListener
import dev.doorstep.ffi.ChangeSet
import dev.doorstep.ffi.Config
import dev.doorstep.ffi.ConsentWhat
import dev.doorstep.ffi.Delivery
import dev.doorstep.ffi.DoorMethod
import dev.doorstep.ffi.DoorstepCore
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.EndOfVisit
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.MissingWhat
import dev.doorstep.ffi.Outcome
import dev.doorstep.ffi.Phase
import dev.doorstep.ffi.Rating
import dev.doorstep.ffi.Rejection
import dev.doorstep.ffi.SignatureRole
import dev.doorstep.ffi.SyncStatus
import dev.doorstep.ffi.VisitOutcome
import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.Office
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue

/**
 * One job from the office's desk to the customer's signature, through the exported interface, against a real server.
 * Two phones and the desk change it at the same time (catalogue scenario 5).
 */
class JobTest {
    @TempDir lateinit var root: File
    private lateinit var server: LocalServer
    private lateinit var office: Office
    private lateinit var chen: Phone
    private lateinit var li: Phone
    private lateinit var case: String

    @BeforeTest
    fun `open for business`() = runBlocking {
        server = LocalServer(root.resolve("server"), "chen:Chen:technician", "li:Li:leader")
        office = server.office()
        chen = Phone.enrolled(root.resolve("chen"), server, "chen", "en")
        li = Phone.enrolled(root.resolve("li"), server, "li", "zh-CN")
        case = office.createCellarJob(chen.clock.startMs)
        listOf(chen, li).forEach { assertEquals(SyncStatus.DONE, it.doorstep.sync().status) }
    }

    @AfterTest
    fun `close the shop`() = listOf(chen, li, server).forEach(AutoCloseable::close)

    @Test
    fun `a job done offline merges with what others did meanwhile`() = runBlocking {
        assertEquals(listOf("Mr Wang"), chen.doorstep.jobs { list(JobFilter()) }.map { it.customer })
        chen.network.isOn = false
        val hands = Technician.at(chen, case)
        val quote = doTheJob(hands)
        assertEquals(SyncStatus.OFFLINE, chen.doorstep.sync().status)
        assertEquals(Delivery.WAITING_FOR_SIGNAL, hands.job().outbox.delivery)

        Technician.at(li, case).write("He leaves at 11.", "138 2222")
        assertEquals(SyncStatus.DONE, li.doorstep.sync().status)
        office.ask("jobs/$case/appoint", """{"start_ms": ${chen.clock.startMs + 3_600_000}, "reason": "he asked"}""")

        chen.network.isOn = true
        val report = chen.doorstep.sync()
        assertEquals(Triple(SyncStatus.DONE, 0u, 0u), Triple(report.status, report.waiting, report.refused))
        assertEquals(SyncStatus.DONE, li.doorstep.sync().status)
        assertMerged(quote)
        assertDecidedOnceForAll(hands)
        assertTrue(office.comesToSay(case, "\"outcome\":\"completed\""))
    }

    /** From the door to the end, without a network. */
    private suspend fun doTheJob(hands: Technician): String {
        hands.visit { case, seen, visit -> enterPhase(case, seen, visit, Phase.TRAVELLING) }
        hands.visit { case, seen, visit -> attemptDoor(case, seen, visit, DoorMethod.BELL, true) }
        hands.doSteps()
        val quote = makeQuote(hands)
        val refused = assertFailsWith<DoorstepException.Rejected>("work before consent") {
            hands.visit { case, seen, visit -> startWork(case, seen, visit, emptyList()) }
        }
        assertIs<Rejection.Missing>(refused.why)
        assertTrue("agree" in refused.words("en"), refused.words("en"))
        val step = hands.missing().first { (it.what as? MissingWhat.Consent)?.to == "quote" }.step
        hands.consent(ConsentWhat.QUOTE, step, quote)
        hands.sign(SignatureRole.CUSTOMER_QUOTE_CONSENT, quote)
        hands.doSteps()
        work(hands)
        hands.visit { case, seen, visit -> rate(case, seen, visit, Rating("satisfaction", "satisfied", "quick")) }
        hands.doSteps()
        assertTrue("46" in hands.sign(SignatureRole.CUSTOMER_ACCEPT, quote))
        hands.doSteps()
        assertEquals(emptyList(), hands.missing().map { it.words })
        hands.visit { case, seen, visit -> complete(case, seen, visit) }
        hands.visit { case, seen, visit -> endVisit(case, seen, visit, EndOfVisit(VisitOutcome.DONE)) }
        return quote
    }

    private suspend fun makeQuote(hands: Technician): String {
        val quote = chen.doorstep.jobs { newQuote() }
        hands.addLine(quote, item = "bulb-change")
        hands.addLine(quote, item = "toilet-unblock")
        hands.addLine(quote, what = "special wax ring", costMinor = 1234)
        hands.visit { case, seen, visit -> offerQuote(case, seen, visit, quote, 30u) }
        assertEquals(4600, chen.doorstep.jobs { quote(case, quote, 30u) }.total?.minor)
        return quote
    }

    /** 26 minutes, a note, and a telephone number. */
    private suspend fun work(hands: Technician) {
        hands.visit { case, seen, visit -> startWork(case, seen, visit, emptyList()) }
        chen.clock.passMinutes(26)
        val session = hands.job().state.visits.flatMap { it.sessions }.single()
        hands.visit { case, seen, visit -> stopWork(case, seen, visit, session.started) }
        hands.write("Wax ring was the wrong size.", "138 1111")
        hands.doSteps()
    }

    /** Both phones show both sides' work, and the same. */
    private suspend fun assertMerged(quote: String) {
        val jobs = listOf(chen, li).map { it.doorstep.jobs { job(case) } }
        for (job in jobs) {
            assertIs<Outcome.Completed>(job.state.outcome)
            assertEquals(setOf("Wax ring was the wrong size.", "He leaves at 11."), job.notes.map { it.text }.toSet())
            assertEquals(4600, job.quotes.single { it.id == quote }.total?.minor)
            val values = job.conflicts.single().values
            assertEquals(setOf("Chen" to "138 1111", "Li" to "138 2222"), values.map { it.by to text(it.value) }.toSet())
            assertEquals(chen.clock.startMs + 3_600_000, job.state.visits.single().appointment?.start)
            assertEquals(2, job.signatures.size)
        }
        assertEquals(jobs[0].version, jobs[1].version)
        assertEquals(jobs[0].photos.map { it.blob }, jobs[1].photos.map { it.blob })
    }

    /** The leader decides; the technician's phone has it after a sync. */
    private suspend fun assertDecidedOnceForAll(hands: Technician) {
        li.doorstep.jobs {
            val job = job(case)
            val conflict = job.conflicts.single()
            resolveConflict(case, job.version, conflict, conflict.values.first { it.by == "Chen" })
        }
        listOf(li, chen).forEach { it.doorstep.sync() }
        assertEquals(emptyList(), hands.job().conflicts)
        assertEquals("138 1111", text(hands.job().corrections.single().value))
    }

    private fun text(value: AnswerValue?) = (value as AnswerValue.Text).value

    @Test
    fun `bad arguments are exceptions that an app can catch`() = runBlocking {
        val job = chen.doorstep.jobs { job(case) }
        val swapped = assertFailsWith<DoorstepException.InvalidInput> {
            chen.doorstep.visits { complete(case, job.version, case) }
        }
        assertEquals("visit", swapped.field)
        assertFailsWith<DoorstepException.InvalidInput> {
            chen.doorstep.visits { complete(case, "garbage", job.state.currentVisit!!) }
        }
        val nowhere = assertFailsWith<DoorstepException.NotFound> {
            chen.doorstep.jobs { job("case_" + "0".repeat(32)) }
        }
        assertEquals("本机没有这项内容，请同步后再试", nowhere.words("zh-CN"))
    }

    @Test
    fun `the store opens once and closes for the background`() = runBlocking {
        assertFailsWith<DoorstepException.Busy> {
            DoorstepCore.open(Config("$root/chen/store", "en"), MemorySecrets(), null, null)
        }
        chen.doorstep.enterBackground()
        assertFailsWith<DoorstepException.Closed> { chen.doorstep.jobs { list(JobFilter()) } }
        chen.doorstep.enterForeground()
        assertEquals(1, chen.doorstep.jobs { list(JobFilter()) }.size)
    }

    @Test
    fun `a listener that throws harms nobody`() = runBlocking {
        val first = CountDownLatch(1)
        val thrown = CountDownLatch(2)
        val listener = object : ChangeListener {
            override fun changed(changes: ChangeSet) {
                first.countDown()
                thrown.countDown()
                error("a bug of the app")
            }
        }
        DoorstepCore.open(Config("$root/other", "en"), MemorySecrets(), null, null).use { core ->
            core.subscribe(listener).use {
                // Changes that come close together are told in one call: wait for the first.
                assertTrue(first.await(5, TimeUnit.SECONDS))
                core.enterBackground()
                core.enterForeground()
                assertTrue(thrown.await(5, TimeUnit.SECONDS))
            }
            core.shutdown()
        }
    }

    @Test
    fun `changes are a flow that begins with everything`() = runBlocking {
        assertTrue(chen.doorstep.changes.first().everything)
        val started = CompletableDeferred<Unit>()
        val heard = CompletableDeferred<ChangeSet>()
        val collector = launch {
            chen.doorstep.changes.first { changes ->
                if (changes.everything) started.complete(Unit)
                (case in changes.jobs).also { if (it) heard.complete(changes) }
            }
        }
        started.await()
        Technician.at(chen, case).write("heard?", "138 3333")
        assertEquals(listOf(case), heard.await().jobs)
        collector.join()
    }

    @Test
    fun `cancelling the coroutine stops the sync and it goes on later`() = runBlocking {
        Technician.at(chen, case).takePhoto("survey", "before")
        val underWay = CompletableDeferred<Unit>()
        val goOn = CountDownLatch(1)
        chen.network.before = {
            underWay.complete(Unit)
            goOn.await(10, TimeUnit.SECONDS)
        }
        val sync = launch { chen.doorstep.sync() }
        underWay.await()
        sync.cancel()
        launch { goOn.countDown() }
        sync.join()
        assertTrue(sync.isCancelled)
        chen.network.before = {}
        val report = chen.doorstep.sync()
        assertEquals(SyncStatus.DONE to 1u, report.status to report.filesSent)
    }
}
