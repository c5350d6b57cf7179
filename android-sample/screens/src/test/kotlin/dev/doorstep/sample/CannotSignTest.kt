package dev.doorstep.sample

import androidx.compose.ui.test.junit4.createComposeRule
import dev.doorstep.sample.app.Look
import dev.doorstep.testing.LocalServer
import org.junit.Rule
import java.io.File
import kotlin.io.path.createTempDirectory
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** By finger, a whole job whose customer cannot sign: the leader verifies in her place, on a phone of his own, and says why. */
class CannotSignTest {
    @get:Rule
    val rule = createComposeRule()
    private val root: File = createTempDirectory("cannot-sign").toFile()
    private val server = LocalServer(root.resolve("server"), "chen:Chen:technician", "lin:Lin:leader")
    private val office = server.office()
    private val chen = TestPhone(root.resolve("chen"), "chen", Look("en"))
    private val lin = TestPhone(root.resolve("lin"), "lin", Look("en"))

    @AfterTest
    fun tidy() {
        listOf(chen, lin, server).forEach(AutoCloseable::close)
        root.deleteRecursively()
    }

    @Test
    fun `the leader signs where the customer cannot, and the job is done`() {
        val case = office.create(
            """{"service": "longfor-dispatch", "area": "indoor", "report": "kitchen lamp is dark",
                "customer": {"name": "Wang"}, "site": {"address": "3-402", "time_zone": "CST-8"},
                "users": ["chen", "lin"], "start_ms": ${moment("10:00")}}""",
        )
        val finger = Finger(rule)
        for ((phone, user) in listOf(chen to "chen", lin to "lin")) {
            finger.takes(phone)
            finger.enrols(server, user)
            finger.sees("kitchen lamp is dark")
        }
        finger.takes(chen)
        finger.taps("kitchen lamp is dark")
        finger.prepares()
        finger.enters()
        finger.works()
        finger.sendsAndFetches(chen)
        finger.sendsAndFetches(lin)
        finger.signsInPlace()
        finger.sendsAndFetches(lin)
        finger.sendsAndFetches(chen)
        finger.ends()
        finger.sendsAndFetches(chen)
        assertTrue(office.comesToSay(case, "brokeherhand"), office.ask("jobs/$case"))
        assertTrue(office.comesToSay(case, "\"how\":\"paper\""), office.ask("jobs/$case"))
    }

    private fun Finger.prepares() {
        tapsPhase("Contact")
        taps("Done", on = "reporter_known")
        taps("Reached", on = "verify_call")
        taps("No", on = "prior_visit")
        tapsMain()
        taps("Yes", on = "alone")
        taps("Done", on = "tools_decided")
        taps("Done", on = "materials_decided")
        writes("30", into = "write:expected_minutes")
        taps("Save", on = "expected_minutes")
        taps("No", on = "other_departments")
        taps("Done", on = "badge")
        taps("Done", on = "appearance")
        listOf("Price list", "Shoe covers", "Ground cloth").forEach { taps(it, on = "kit") }
        tapsIcon("Back")
        chen.at("9:55")
        taps("Set out")
        taps("I have arrived")
    }

    private fun Finger.enters() {
        tapsPhase("Arrive")
        taps("Somebody answered", on = "door_attempts")
        tapsMain()
        taps("Done", on = "introduce")
        taps("Agrees", on = "entry_consent")
        taps("Done", on = "shoe_covers")
        taps("Free of charge", on = "payment")
        tapsMain()
        writes("the bulb is broken", into = "write:survey")
        taps("Save", on = "survey")
        taps("Take a photo", on = "survey")
        taps("None of these", on = "risks")
    }

    private fun Finger.works() {
        tapsPhase("Work")
        taps("Done", on = "ground_cloth")
        taps("Done", on = "protect_area")
        taps("Start work", on = "work")
        sees("Stop work")
        chen.clock.passMinutes(4)
        goesBackForATool()
        chen.clock.passMinutes(5)
        taps("Stop work", on = "work")
        sees("9 min worked")
        writes("changed the bulb", into = "write:result")
        taps("Save", on = "result")
        tapsMain()
        taps("Done", on = "tools_counted")
        taps("Done", on = "site_clean")
        taps("Take a photo", on = "site_clean")
        tapsMain()
        taps("Done", on = "tested")
        taps("Done", on = "use_explained")
        tapsMain()
        taps("Done", on = "cautions_told")
        taps("No", on = "customer_can_sign")
        tapsIcon("Back")
        tapsIcon("Back")
    }

    /** Twenty minutes, which are not charged. */
    private fun Finger.goesBackForATool() {
        taps("Go and fetch it", on = "work")
        sees("Please check")
        tapsExactly("Close")
        writes("step ladder", into = "errand")
        taps("Go and fetch it", on = "work")
        sees("Away for: step ladder, not charged")
        chen.clock.passMinutes(20)
        taps("Back with it", on = "work")
        sees("Stop work")
    }

    private fun Finger.signsInPlace() {
        lin.at("10:10")
        taps("kitchen lamp is dark")
        tapsPhase("Accept")
        taps("Ask for signature", on = "accept_signature")
        taps("Cannot sign")
        sees("The leader verifies in the customer's place")
        draws()
        tapsMain()
        sees("Write why the customer cannot sign")
        tapsExactly("Close")
        writes("broke her hand", into = "reason")
        tapsMain()
        sees("Signed by Lin")
        tapsMain()
        misses("Cannot sign")
        sees("Signed by Lin")
        misses("Ask for signature")
        tapsIcon("Back")
        tapsIcon("Back")
    }

    private fun Finger.ends() {
        taps("kitchen lamp is dark")
        sees("The checklist is done")
        tapsMain()
        sees("How did it end?")
        tapsExactly("Done")
        sees("Nothing is missing")
        tapsMain()
        sees("Show the report")
        tapsMain()
        sees("Completed")
        sees("The leader verifies in the customer's place")
        sees("broke her hand")
        handsOverTheSlip()
        tapsIcon("Back")
        tapsIcon("Back")
    }

    /** The customer's copy is what is shown and sent unless another is chosen. */
    private fun Finger.handsOverTheSlip() {
        tapsMain()
        taps("Share as a page")
        waits { chen.shared.size == 1 }
        taps("The whole record")
        misses("It was handed over")
        taps("Share as a page")
        waits { chen.shared.size == 2 }
        val (slip, record) = chen.shared.map { it.name }
        assertEquals(slip.replace(".html", "-record.html"), record)
        taps("For the customer")
        taps("On paper")
        sees("On paper · Chen")
        taps("Back to the short form")
        sees("On paper · Chen")
    }

    private fun Finger.sendsAndFetches(phone: TestPhone) {
        takes(phone)
        tapsIcon("Settings")
        taps("Send and fetch now")
        sees("Everything is stored by the office")
        tapsIcon("Back")
    }
}
